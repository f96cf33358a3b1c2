public import OpenSSL

/// The AlgorithmIdentifier (RFC 5280 §4.1.1.2) of each signature algorithm, as DER.
public enum AlgorithmIdentifier {
    public static func of(_ algorithm: SignatureAlgorithm) -> [UInt8] {
        switch algorithm {
        case .rsaPKCS1(let digest): Encode.sequence([Encode.oid(pkcs1(digest)), Encode.null])
        case .rsaPSS(let digest): Encode.sequence([Encode.oid("1.2.840.113549.1.1.10"), pssParameters(digest)])
        case .ecdsa(let digest): Encode.sequence([Encode.oid(ecdsa(digest))])
        case .ed25519: Encode.sequence([Encode.oid("1.3.101.112")])
        }
    }

    public static func of(_ digest: DigestAlgorithm) -> [UInt8] {
        Encode.sequence([Encode.oid(oid(digest)), Encode.null])
    }

    /// What a key signs with when nothing else is said: a digest as strong as the key.
    public static func usual(for kind: KeyKind) -> SignatureAlgorithm {
        switch kind {
        case .rsa: .rsaPKCS1(.sha256)
        case .ec(.p384): .ecdsa(.sha384)
        case .ec(.p521): .ecdsa(.sha512)
        case .ec: .ecdsa(.sha256)
        case .ed25519: .ed25519
        case .other: .ecdsa(.sha256)
        }
    }

    // RFC 4055 §3.1: digest, mask generation by the same digest, salt as long as the digest.
    private static func pssParameters(_ digest: DigestAlgorithm) -> [UInt8] {
        let mask = Encode.sequence([Encode.oid("1.2.840.113549.1.1.8"), of(digest)])
        return Encode.sequence([
            Encode.tagged(0, of(digest)), Encode.tagged(1, mask), Encode.tagged(2, Encode.integer(digest.length)),
        ])
    }

    private static func oid(_ digest: DigestAlgorithm) -> String {
        switch digest {
        case .sha1: "1.3.14.3.2.26"
        case .sha256: "2.16.840.1.101.3.4.2.1"
        case .sha384: "2.16.840.1.101.3.4.2.2"
        case .sha512: "2.16.840.1.101.3.4.2.3"
        }
    }

    private static func pkcs1(_ digest: DigestAlgorithm) -> String {
        switch digest {
        case .sha1: "1.2.840.113549.1.1.5"
        case .sha256: "1.2.840.113549.1.1.11"
        case .sha384: "1.2.840.113549.1.1.12"
        case .sha512: "1.2.840.113549.1.1.13"
        }
    }

    private static func ecdsa(_ digest: DigestAlgorithm) -> String {
        switch digest {
        case .sha1: "1.2.840.10045.4.1"
        case .sha256: "1.2.840.10045.4.3.2"
        case .sha384: "1.2.840.10045.4.3.3"
        case .sha512: "1.2.840.10045.4.3.4"
        }
    }
}
