public import Foundation
import OpenSSL

extension DemoAuthority {
    /// A delegated OCSP responder's certificate, adjusted as a test wishes.
    public func makeResponder(
        at now: Date, adjusting: (inout CertificateShape) -> Void = { _ in }
    ) throws(DemoPKIError) -> CertifiedKey {
        try Self.responder(of: issuing, label: label, at: now, adjusting: adjusting)
    }

    static func responder(
        of issuing: CertifiedKey, label: String, at now: Date,
        adjusting: (inout CertificateShape) -> Void = { _ in }
    ) throws(DemoPKIError) -> CertifiedKey {
        let key = try newKey(issuing.key.publicKey.kind)
        let subject = DistinguishedName([
            .country("AL"), .organization("Porta Sandbox"), .commonName("Porta \(label) OCSP Responder"),
        ])
        var shape = CertificateShape(
            serial: newSerial(), issuer: issuingName(label), subject: subject, from: now.adding(years: -1),
            until: now.adding(years: 2), publicKey: key.publicKey)
        shape.keyUsage = [.digitalSignature]
        shape.extendedKeyUsage = [ObjectIdentifier.ocspSigning]
        shape.ocspNoCheck = true
        shape.authorityKeyIdentifier = issuing.keyIdentifier
        adjusting(&shape)
        return CertifiedKey(key: key, certificate: try shape.signed(by: issuing.key))
    }

    static func newKey(_ kind: KeyKind) throws(DemoPKIError) -> PrivateKey {
        try minting { () throws(OpenSSLError) in try PrivateKey.generate(kind) }
    }

    /// Sixteen random bytes, the first of them neither zero nor negative (RFC 5280 §4.1.2.2).
    static func newSerial() -> [UInt8] {
        var serial = Randomness.system(16)
        serial[0] = serial[0] & 0x3F | 0x40
        return serial
    }
}
