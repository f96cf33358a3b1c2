public import OpenSSL
import SignedXML

public import struct Foundation.Date

/// A site as its metadata describes it (SAML metadata §2.4.4).
public struct ServiceProvider: Sendable {
    public let entityID: String
    public let assertionConsumerServices: [AssertionConsumerService]
    /// The only keys that verify this site's requests (S6).
    public let signingKeys: [PublicKey]
    public let encryptionKeys: [EncryptionKey]
    public let authnRequestsSigned: Bool
    public let wantAssertionsSigned: Bool
    public let nameIDFormats: [String]
    /// From mdui, else from Organization.
    public let displayNames: [LocalizedText]
    public let descriptions: [LocalizedText]
    public let privacyURLs: [LocalizedText]
    public let logos: [String]
    public let requestedAttributes: [RequestedAttribute]
    public let validUntil: Date?

    /// A certificate to encrypt to, with the methods that are declared for it.
    public struct EncryptionKey: Hashable, Sendable {
        /// DER.
        public let certificate: [UInt8]
        public let methods: [String]
    }

    /// An attribute that the site says it wants (SAML metadata §2.4.4.2).
    public struct RequestedAttribute: Hashable, Sendable {
        /// Of the AttributeConsumingService that it stands in.
        public let serviceIndex: Int
        public let name: String
        public let nameFormat: String?
        public let friendlyName: String?
        public let isRequired: Bool
    }

    /// The services that take answers by POST, which is how Porta answers.
    public var postServices: [AssertionConsumerService] {
        assertionConsumerServices.filter { sameBytes($0.binding, SAMLBinding.post) }
    }

    /// The service that is meant when a request names none (SAML metadata §2.2.3).
    public var defaultService: AssertionConsumerService? {
        let services = postServices
        return services.first { $0.isDefault == true } ?? services.first { $0.isDefault == nil } ?? services.first
    }
}
