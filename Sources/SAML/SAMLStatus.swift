import SignedXML

/// The status of a response: up to three codes, each narrower than the one before (SAML core §3.2.2.2).
public struct SAMLStatus: Hashable, Sendable {
    public let top: String
    public let second: String?
    /// A code of our own: a URI below the entity ID.
    public let third: String?
    public let message: String?

    public init(top: String, second: String? = nil, third: String? = nil, message: String? = nil) {
        self.top = top
        self.second = second
        self.third = second == nil ? nil : third
        self.message = message
    }

    public init(_ top: TopStatus, _ second: SecondStatus? = nil, third: String? = nil, message: String? = nil) {
        self.init(top: top.uri, second: second?.uri, third: third, message: message)
    }

    public static let success = SAMLStatus(.success)

    public var isSuccess: Bool { sameBytes(top, TopStatus.success.uri) }
}

private let prefix = "urn:oasis:names:tc:SAML:2.0:status:"

/// The four top-level codes.
public enum TopStatus: String, CaseIterable, Sendable {
    case success = "Success"
    case requester = "Requester"
    case responder = "Responder"
    case versionMismatch = "VersionMismatch"

    public var uri: String { prefix + rawValue }
}

/// The second-level codes of SAML core.
public enum SecondStatus: String, CaseIterable, Sendable {
    case authnFailed = "AuthnFailed"
    case invalidAttrNameOrValue = "InvalidAttrNameOrValue"
    case invalidNameIDPolicy = "InvalidNameIDPolicy"
    case noAuthnContext = "NoAuthnContext"
    case noAvailableIDP = "NoAvailableIDP"
    case noPassive = "NoPassive"
    case noSupportedIDP = "NoSupportedIDP"
    case partialLogout = "PartialLogout"
    case proxyCountExceeded = "ProxyCountExceeded"
    case requestDenied = "RequestDenied"
    case requestUnsupported = "RequestUnsupported"
    case requestVersionDeprecated = "RequestVersionDeprecated"
    case requestVersionTooHigh = "RequestVersionTooHigh"
    case requestVersionTooLow = "RequestVersionTooLow"
    case resourceNotRecognized = "ResourceNotRecognized"
    case tooManyResponses = "TooManyResponses"
    case unknownAttrProfile = "UnknownAttrProfile"
    case unknownPrincipal = "UnknownPrincipal"
    case unsupportedBinding = "UnsupportedBinding"

    public var uri: String { prefix + rawValue }
}
