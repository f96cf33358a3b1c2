import SwiftASN1

/// How strictly a certificate is read. Both manners read DER and nothing else.
enum CertificateReading: Sendable, Hashable {
    /// For cards and their issuers: version 3, positive serial numbers, short lists (threats: C10).
    case card
    /// What RFC 5280 allows or asks to be borne: versions 1 and 2, negative serial numbers, lists of any length.
    case rfc5280

    var listed: Int { self == .card ? 64 : Certificate.maximumLength }
    var relativeNames: Int { self == .card ? 32 : Certificate.maximumLength }
    var extensions: Int { self == .card ? ExtensionList.limit : Certificate.maximumLength }

    /// RFC 5280 §4.1.2.1. Version 1 is the default, which DER does not write down.
    func version(_ node: ASN1Node?) throws -> Int {
        guard let node else {
            guard self == .rfc5280 else { throw ASN1Error.invalidASN1Object(reason: "not version 3") }
            return 1
        }
        switch try node.explicit(0).magnitude() {
        case [2]: return 3
        case [1] where self == .rfc5280: return 2
        default: throw ASN1Error.invalidASN1Object(reason: "not version 3")
        }
    }

    /// RFC 5280 §4.1.2.2: at most 20 octets. "Certificate users SHOULD be prepared to gracefully handle" negative ones;
    /// they are kept as a zero byte, which begins no magnitude of another, and the octets of the INTEGER.
    func serial(_ node: ASN1Node) throws -> [UInt8] {
        guard self == .rfc5280, let first = try node.bytes(.integer).first, first >= 0x80 else {
            return try node.magnitude(atMost: 20)
        }
        let octets = Array(try node.bytes(.integer))
        guard octets.count <= 20, octets.count == 1 || octets[0] != 0xFF || octets[1] < 0x80 else {
            throw ASN1Error.invalidASN1IntegerEncoding(reason: "longer than 20 bytes, or not the shortest form")
        }
        return [0] + octets
    }
}
