public import SignedXML

public import struct Foundation.Date

/// A site's request to have its visitor authenticated, as it was asked (SAML core §3.4.1). Whether it may be granted
/// is another question.
public struct AuthnRequest: Sendable {
    public let id: String
    public let version: String
    public let issueInstant: Date
    public let destination: String?
    public let issuer: String
    /// AssertionConsumerServiceURL, AssertionConsumerServiceIndex and ProtocolBinding, as far as given.
    public let consumerURL: String?
    public let consumerIndex: Int?
    public let protocolBinding: String?
    public let nameIDPolicy: NameIDPolicy?
    public let forceAuthn: Bool
    public let isPassive: Bool
    public let requestedAuthnContext: RequestedAuthnContext?
    public let subject: RequestedSubject?
    public let hasConditions: Bool
    public let scoping: Scoping?
    public let attributeConsumingServiceIndex: Int?
    public let providerName: String?
    /// Foreign elements; ignored unless somebody knows them.
    public let extensions: [XMLElement]
    /// Whether a signature was verified over it.
    public let isSigned: Bool

    /// SAML core §3.4.1.1.
    public struct NameIDPolicy: Hashable, Sendable {
        public let format: String?
        public let spNameQualifier: String?
        public let allowCreate: Bool
    }

    /// SAML core §3.3.2.2.1.
    public struct RequestedAuthnContext: Hashable, Sendable {
        public let comparison: Comparison
        public let classes: [String]
        /// References to declarations instead of classes.
        public let declarations: [String]
    }

    public enum Comparison: String, Sendable { case exact, minimum, maximum, better }

    /// The person that is asked for (SAML core §2.4).
    public struct RequestedSubject: Hashable, Sendable {
        public let nameID: String?
        public let format: String?
        public let nameQualifier: String?
        public let spNameQualifier: String?
        /// Confirmation methods are asked for, or the identifier is of another kind: nothing that Porta can honour.
        public let asksMore: Bool
    }

    /// SAML core §3.4.1.2.
    public struct Scoping: Hashable, Sendable {
        /// How many further providers may stand between: Porta authenticates itself, which even 0 allows.
        public let proxyCount: Int?
        /// nil when any provider may answer.
        public let identityProviders: [String]?
        public let requesterIDs: [String]
    }
}
