import SwiftASN1

/// A set of reasons for revoking (RFC 5280 §4.2.1.13, ReasonFlags): what a list answers for, and what is still to be
/// asked.
struct ReasonMask: OptionSet, Hashable, Sendable {
    let rawValue: UInt16

    static let none: ReasonMask = []
    /// keyCompromise (1) to aACompromise (8). Bit 0 is unused.
    static let all = ReasonMask(rawValue: 0x1FE)

    init(rawValue: UInt16) { self.rawValue = rawValue }

    /// Reads the bits of an IMPLICIT `ReasonFlags`.
    init(_ node: ASN1Node) throws {
        let bytes = Array(try node.bytes(node.identifier))
        guard let unused = bytes.first, unused < 8, (2...3).contains(bytes.count), let last = bytes.last else {
            throw ASN1Error.invalidASN1Object(reason: "no reason flags")
        }
        // X.690 §11.2: bits that are not used are zero, and named bits end with a one
        guard last & (1 << unused - 1) == 0, last >> unused & 1 == 1 else {
            throw ASN1Error.invalidASN1Object(reason: "reason flags not in their shortest form")
        }
        var value: UInt16 = 0
        for (index, byte) in bytes.dropFirst().enumerated() {
            for bit in 0..<8 where byte & (0x80 >> UInt8(bit)) != 0 { value |= 1 << UInt16(index * 8 + bit) }
        }
        self = ReasonMask(rawValue: value).intersection(.all)
    }
}
