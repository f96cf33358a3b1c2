import OpenSSL
import SwiftASN1

/// The identifier of a key by method (1) of RFC 5280 §4.2.1.2: SHA-1 over the key's bits.
public enum KeyIdentifier {
    public static func of(_ subjectPublicKeyInfo: [UInt8]) -> [UInt8] {
        DigestAlgorithm.sha1.digest(bits(of: subjectPublicKeyInfo))
    }

    /// The content of `subjectPublicKey`, without the byte that counts unused bits.
    static func bits(of subjectPublicKeyInfo: [UInt8]) -> [UInt8] {
        guard let node = try? DER.parse(subjectPublicKeyInfo), let last = node.parts.last else { return [] }
        return Array(last.bytes.dropFirst())
    }
}

/// An RSA key as it would stand in a certificate, with any modulus and exponent: for keys that nobody should have.
public enum RSAPublicKeyInfo {
    public static func der(modulus: [UInt8], exponent: [UInt8]) -> [UInt8] {
        let key = Encode.sequence([Encode.integer(modulus), Encode.integer(exponent)])
        return Encode.sequence([
            Encode.sequence([Encode.oid("1.2.840.113549.1.1.1"), Encode.null]), Encode.bits(key),
        ])
    }
}
