/// Why a request is not granted, before any card was asked for.
public struct AuthnRequestRefusal: Error, Hashable, Sendable {
    public let cause: Cause
    /// Where the status may go: an address from the site's metadata. Without one there is nobody to answer (R32).
    public let consumer: AssertionConsumerService?

    public enum Cause: Hashable, Sendable {
        // Unanswerable: the page `request-invalid`.
        /// Addressed to somebody else, or signed without an address.
        case wrongDestination
        case stale
        case fromTheFuture
        /// The address for the answer is not in the metadata.
        case unknownConsumer
        /// Address and index together (SAML core §3.4.1).
        case contradictory
        /// The site's metadata has run out: its keys and addresses are believed no longer.
        case metadataExpired
        // Answerable, each by its own status.
        case wrongVersion
        case versionTooLow
        case versionTooHigh
        case bindingNotSupported
        /// Conditions, a Subject that is not compared, and the like: the part that is asked for.
        case notSupported(String)
        /// Scoping names other identity providers only.
        case noSupportedProvider
        /// AttributeConsumingServiceIndex is the number of no set in the metadata.
        case unknownAttributeService
        case levelNotAvailable
        case passiveImpossible
        case nameIDNotAllowed
        case requestDenied
        case otherSubject
    }

    public init(cause: Cause, consumer: AssertionConsumerService?) {
        self.cause = cause
        self.consumer = consumer
    }

    public var isAnswerable: Bool { consumer != nil }

    /// The published reason code.
    public var code: String {
        switch cause {
        case .wrongDestination, .stale, .fromTheFuture, .unknownConsumer, .contradictory: "request-invalid"
        case .metadataExpired: "unknown-relying-party"
        case .wrongVersion, .versionTooLow, .versionTooHigh: "wrong-version"
        case .bindingNotSupported, .notSupported, .noSupportedProvider, .unknownAttributeService: "not-supported"
        case .levelNotAvailable: "level-not-available"
        case .passiveImpossible: "passive-impossible"
        case .nameIDNotAllowed: "name-id-not-allowed"
        case .requestDenied: "request-denied"
        case .otherSubject: "other-subject"
        }
    }

    /// The status to answer with, as SAML core §3.2.2.2 assigns it; the third code is the house's own.
    public func status(third: String? = nil) -> SAMLStatus {
        switch cause {
        case .wrongDestination, .stale, .fromTheFuture, .unknownConsumer, .contradictory, .metadataExpired,
            .requestDenied:
            SAMLStatus(.requester, .requestDenied, third: third)
        case .wrongVersion: SAMLStatus(.versionMismatch)
        case .versionTooLow: SAMLStatus(.versionMismatch, .requestVersionTooLow, third: third)
        case .versionTooHigh: SAMLStatus(.versionMismatch, .requestVersionTooHigh, third: third)
        case .bindingNotSupported: SAMLStatus(.requester, .unsupportedBinding, third: third)
        case .notSupported: SAMLStatus(.requester, .requestUnsupported, third: third)
        case .noSupportedProvider: SAMLStatus(.requester, .noSupportedIDP, third: third)
        case .unknownAttributeService: SAMLStatus(.requester, .requestUnsupported, third: third)
        case .levelNotAvailable: SAMLStatus(.responder, .noAuthnContext, third: third)
        case .passiveImpossible: SAMLStatus(.responder, .noPassive, third: third)
        case .nameIDNotAllowed: SAMLStatus(.requester, .invalidNameIDPolicy, third: third)
        case .otherSubject: SAMLStatus(.responder, .unknownPrincipal, third: third)
        }
    }
}
