import SwiftASN1

/// The subject of a certificate, as the DER that stands in it.
enum SubjectName {
    static func of(_ certificate: [UInt8]) -> [UInt8] {
        guard let whole = try? DER.parse(certificate), let body = whole.parts.first else { return [] }
        // version [0], serialNumber, signature, issuer, validity, subject
        let fields = body.parts.drop { $0.isTagged(0) }
        return fields.dropFirst(4).first.map { Array($0.encodedBytes) } ?? []
    }
}
