import OpenSSL
import SignedXML

/// To whom an assertion is encrypted, and how.
public struct EncryptionTarget: Sendable {
    /// The entity ID of the site, named as the recipient.
    public let recipient: String
    public let block: BlockEncryption
    public let transport: KeyTransport
    /// DER, so that a site with several keys finds the right one.
    let certificate: [UInt8]
    let key: PublicKey

    public init(
        recipient: String, certificate: [UInt8], block: BlockEncryption = .aes256GCM, transport: KeyTransport = .sha256
    ) throws(SAMLError) {
        guard let key = CertificateKey.publicKey(certificate), Self.isFit(key) else {
            throw .unwritable("the certificate to encrypt to holds no RSA key of 2048 bits or more")
        }
        self.recipient = recipient
        self.block = block
        self.transport = transport
        self.certificate = certificate
        self.key = key
    }

    fileprivate init(
        recipient: String, key: PublicKey, certificate: [UInt8], block: BlockEncryption, transport: KeyTransport
    ) {
        self.recipient = recipient
        self.key = key
        self.certificate = certificate
        self.block = block
        self.transport = transport
    }

    /// Elliptic curve keys cannot carry a content key by RSA-OAEP, and key agreement is not offered.
    static func isFit(_ key: PublicKey) -> Bool {
        guard case .rsa(let bits) = key.kind else { return false }
        return bits >= SignatureAlgorithmURI.fewestRSABits
    }
}

/// What the operator lets a site's metadata decide (O4).
public struct EncryptionPolicy: Hashable, Sendable {
    /// Whether RSA-OAEP with the digest SHA-1 may be used where a site declares it.
    public var allowsSHA1: Bool
    /// How a content key travels to a site that declares nothing.
    public var undeclared: KeyTransport
    /// How content is encrypted for such a site.
    public var block: BlockEncryption

    public init(
        allowsSHA1: Bool = false, undeclared: KeyTransport = .sha256, block: BlockEncryption = .aes256GCM
    ) {
        self.allowsSHA1 = allowsSHA1
        self.undeclared = undeclared
        self.block = block
    }
}

/// Why nothing can be encrypted to a site.
public enum EncryptionRefusal: String, Error, Sendable {
    /// Its metadata holds no key for encryption.
    case noKey = "no-key"
    /// It holds keys, but no RSA key of 2,048 bits or more.
    case noUsableKey = "no-usable-key"
    /// It declares methods, and none of them is on our list: CBC, PKCS #1 v1.5, key agreement.
    case noCommonMethod = "no-common-method"
    /// The only method in common is RSA-OAEP with SHA-1, which the operator does not allow.
    case sha1NotAllowed = "sha1-not-allowed"
}

extension EncryptionPolicy {
    /// The first key of the site that can be encrypted to by methods that it declares and we allow
    /// (SAML metadata §2.4.1.1: `md:EncryptionMethod` stands in the order of the site's preference).
    public func target(for site: ServiceProvider) throws(EncryptionRefusal) -> EncryptionTarget {
        guard !site.encryptionKeys.isEmpty else { throw .noKey }
        var reason = EncryptionRefusal.noUsableKey
        for candidate in site.encryptionKeys {
            guard let key = CertificateKey.publicKey(candidate.certificate), EncryptionTarget.isFit(key) else {
                continue
            }
            do throws(EncryptionRefusal) {
                return EncryptionTarget(
                    recipient: site.entityID, key: key, certificate: candidate.certificate,
                    block: try block(candidate), transport: try transport(candidate))
            } catch {
                reason = error
            }
        }
        throw reason
    }

    private func block(_ key: ServiceProvider.EncryptionKey) throws(EncryptionRefusal) -> BlockEncryption {
        let declared = key.methods.filter(Self.isBlock)
        guard !declared.isEmpty else { return block }
        guard let common = declared.compactMap(BlockEncryption.init(uri:)).first else { throw .noCommonMethod }
        return common
    }

    private func transport(_ key: ServiceProvider.EncryptionKey) throws(EncryptionRefusal) -> KeyTransport {
        guard key.declaresTransport else { return undeclared }
        guard let first = key.transports.first else { throw .noCommonMethod }
        // A site's own order counts, but what needs no exception comes before what does.
        guard let allowed = key.transports.first(where: { !$0.usesSHA1 }) ?? (allowsSHA1 ? first : nil) else {
            throw .sha1NotAllowed
        }
        return allowed
    }

    /// Ciphers for content, ours or not, so that a site which declares only CBC is not sent anything else.
    private static func isBlock(_ uri: String) -> Bool {
        ["-cbc", "-gcm"].contains { uri.hasSuffix($0) }
    }
}
