import OpenSSL

/// The form that certificates, CRLs and OCSP answers share: what is signed, the algorithm, the signature.
enum SignedObject {
    static func make(
        _ body: [UInt8], key: PrivateKey, algorithm: SignatureAlgorithm, written: [UInt8], broken: Bool,
        after: [[UInt8]] = []
    ) throws(DemoPKIError) -> [UInt8] {
        var signature = try minting { () throws(OpenSSLError) in try key.sign(body, with: algorithm) }
        // A bit in the last byte: the signature stays well-formed and is false.
        if broken, !signature.isEmpty { signature[signature.count - 1] ^= 1 }
        return Encode.sequence([body, written, Encode.bits(signature)] + after)
    }
}
