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
    case expiresSoon = "expires-soon"
    case attributeIndex = "attribute-index"
    case unknownAttribute = "unknown-attribute"
    case logoutLocation = "logout-location"
    case encryptionKey = "encryption-key"
    case encryptionMethod = "encryption-method"
    // What would help.
    case unusedBinding = "unused-binding"
    case attributeFormat = "attribute-format"
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
        case .expiresSoon: "fetch current metadata in time"
        case .attributeIndex: "give every AttributeConsumingService an index of its own, 0 to 65535"
        case .unknownAttribute:
            "ask for what a card says, or agree with the operator on a name (attribute-names); else requests that choose "
                + "the set are refused"
        case .logoutLocation: "use a public https address without user information or fragment"
        case .encryptionKey: "give an RSA key of 2048 bits or more for encryption"
        case .encryptionMethod:
            "declare aes256-gcm or aes128-gcm, and rsa-oaep (XML Encryption 1.1) or rsa-oaep-mgf1p; CBC and PKCS #1 "
                + "v1.5 are not used"
        case .unusedBinding: "nothing, if there is an AssertionConsumerService by POST too"
        case .attributeFormat: "set NameFormat=\"\(AttributeNameFormat.uri)\" and name attributes by URI"
        case .unsignedRequests: "add a signing key, sign requests and set AuthnRequestsSigned=\"true\""
        case .noDisplayName: "add mdui:DisplayName in the languages of the visitors"
        case .noContact: "add a ContactPerson of type technical with an e-mail address"
        case .otherRole: "nothing; only service providers are registered"
        }
    }

    /// Where it is written.
    public var clause: String {
        switch self {
        case .tooLarge: "R24 of the gateway's threats; SAML metadata sets no limit"
        case .notWellFormed: "XML 1.0 §2.1"
        case .doctype: "Kantara saml2int SDP-G03"
        case .processingInstruction, .xinclude: "SAML core §1.2; XML Signature best practices §2"
        case .notMetadata: "SAML metadata §2.3"
        case .signatureMissing, .signatureInvalid, .signatureUnchecked: "SAML metadata §3; saml2int SDP-MD02"
        case .expired, .expiresSoon: "SAML metadata §2.3.1"
        case .validUntilMissing, .validUntilTooFar: "saml2int SDP-MD03"
        case .entityID: "SAML core §8.3.6; saml2int SDP-G04"
        case .duplicateEntity: "SAML metadata §2.3"
        case .noServiceProvider, .otherRole: "SAML metadata §2.4.4"
        case .acsLocation: "SAML metadata §2.2.2; saml2int SDP-SP"
        case .acsIndex, .severalDefaults: "SAML metadata §2.2.3"
        case .noPostACS, .unusedBinding: "SAML profiles §4.1.6; saml2int SDP-IDP08"
        case .noKey, .unreadableKey: "SAML metadata §2.4.1.1; saml2int SDP-MD05"
        case .weakKey: "saml2int SDP-MD06, SDP-MD07"
        case .nameIDFormat: "SAML metadata §2.4.2"
        case .insecureLink: "SAML metadata UI §2.1; saml2int SDP-MD10"
        case .attributeIndex, .attributeFormat, .unknownAttribute: "SAML metadata §2.4.4.1; saml2int SDP-IDP18"
        case .logoutLocation: "SAML metadata §2.4.2"
        case .encryptionKey, .encryptionMethod: "XML Encryption 1.1 §5.2, §5.5; saml2int SDP-ALG01"
        case .unsignedRequests: "SAML metadata §2.4.4; SAML profiles §4.1.4.1"
        case .noDisplayName: "saml2int SDP-MD09"
        case .noContact: "saml2int SDP-MD11"
        }
    }
}
