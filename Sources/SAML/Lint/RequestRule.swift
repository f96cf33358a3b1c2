/// What the check of a captured request looks at. The tokens are published: they are the `rule` of a finding.
public enum RequestRule: String, CaseIterable, Codable, Sendable {
    // How it was carried.
    case unreadable
    case parameterTwice = "parameter-twice"
    case notDeflated = "not-deflated"
    case tooLarge = "too-large"
    case relayState = "relay-state"
    case relayStateLong = "relay-state-long"
    case signatureHalf = "signature-half"
    case signatureInside = "signature-inside"
    case signatureAlgorithm = "signature-algorithm"
    // What it is.
    case notWellFormed = "not-well-formed"
    case doctype = "dtd"
    case comment
    case notRequest = "not-request"
    case malformed
    case version
    // Whom it is from and for.
    case unknownSite = "unknown-site"
    case issuerFormat = "issuer-format"
    case destinationMissing = "destination-missing"
    case destination
    case issueInstant = "issue-instant"
    case signatureMissing = "signature-missing"
    case signatureInvalid = "signature-invalid"
    case unsigned
    case metadataExpired = "metadata-expired"
    // What it asks for.
    case consumer
    case consumerContradiction = "consumer-contradiction"
    case binding
    case nameID = "name-id"
    case level
    case levelComparison = "level-comparison"
    case passive
    case subject
    case conditions
    case scoping
    case attributeService = "attribute-service"
    case extensions
    case providerName = "provider-name"

    /// Where it is written.
    public var clause: String {
        switch self {
        case .unreadable, .notDeflated: "SAML bindings §3.4.4.1, §3.5.4"
        case .parameterTwice: "SAML bindings §3.4.4.1"
        case .tooLarge: "R24 and S8 of the gateway's threats; SAML sets no limit"
        case .relayState, .relayStateLong: "SAML bindings §3.4.3, §3.5.3"
        case .signatureHalf, .signatureInside: "SAML bindings §3.4.4.1"
        case .signatureAlgorithm: "saml2int SDP-ALG01; RFC 9231"
        case .notWellFormed: "XML 1.0 §2.1"
        case .doctype: "Kantara saml2int SDP-G03"
        case .comment: "CVE-2017-11427; S4 of the gateway's threats"
        case .notRequest, .malformed: "SAML core §3.4.1"
        case .version: "SAML core §4.1.3.2"
        case .unknownSite: "SAML profiles §4.1.4.1"
        case .issuerFormat: "SAML profiles §4.1.4.1"
        case .destinationMissing, .destination: "SAML bindings §3.4.5.2, §3.5.5.2; SAML core §3.2.1"
        case .issueInstant: "SAML core §3.2.1; saml2int SDP-G01"
        case .signatureMissing, .unsigned: "SAML metadata §2.4.4; saml2int SDP-IDP04"
        case .signatureInvalid: "SAML core §5; saml2int SDP-IDP05"
        case .metadataExpired: "SAML metadata §2.3.1"
        case .consumer: "SAML core §3.4.1; saml2int SDP-IDP06"
        case .consumerContradiction: "SAML core §3.4.1"
        case .binding: "SAML core §3.4.1; saml2int SDP-IDP08"
        case .nameID: "SAML core §3.4.1.1"
        case .level, .levelComparison: "SAML core §3.3.2.2.1"
        case .passive: "SAML core §3.4.1"
        case .subject: "SAML core §3.4.1.4"
        case .conditions: "SAML core §3.4.1"
        case .scoping: "SAML core §3.4.1.2"
        case .attributeService: "SAML core §3.4.1; SAML metadata §2.4.4.1"
        case .extensions: "SAML core §3.2.1"
        case .providerName: "SAML core §3.4.1"
        }
    }

    /// What to do about it.
    public var mend: String {
        switch self {
        case .unreadable: "capture the whole address, or the value of the field SAMLRequest, and nothing else"
        case .parameterTwice: "send each parameter once, under its plain name"
        case .notDeflated: "compress with raw DEFLATE (RFC 1951, no zlib header) before base64"
        case .tooLarge: "send a request of at most 64 KB"
        case .relayState: "send at most 1024 bytes without control characters"
        case .relayStateLong: "keep RelayState to 80 bytes; put the rest into your session"
        case .signatureHalf: "send SigAlg and Signature together, or neither"
        case .signatureInside: "take the ds:Signature out and sign the query"
        case .signatureAlgorithm: "sign with RSA or ECDSA and SHA-256 or better"
        case .notWellFormed: "send well-formed XML in UTF-8"
        case .doctype: "send no DOCTYPE"
        case .comment: "send no comments"
        case .notRequest: "send a samlp:AuthnRequest of SAML 2.0"
        case .malformed: "keep to the schema of SAML 2.0"
        case .version: "say Version=\"2.0\""
        case .unknownSite: "register the site, or send its own entity ID as Issuer"
        case .issuerFormat: "leave Format at Issuer out, or say \(NameIDFormat.entity)"
        case .destinationMissing: "name our address for the binding as Destination; signed requests must"
        case .destination: "name the address in our metadata, byte for byte"
        case .issueInstant: "set the clock, and send the request at once"
        case .signatureMissing: "sign, or say AuthnRequestsSigned=\"false\" in the metadata"
        case .signatureInvalid: "sign the query or the document as it is sent, with a key of the metadata"
        case .unsigned: "sign requests and set AuthnRequestsSigned=\"true\""
        case .metadataExpired: "send the operator current metadata"
        case .consumer: "use an AssertionConsumerService by POST of the metadata, byte for byte"
        case .consumerContradiction: "give AssertionConsumerServiceIndex, or URL and ProtocolBinding, not both"
        case .binding: "ask for answers by \(SAMLBinding.post), or leave ProtocolBinding out"
        case .nameID: "ask for persistent or transient, or leave NameIDPolicy out"
        case .level: "ask for a class that a card gives, such as \(AuthnContextClass.smartcardPKI)"
        case .levelComparison: "ask for \"exact\" or \"minimum\" of classes on one scale"
        case .passive: "leave IsPassive out, or be ready for the status NoPassive"
        case .subject: "leave Subject out and compare the person yourself"
        case .conditions: "leave Conditions out"
        case .scoping: "name our entity ID in IDPList, or leave Scoping out"
        case .attributeService: "use the index of an AttributeConsumingService of the metadata"
        case .extensions: "nothing; unknown extensions are ignored"
        case .providerName: "nothing; visitors are shown the name of the metadata"
        }
    }
}

/// One thing that the check of a captured request has to say.
public struct RequestFinding: Hashable, Codable, Sendable {
    public let severity: MetadataFinding.Severity
    public let rule: RequestRule
    /// The place in the message.
    public let `where`: String
    public let what: String
    public let mend: String
    /// The place in the specification.
    public let clause: String

    init(_ severity: MetadataFinding.Severity, _ rule: RequestRule, at place: String, _ what: String) {
        self.severity = severity
        self.rule = rule
        self.where = place
        self.what = what
        mend = rule.mend
        clause = rule.clause
    }
}
