public import OpenSSL

/// Porta as sites see it: an entity ID, addresses, keys.
public struct IdentityProvider: Sendable {
    public let entityID: String
    /// Receives requests by Redirect and by POST.
    public let ssoURL: String
    /// The scope of scoped attributes, published as shibmd:Scope.
    public let scope: String?
    public let names: [LocalizedText]
    public let informationURL: String?
    public let privacyURL: String?
    public let contactEmail: String?
    public let contactPhone: String?
    /// The first one is the default.
    public let signingKeys: [SigningKey]
    public let nameIDFormats: [String]
    /// What else its metadata says.
    public let published: PublishedFeatures
    let randomness: Randomness
    let forms = FormShelf()

    public init(
        entityID: String, ssoURL: String, scope: String?, names: [LocalizedText], signingKeys: [SigningKey],
        informationURL: String? = nil, privacyURL: String? = nil, contactEmail: String? = nil,
        contactPhone: String? = nil,
        nameIDFormats: [String] = [NameIDFormat.persistent, NameIDFormat.transient],
        randomness: Randomness = .system, published: PublishedFeatures = PublishedFeatures()
    ) throws(SAMLError) {
        guard !signingKeys.isEmpty else { throw .unwritable("an identity provider needs a signing key") }
        self.entityID = entityID
        self.ssoURL = ssoURL
        self.scope = scope
        self.names = names
        self.signingKeys = signingKeys
        self.informationURL = informationURL
        self.privacyURL = privacyURL
        self.contactEmail = contactEmail
        self.contactPhone = contactPhone
        self.nameIDFormats = nameIDFormats
        self.randomness = randomness
        self.published = published
    }

    /// The key of that name, the first one without a name.
    public func signingKey(_ name: String?) throws(SAMLError) -> SigningKey {
        guard let name else { return signingKeys[0] }
        guard let key = signingKeys.first(where: { $0.name == name }) else {
            throw .unwritable("there is no signing key named \(name)")
        }
        return key
    }
}
