import OpenSSL
import SwiftASN1

/// Which certificate is asked about (RFC 6960 §4.1.1). We ask by SHA-1, as RFC 5019 §2.1.1 has it: an identifier, no
/// signature.
struct OCSPCertID: Hashable, Sendable {
    let digest: DigestAlgorithm
    let nameHash: [UInt8]
    let keyHash: [UInt8]
    /// Magnitude of the serial number.
    let serial: [UInt8]

    /// The name that is hashed is the issuer field of the certificate itself, as it is written there.
    init(_ certificate: Certificate, issuedBy authority: IssuingAuthority, digest: DigestAlgorithm = .sha1) {
        self.digest = digest
        serial = certificate.serial
        let isUsual = digest == .sha1 && certificate.issuer.der == authority.certificate.subject.der
        nameHash = isUsual ? authority.nameHash : digest.digest(certificate.issuer.der)
        keyHash = digest == .sha1 ? authority.keyHash : digest.digest(authority.certificate.publicKeyBits)
    }

    /// nil where a digest names the issuer that nobody here knows: then it is not what was asked.
    static func reading(_ node: ASN1Node) throws -> OCSPCertID? {
        let parts = try node.sequence(atMost: 4)
        guard parts.count == 4 else { throw ASN1Error.invalidASN1Object(reason: "a CertID has four parts") }
        let (nameHash, keyHash) = (try parts[1].octets(), try parts[2].octets())
        let serial = try parts[3].magnitude(atMost: 20)
        guard let digest = digests[Array(parts[0].encodedBytes)] else { return nil }
        return OCSPCertID(digest: digest, nameHash: nameHash, keyHash: keyHash, serial: serial)
    }

    private init(digest: DigestAlgorithm, nameHash: [UInt8], keyHash: [UInt8], serial: [UInt8]) {
        (self.digest, self.nameHash, self.keyHash, self.serial) = (digest, nameHash, keyHash, serial)
    }

    private static let sha1: [UInt8] = [0x30, 9, 6, 5, 0x2B, 14, 3, 2, 26, 5, 0]

    /// AlgorithmIdentifiers with NULL for parameters, and without (RFC 5754 §2): responders write both.
    private static let digests: [[UInt8]: DigestAlgorithm] = [
        sha1: .sha1, [0x30, 7, 6, 5, 0x2B, 14, 3, 2, 26]: .sha1,
        sha2(1, true): .sha256, sha2(2, true): .sha384, sha2(3, true): .sha512,
        sha2(1, false): .sha256, sha2(2, false): .sha384, sha2(3, false): .sha512,
    ]

    private static func sha2(_ last: UInt8, _ hasNull: Bool) -> [UInt8] {
        let oid: [UInt8] = [6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, last]
        return hasNull ? [0x30, 13] + oid + [5, 0] : [0x30, 11] + oid
    }

    /// As it stands in a request: by SHA-1.
    func write(into coder: inout DER.Serializer) {
        coder.appendConstructedNode(identifier: .sequence) { coder in
            coder.serializeRawBytes(Self.sha1)
            coder.appendPrimitiveNode(identifier: .octetString) { $0 += nameHash }
            coder.appendPrimitiveNode(identifier: .octetString) { $0 += keyHash }
            coder.appendPrimitiveNode(identifier: .integer) { bytes in
                if serial.first ?? 0x80 >= 0x80 { bytes.append(0) }
                bytes += serial
            }
        }
    }
}

/// A certificate as OCSP knows it: little enough to be kept for many cards.
struct OCSPSubject: Sendable {
    let id: OCSPCertID
    let card: CardKey
    let authority: IssuingAuthority

    init(_ certificate: Certificate, issuedBy authority: IssuingAuthority) {
        self.authority = authority
        id = OCSPCertID(certificate, issuedBy: authority)
        card = CardKey(certificate, issuedBy: authority)
    }
}
