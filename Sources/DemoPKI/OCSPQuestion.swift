public import OpenSSL
import SwiftASN1

/// An OCSP request as a responder reads it (RFC 6960 §4.1.1).
public struct OCSPQuestion: Sendable {
    /// One certificate that is asked about.
    public struct CertID: Hashable, Sendable {
        /// AlgorithmIdentifier of the digest, as DER.
        public var hashAlgorithm: [UInt8]
        public var issuerNameHash: [UInt8]
        public var issuerKeyHash: [UInt8]
        /// The serial number's magnitude, without leading zeros.
        public var serial: [UInt8]

        public var der: [UInt8] {
            Encode.sequence([
                hashAlgorithm, Encode.octets(issuerNameHash), Encode.octets(issuerKeyHash), Encode.integer(serial),
            ])
        }
    }

    public let subjects: [CertID]
    /// The content of the nonce extension, as it was sent (RFC 9654: an OCTET STRING inside).
    public let nonce: [UInt8]?

    /// Reads a request; nil if it is none.
    public init?(_ der: [UInt8]) {
        guard let whole = try? DER.parse(der), let body = whole.parts.first,
            let list = body.parts.first(where: { $0.identifier == .sequence })
        else { return nil }
        subjects = list.parts.compactMap { $0.parts.first }.compactMap(CertID.init)
        guard !subjects.isEmpty else { return nil }
        nonce = Self.nonce(in: body.parts.first { $0.isTagged(2) })
    }

    private static func nonce(in extensions: ASN1Node?) -> [UInt8]? {
        let wanted = Encode.oid("1.3.6.1.5.5.7.48.1.2")
        let found = extensions?.parts.first?.parts.first { $0.parts.first.map { Array($0.encodedBytes) } == wanted }
        return found?.parts.last?.bytes
    }
}

extension OCSPQuestion.CertID {
    fileprivate init?(_ node: ASN1Node) {
        let parts = node.parts
        guard parts.count == 4 else { return nil }
        self.init(
            hashAlgorithm: Array(parts[0].encodedBytes), issuerNameHash: parts[1].bytes,
            issuerKeyHash: parts[2].bytes, serial: Array(parts[3].bytes.drop { $0 == 0 }))
    }

    /// The identifier of one certificate of an authority.
    public init(serial: [UInt8], of authority: DemoAuthority, digest: DigestAlgorithm = .sha1) {
        let bits = KeyIdentifier.bits(of: authority.issuing.key.publicKey.subjectPublicKeyInfo)
        self.init(
            hashAlgorithm: AlgorithmIdentifier.of(digest),
            issuerNameHash: digest.digest(authority.issuingName.der), issuerKeyHash: digest.digest(bits),
            serial: serial)
    }
}
