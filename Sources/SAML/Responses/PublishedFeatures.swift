/// What an identity provider's metadata says beside names, addresses and the keys it signs with now
/// (SAML metadata §2.4.3; saml2int SDP-IDP33).
public struct PublishedFeatures: Sendable {
    /// Certificates (DER) of keys that sign later, or signed until lately: sites must know them before and after (O6).
    /// From when to when each is used is the operator's calendar, not theirs.
    public var announcedCertificates: [[UInt8]]
    /// Keys that identifiers in requests to log out may be encrypted to.
    public var decryptionKeys: [DecryptionKey]
    /// Where requests to log out and answers to ours are taken; without any, logout is not offered.
    public var logoutServices: [SingleLogoutService]
    /// The attributes that can be given out, named without values.
    public var attributes: [Attribute]
    /// Addresses of pictures, with their size.
    public var logos: [Logo]
    /// A page for people whom a site could not let in (saml2int SDP-MD12).
    public var errorURL: String?
    /// Whether every request must be signed.
    public var wantsSignedRequests: Bool
    /// The levels of assurance that are certified (SAML identity assurance profiles §3).
    public var assuranceCertifications: [String]
    /// Signs the metadata; nil lets the first signing key do it. A key of its own lets the others change without the
    /// sites' trust having to (saml2int SDP-MD02).
    public var metadataKey: SigningKey?

    /// A picture to show (SAML metadata UI §2.1.5).
    public struct Logo: Hashable, Sendable {
        public let url: String
        public let width: Int
        public let height: Int

        public init(url: String, width: Int, height: Int) {
            self.url = url
            self.width = width
            self.height = height
        }
    }

    public init(
        announcedCertificates: [[UInt8]] = [], decryptionKeys: [DecryptionKey] = [],
        logoutServices: [SingleLogoutService] = [], attributes: [Attribute] = [], logos: [Logo] = [],
        errorURL: String? = nil, wantsSignedRequests: Bool = false, assuranceCertifications: [String] = [],
        metadataKey: SigningKey? = nil
    ) {
        self.announcedCertificates = announcedCertificates
        self.decryptionKeys = decryptionKeys
        self.logoutServices = logoutServices
        self.attributes = attributes
        self.logos = logos
        self.errorURL = errorURL
        self.wantsSignedRequests = wantsSignedRequests
        self.assuranceCertifications = assuranceCertifications
        self.metadataKey = metadataKey
    }
}
