public import OpenSSL
import SignedXML

public import struct Foundation.Date

/// The other side: a site that asks for logins. The demonstration sites are made of it.
public struct RequestingSite: Sendable {
    public let entityID: String
    public let consumerURL: String
    /// Signs requests; without one they go unsigned.
    public let signingKey: SigningKey?
    public let names: [LocalizedText]
    public let descriptions: [LocalizedText]
    public let privacyURL: String?
    public let contactEmail: String?
    public let nameIDFormats: [String]
    /// Open encrypted assertions; the first one is published.
    public let decryptionKeys: [DecryptionKey]
    /// How the content key may travel to them, as the metadata says it, the best first.
    public let transports: [KeyTransport]
    public let blocks: [BlockEncryption]
    /// Where messages about logging out are taken.
    public let logoutServices: [SingleLogoutService]
    /// The attributes that are asked for.
    public let requestedAttributes: [AttributeName]
    let randomness: Randomness

    public init(
        entityID: String, consumerURL: String, signingKey: SigningKey?, names: [LocalizedText],
        descriptions: [LocalizedText] = [], privacyURL: String? = nil, contactEmail: String? = nil,
        nameIDFormats: [String] = [NameIDFormat.persistent], randomness: Randomness = .system,
        decryptionKeys: [DecryptionKey] = [], transports: [KeyTransport] = [.sha256],
        blocks: [BlockEncryption] = BlockEncryption.allCases, logoutServices: [SingleLogoutService] = [],
        requestedAttributes: [AttributeName] = []
    ) {
        self.entityID = entityID
        self.consumerURL = consumerURL
        self.signingKey = signingKey
        self.names = names
        self.descriptions = descriptions
        self.privacyURL = privacyURL
        self.contactEmail = contactEmail
        self.nameIDFormats = nameIDFormats
        self.randomness = randomness
        self.decryptionKeys = decryptionKeys
        self.transports = transports
        self.blocks = blocks
        self.logoutServices = logoutServices
        self.requestedAttributes = requestedAttributes
    }

    /// The site's metadata (SAML metadata §2.4.4), unsigned: it is pinned by whoever registers it.
    public func metadata(validUntil: Date?) throws(SAMLError) -> [UInt8] {
        let md = SAMLNamespace.metadata
        var parts = [role]
        parts += [
            MetadataWriting.organization(names: names, url: entityID),
            MetadataWriting.contact(company: nil, email: contactEmail, phone: nil),
        ].compactMap(\.self)
        let entity = CanonicalElement(
            "EntityDescriptor", in: md,
            [CanonicalAttribute("entityID", entityID)]
                + CanonicalAttribute.optional("validUntil", validUntil.map(SAMLTime.text)),
            parts.map { .element($0) })
        return try translating { () throws(SignedXMLError) in try entity.canonicalBytes() }
    }

    private var role: CanonicalElement {
        let md = SAMLNamespace.metadata
        var parts: [CanonicalElement] = []
        let shown = MetadataWriting.presentation(names: names, descriptions: descriptions, privacyURL: privacyURL)
        if let shown { parts.append(CanonicalElement("Extensions", in: md, [], [.element(shown)])) }
        if let signingKey { parts.append(MetadataWriting.key(signingKey.certificate, use: "signing")) }
        parts += decryptionKeys.map {
            MetadataWriting.encryptionKey($0.certificate, blocks: blocks, transports: transports)
        }
        parts += logoutServices.map(MetadataWriting.logout)
        parts += MetadataWriting.nameIDFormats(nameIDFormats)
        parts.append(
            CanonicalElement(
                "AssertionConsumerService", in: md,
                [
                    CanonicalAttribute("Binding", SAMLBinding.post), CanonicalAttribute("Location", consumerURL),
                    CanonicalAttribute("index", "0"), CanonicalAttribute("isDefault", "true"),
                ]))
        parts += [attributeService].compactMap(\.self)
        return CanonicalElement(
            "SPSSODescriptor", in: md,
            [
                CanonicalAttribute("AuthnRequestsSigned", signingKey == nil ? "false" : "true"),
                CanonicalAttribute("WantAssertionsSigned", "true"),
                CanonicalAttribute("protocolSupportEnumeration", SAMLNamespace.protocol.uri),
            ], parts.map { .element($0) })
    }

    /// `md:AttributeConsumingService`, which must have a name (SAML metadata §2.4.4.1).
    private var attributeService: CanonicalElement? {
        let md = SAMLNamespace.metadata
        guard !requestedAttributes.isEmpty, let name = names.first else { return nil }
        let parts =
            [
                CanonicalElement(
                    "ServiceName", in: md, [CanonicalAttribute("lang", name.language, in: .xml)], text: name.text)
            ]
            + requestedAttributes.map { attribute in
                CanonicalElement(
                    "RequestedAttribute", in: md,
                    CanonicalAttribute.optional("FriendlyName", attribute.friendlyName) + [
                        CanonicalAttribute("Name", attribute.name),
                        CanonicalAttribute("NameFormat", attribute.nameFormat),
                        CanonicalAttribute("isRequired", "true"),
                    ])
            }
        return CanonicalElement(
            "AttributeConsumingService", in: md, [CanonicalAttribute("index", "0")], parts.map { .element($0) })
    }

    /// Writes messages about logging out; nil for a site that does not sign.
    public var logout: LogoutWriting? {
        signingKey.map { LogoutWriting(entityID: entityID, key: $0, randomness: randomness) }
    }
}
