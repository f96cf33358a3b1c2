import OpenSSL
import SwiftASN1

/// Which certificate is asked about (RFC 6960 §4.1.1), by SHA-1 as RFC 5019 §2.1.1 has it.
struct OCSPCertID: Hashable, Sendable {
    let nameHash: [UInt8]
    let keyHash: [UInt8]
    /// Magnitude of the serial number.
    let serial: [UInt8]

    init(_ certificate: Certificate, issuedBy authority: IssuingAuthority) {
        (nameHash, keyHash, serial) = (authority.nameHash, authority.keyHash, certificate.serial)
    }

    /// nil where another digest than SHA-1 names the issuer: then it is not what was asked.
    static func reading(_ node: ASN1Node) throws -> OCSPCertID? {
        let parts = try node.sequence(atMost: 4)
        guard parts.count == 4 else { throw ASN1Error.invalidASN1Object(reason: "a CertID has four parts") }
        let (nameHash, keyHash) = (try parts[1].octets(), try parts[2].octets())
        let serial = try parts[3].magnitude(atMost: 20)
        let algorithm = Array(parts[0].encodedBytes)
        guard algorithm == sha1 || algorithm == sha1WithoutParameters else { return nil }
        return OCSPCertID(nameHash: nameHash, keyHash: keyHash, serial: serial)
    }

    private init(nameHash: [UInt8], keyHash: [UInt8], serial: [UInt8]) {
        (self.nameHash, self.keyHash, self.serial) = (nameHash, keyHash, serial)
    }

    private static let sha1: [UInt8] = [0x30, 9, 6, 5, 0x2B, 14, 3, 2, 26, 5, 0]
    private static let sha1WithoutParameters: [UInt8] = [0x30, 7, 6, 5, 0x2B, 14, 3, 2, 26]

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
