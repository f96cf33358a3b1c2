import OpenSSL

/// The public key of a certificate in metadata. Nothing else in it is looked at: names, dates and issuers of metadata
/// certificates mean nothing (Kantara IIP-MD03, MD12).
enum CertificateKey {
    static func publicKey(_ certificate: [UInt8]) -> PublicKey? {
        guard let info = subjectPublicKeyInfo(certificate) else { return nil }
        return try? PublicKey(subjectPublicKeyInfo: info)
    }

    /// RFC 5280 §4.1: the key follows version, serial, signature, issuer, validity and subject.
    private static func subjectPublicKeyInfo(_ certificate: [UInt8]) -> [UInt8]? {
        guard let outer = element(certificate[...]), outer.tag == 0x30, outer.rest.isEmpty,
            let tbs = element(outer.content), tbs.tag == 0x30
        else { return nil }
        var rest = tbs.content
        if rest.first == 0xA0 {
            guard let version = element(rest) else { return nil }
            rest = version.rest
        }
        for tag: UInt8 in [0x02, 0x30, 0x30, 0x30, 0x30] {
            guard let skipped = element(rest), skipped.tag == tag else { return nil }
            rest = skipped.rest
        }
        guard let key = element(rest), key.tag == 0x30 else { return nil }
        return Array(rest[rest.startIndex..<key.rest.startIndex])
    }

    private struct Element {
        let tag: UInt8
        let content: ArraySlice<UInt8>
        let rest: ArraySlice<UInt8>
    }

    /// One DER element with a definite length of at most four bytes.
    private static func element(_ bytes: ArraySlice<UInt8>) -> Element? {
        guard bytes.count >= 2 else { return nil }
        let first = bytes[bytes.startIndex + 1]
        let lengthBytes = first < 0x80 ? 0 : Int(first & 0x7F)
        guard lengthBytes <= 4, first != 0x80, bytes.count >= 2 + lengthBytes else { return nil }
        let start = bytes.startIndex + 2 + lengthBytes
        let length = first < 0x80 ? Int(first) : bytes[(start - lengthBytes)..<start].reduce(0) { $0 << 8 | Int($1) }
        guard length <= bytes.endIndex - start else { return nil }
        return Element(
            tag: bytes[bytes.startIndex], content: bytes[start..<(start + length)], rest: bytes[(start + length)...])
    }
}
