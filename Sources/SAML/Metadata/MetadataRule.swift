/// What the check of metadata looks at. The tokens are published: they are the `rule` of a finding, and the `reason`
/// of a report that is not valid.
public enum MetadataRule: String, CaseIterable, Codable, Sendable {
    // What makes metadata useless.
    case tooLarge = "too-large"
    case notWellFormed = "not-well-formed"
    case doctype = "dtd"
    case processingInstruction = "processing-instruction"
    case xinclude
    case notMetadata = "not-metadata"
    case signatureMissing = "signature-missing"
    case signatureInvalid = "signature-invalid"
    case expired
    case validUntilMissing = "valid-until-missing"
    case validUntilTooFar = "valid-until-too-far"
    case entityID = "entity-id"
    case duplicateEntity = "duplicate-entity"
    case noServiceProvider = "no-service-provider"
    case acsLocation = "acs-location"
    case acsIndex = "acs-index"
    case noPostACS = "no-post-acs"
    case noKey = "no-key"
    // What works, but not well.
    case unreadableKey = "unreadable-key"
    case weakKey = "weak-key"
    case signatureUnchecked = "signature-unchecked"
    case nameIDFormat = "name-id-format"
    case severalDefaults = "several-defaults"
    case insecureLink = "insecure-link"
    // What would help.
    case unsignedRequests = "unsigned-requests"
    case noDisplayName = "no-display-name"
    case noContact = "no-contact"
    case otherRole = "other-role"

    /// What to do about it.
    public var mend: String {
        switch self {
        case .tooLarge: "register one entity of at most 256 KB, without embedded pictures"
        case .notWellFormed: "export the metadata again; it must be well-formed XML in UTF-8"
        case .doctype: "take the DOCTYPE and all entity declarations out"
        case .processingInstruction: "take the processing instructions out, style sheets too"
        case .xinclude: "put the included text itself into the file"
        case .notMetadata:
            "the root must be md:EntityDescriptor or md:EntitiesDescriptor, as the schema of SAML 2.0 says"
        case .signatureMissing: "ask the publisher for the signed file, or name no signing certificate"
        case .signatureInvalid: "fetch the file again, and compare the fingerprint of the signing certificate"
        case .expired: "ask the site for current metadata"
        case .validUntilMissing: "ask the publisher to set validUntil"
        case .validUntilTooFar: "ask the publisher for a validUntil within the limit"
        case .entityID: "use an absolute URI of at most 256 characters, best the https address of the metadata"
        case .duplicateEntity: "describe each entity once"
        case .noServiceProvider: "add an md:SPSSODescriptor that supports urn:oasis:names:tc:SAML:2.0:protocol"
        case .acsLocation: "use a public https address without user information or fragment"
        case .acsIndex: "give every AssertionConsumerService an index of its own, 0 to 65535"
        case .noPostACS: "add an AssertionConsumerService with the binding \(SAMLBinding.post)"
        case .noKey: "add a KeyDescriptor with an X509Certificate (RSA of 2048 bits or more, or a named curve)"
        case .unreadableKey: "give the key as ds:X509Data with one ds:X509Certificate"
        case .weakKey: "replace it by RSA of 2048 bits or more, or by P-256"
        case .signatureUnchecked: "give the publisher's certificate with --signed-by"
        case .nameIDFormat: "name persistent or transient, or no format at all"
        case .severalDefaults: "set isDefault=\"true\" on one AssertionConsumerService only"
        case .insecureLink: "use an https address"
        case .unsignedRequests: "add a signing key, sign requests and set AuthnRequestsSigned=\"true\""
        case .noDisplayName: "add mdui:DisplayName in the languages of the visitors"
        case .noContact: "add a ContactPerson of type technical with an e-mail address"
        case .otherRole: "nothing; only service providers are registered"
        }
    }
}
