import OpenSSL

extension SignatureAlgorithm {
    /// The algorithm of an AlgorithmIdentifier, compared byte by byte with those that are accepted: SHA-256 and better.
    /// MD5, SHA-1, DSA and PSS with unusual parameters are not in the table (threats: C4).
    init?(algorithmIdentifier der: [UInt8]) {
        guard let known = Self.accepted[der] else { return nil }
        self = known
    }

    private static let accepted: [[UInt8]: SignatureAlgorithm] = [
        pkcs1(0x0B): .rsaPKCS1(.sha256), pkcs1(0x0C): .rsaPKCS1(.sha384), pkcs1(0x0D): .rsaPKCS1(.sha512),
        ecdsa(2): .ecdsa(.sha256), ecdsa(3): .ecdsa(.sha384), ecdsa(4): .ecdsa(.sha512),
        pss(1, 32): .rsaPSS(.sha256), pss(2, 48): .rsaPSS(.sha384), pss(3, 64): .rsaPSS(.sha512),
        [0x30, 5, 6, 3, 0x2B, 0x65, 0x70]: .ed25519,  // RFC 8410 §3
    ]

    /// RFC 4055 §5: the parameters are NULL.
    private static func pkcs1(_ last: UInt8) -> [UInt8] {
        [0x30, 13, 6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, last, 5, 0]
    }

    /// RFC 5758 §3.2: the parameters are absent.
    private static func ecdsa(_ last: UInt8) -> [UInt8] {
        [0x30, 10, 6, 8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, last]
    }

    /// RFC 4055 §3.1: one digest for message and mask, a salt as long as the digest.
    private static func pss(_ digest: UInt8, _ salt: UInt8) -> [UInt8] {
        let hash: [UInt8] = [0x30, 13, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, digest, 5, 0]
        let mask: [UInt8] = [0x30, 26, 6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 8] + hash
        return [0x30, 0x41, 6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 10, 0x30, 0x34, 0xA0, 15] + hash
            + [0xA1, 28] + mask + [0xA2, 3, 2, 1, salt]
    }
}
