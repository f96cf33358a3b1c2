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
    /// Where the site takes requests to log out and answers to its own.
    public let singleLogoutServices: [SingleLogoutService]
    /// The sets of attributes that a request can name by their index.
    public let attributeConsumingServices: [AttributeConsumingService]
    /// Who registered the site in its federation, if one did (SAML metadata extensions for registration §2.1).
    public let registration: Registration?
    /// Attributes of the site itself: categories, wanted subject identifiers (SAML metadata extension for entity
    /// attributes §2.4).
    public let entityAttributes: [EntityAttribute]
    /// The signature methods that the site says it knows; empty where it says nothing (SAML algorithm support §2).
    public let signingMethods: [String]

    /// A certificate to encrypt to, with the methods that are declared for it.
    public struct EncryptionKey: Hashable, Sendable {
        /// DER.
        public let certificate: [UInt8]
        public let methods: [String]
        /// The ways for the content key that are declared and that Porta knows, in the site's order.
        public let transports: [KeyTransport]
        /// Whether any way for the content key is declared at all.
        public let declaresTransport: Bool
        /// Whether its `use` says that it is for encryption.
        public let isForEncryption: Bool
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

    /// A named set of attributes (SAML metadata §2.4.4.1).
    public struct AttributeConsumingService: Hashable, Sendable {
        public let index: Int
        public let isDefault: Bool?
        public let names: [LocalizedText]
        public let descriptions: [LocalizedText]
        public let attributes: [RequestedAttribute]
    }

    public struct Registration: Hashable, Sendable {
        public let authority: String
        public let instant: Date?
    }

    public struct EntityAttribute: Hashable, Sendable {
        public let name: String
        public let values: [String]
    }

    /// Whether the metadata asks for encryption, by a key that is for nothing else or by methods.
    public var asksForEncryption: Bool { encryptionKeys.contains { $0.isForEncryption || !$0.methods.isEmpty } }

    /// The services that take answers by POST, which is how Porta answers.
    public var postServices: [AssertionConsumerService] {
        assertionConsumerServices.filter { sameBytes($0.binding, SAMLBinding.post) }
    }

    /// The service that is meant when a request names none (SAML metadata §2.2.3).
    public var defaultService: AssertionConsumerService? {
        let services = postServices
        return services.first { $0.isDefault == true } ?? services.first { $0.isDefault == nil } ?? services.first
    }

    /// The set of attributes that is meant when a request names none (SAML metadata §2.4.4.1).
    public var defaultAttributeService: AttributeConsumingService? {
        attributeConsumingServices.first { $0.isDefault == true }
            ?? attributeConsumingServices.first { $0.isDefault == nil } ?? attributeConsumingServices.first
    }

    /// What the site's metadata asks for as a lasting identifier (SAML subject identifiers §4).
    public var subjectIdentifier: SubjectIdentifierRequirement? {
        let values = entityAttributes.filter { sameBytes($0.name, SubjectIdentifierRequirement.name) }.flatMap(\.values)
        return values.count == 1 ? SubjectIdentifierRequirement(rawValue: values[0]) : nil
    }

    /// The service of one binding that takes messages about logging out.
    public func logoutService(_ binding: String) -> SingleLogoutService? {
        singleLogoutServices.first { sameBytes($0.binding, binding) }
    }
}

/// An address at which messages about logging out are taken (SAML metadata §2.2.2).
public struct SingleLogoutService: Hashable, Sendable {
    public let binding: String
    public let location: String
    /// Where answers go, if elsewhere.
    public let responseLocation: String?

    public init(binding: String, location: String, responseLocation: String? = nil) {
        self.binding = binding
        self.location = location
        self.responseLocation = responseLocation
    }

    /// The address for answers.
    public var answers: String { responseLocation ?? location }
}

/// Which lasting identifier a site wants, said in its metadata (SAML subject identifiers §4.1).
public enum SubjectIdentifierRequirement: String, Sendable {
    case subjectID = "subject-id"
    case pairwiseID = "pairwise-id"
    case none
    case any

    static let name = "urn:oasis:names:tc:SAML:profiles:subject-id:req"
}
