public import OpenSSL

/// The signature algorithms that are understood, by their XML names (RFC 9231 §2.3). There are no others (S6):
/// no SHA-1, no HMAC (whose "key" would be public), no DSA.
public enum SignatureAlgorithmURI: String, CaseIterable, Sendable {
    case rsaSHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
    case rsaSHA384 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384"
    case rsaSHA512 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512"
    case ecdsaSHA256 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"
    case ecdsaSHA384 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384"
    case ecdsaSHA512 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512"

    public var digest: DigestAlgorithm {
        switch self {
        case .rsaSHA256, .ecdsaSHA256: .sha256
        case .rsaSHA384, .ecdsaSHA384: .sha384
        case .rsaSHA512, .ecdsaSHA512: .sha512
        }
    }

    private var isECDSA: Bool {
        switch self {
        case .rsaSHA256, .rsaSHA384, .rsaSHA512: false
        case .ecdsaSHA256, .ecdsaSHA384, .ecdsaSHA512: true
        }
    }

    /// The customary algorithm for a key; nil when the key is not fit to sign.
    public init?(fitting kind: KeyKind) {
        switch kind {
        case .rsa(let bits) where bits >= Self.fewestRSABits: self = .rsaSHA256
        case .ec(.p256): self = .ecdsaSHA256
        case .ec(.p384): self = .ecdsaSHA384
        case .ec(.p521): self = .ecdsaSHA512
        default: return nil
        }
    }

    /// Kantara saml2int MD05: RSA of at least 2,048 bits.
    public static let fewestRSABits = 2_048

    /// Whether a key may be used with this algorithm at all: of its kind and strong enough.
    public func accepts(_ key: PublicKey) -> Bool {
        switch key.kind {
        case .rsa(let bits): !isECDSA && bits >= Self.fewestRSABits
        case .ec: isECDSA
        default: false
        }
    }

    /// The key among several that verifies a signature value; every key of a site is as good as the others (IDP32).
    public func key(
        among keys: [PublicKey], verifying signature: [UInt8], over message: [UInt8]
    ) throws(SignedXMLError) -> PublicKey {
        let fitting = keys.filter(accepts)
        guard !fitting.isEmpty else { throw .noUsableKey }
        guard let key = fitting.first(where: { verifies(signature, over: message, with: $0) }) else {
            throw .signatureMismatch
        }
        return key
    }

    private func verifies(_ signature: [UInt8], over message: [UInt8], with key: PublicKey) -> Bool {
        guard case .ec(let curve) = key.kind else {
            return key.verifies(signature, over: message, with: .rsaPKCS1(digest))
        }
        // XML signatures hold r and s side by side (RFC 4050 §3.3), OpenSSL wants them in DER.
        guard let der = EcdsaSignature.der(fromRaw: signature, curve: curve) else { return false }
        return key.verifies(der, over: message, with: .ecdsa(digest))
    }

    func sign(_ message: [UInt8], with key: PrivateKey) throws(SignedXMLError) -> [UInt8] {
        do {
            guard case .ec(let curve) = key.publicKey.kind else {
                return try key.sign(message, with: .rsaPKCS1(digest))
            }
            let der = try key.sign(message, with: .ecdsa(digest))
            guard let raw = EcdsaSignature.raw(fromDER: der, curve: curve) else {
                throw SignedXMLError.signing("the signature is not a DER Ecdsa-Sig-Value")
            }
            return raw
        } catch let error as SignedXMLError {
            throw error
        } catch {
            throw .signing(String(describing: error))
        }
    }
}

/// The digests of references (RFC 9231 §2.1, XML Encryption §5.8).
enum DigestAlgorithmURI {
    static func algorithm(_ uri: String) -> DigestAlgorithm? {
        table.first { sameBytes($0.uri, uri) }?.algorithm
    }

    static func uri(_ algorithm: DigestAlgorithm) -> String {
        table.first { $0.algorithm == algorithm }?.uri ?? table[0].uri
    }

    private static let table: [(uri: String, algorithm: DigestAlgorithm)] = [
        ("http://www.w3.org/2001/04/xmlenc#sha256", .sha256),
        ("http://www.w3.org/2001/04/xmldsig-more#sha384", .sha384),
        ("http://www.w3.org/2001/04/xmlenc#sha512", .sha512),
    ]
}
