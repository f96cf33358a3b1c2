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
    let randomness: Randomness

    public init(
        entityID: String, consumerURL: String, signingKey: SigningKey?, names: [LocalizedText],
        descriptions: [LocalizedText] = [], privacyURL: String? = nil, contactEmail: String? = nil,
        nameIDFormats: [String] = [NameIDFormat.persistent], randomness: Randomness = .system
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
        parts += MetadataWriting.nameIDFormats(nameIDFormats)
        parts.append(
            CanonicalElement(
                "AssertionConsumerService", in: md,
                [
                    CanonicalAttribute("Binding", SAMLBinding.post), CanonicalAttribute("Location", consumerURL),
                    CanonicalAttribute("index", "0"), CanonicalAttribute("isDefault", "true"),
                ]))
        return CanonicalElement(
            "SPSSODescriptor", in: md,
            [
                CanonicalAttribute("AuthnRequestsSigned", signingKey == nil ? "false" : "true"),
                CanonicalAttribute("WantAssertionsSigned", "true"),
                CanonicalAttribute("protocolSupportEnumeration", SAMLNamespace.protocol.uri),
            ], parts.map { .element($0) })
    }
}
