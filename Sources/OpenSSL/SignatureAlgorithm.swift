/// A signature algorithm with its digest. SHA-1 is refused where signatures are made or verified.
public enum SignatureAlgorithm: Hashable, Sendable {
    /// RSASSA-PKCS1-v1_5 (RFC 8017 §8.2).
    case rsaPKCS1(DigestAlgorithm)
    /// RSASSA-PSS (RFC 8017 §8.1) with MGF1 of the same digest and a salt of the digest's length.
    case rsaPSS(DigestAlgorithm)
    /// ECDSA with a DER `Ecdsa-Sig-Value` (RFC 3279 §2.2.3).
    case ecdsa(DigestAlgorithm)
    /// Pure Ed25519 (RFC 8032).
    case ed25519

    /// What is made of the message first; nil for Ed25519.
    public var digest: DigestAlgorithm? {
        switch self {
        case .rsaPKCS1(let digest), .rsaPSS(let digest), .ecdsa(let digest): digest
        case .ed25519: nil
        }
    }

    /// Whether a key of this kind can make or check such a signature at all.
    func fits(_ kind: KeyKind) -> Bool {
        switch (self, kind) {
        case (.rsaPKCS1(let digest), .rsa), (.rsaPSS(let digest), .rsa), (.ecdsa(let digest), .ec): digest != .sha1
        case (.ed25519, .ed25519): true
        default: false
        }
    }
}
