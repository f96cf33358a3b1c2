import OpenSSL

/// A certificate of a configured issuer with its key decoded once: decoding costs as much as verifying.
final class IssuingAuthority: Sendable {
    let certificate: Certificate
    let key: PublicKey
    /// What OCSP calls the issuer (RFC 6960 §4.1.1). SHA-1 as RFC 5019 §2.1.1 wants it: an identifier, no signature.
    let nameHash: [UInt8]
    let keyHash: [UInt8]
    /// Names the key, whatever certificates it has (threats: C9).
    let keyFingerprint: [UInt8]

    init(_ certificate: Certificate) throws(OpenSSLError) {
        self.certificate = certificate
        key = try PublicKey(subjectPublicKeyInfo: certificate.subjectPublicKeyInfo)
        nameHash = DigestAlgorithm.sha1.digest(certificate.subject.der)
        keyHash = DigestAlgorithm.sha1.digest(certificate.publicKeyBits)
        keyFingerprint = DigestAlgorithm.sha256.digest(certificate.subjectPublicKeyInfo)
    }

    /// Whether this authority's key made the signature, with an algorithm that is accepted.
    func signed(_ message: [UInt8], algorithm: [UInt8], signature: [UInt8]) -> Bool {
        guard let algorithm = SignatureAlgorithm(algorithmIdentifier: algorithm) else { return false }
        return key.verifies(signature, over: message, with: algorithm)
    }

    /// Whether a certificate bears this authority's name and signature.
    func issued(_ certificate: Certificate) -> Bool {
        certificate.issuer.matches(self.certificate.subject) && signed(certificate)
    }

    func signed(_ certificate: Certificate) -> Bool {
        signed(certificate.toBeSigned, algorithm: certificate.signatureAlgorithm, signature: certificate.signature)
    }
}
