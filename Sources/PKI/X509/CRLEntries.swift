import SwiftASN1

/// The revoked certificates of a CRL: an exact index over the list's own bytes, sorted by serial number.
struct CRLEntries: Sendable {
    /// Where the serial number stands, how long it is, and why it is listed.
    private struct Entry {
        let position: UInt32
        let length: UInt8
        let reason: UInt8
    }

    private var index: [Entry] = []
    /// An entry that this reader does not understand makes the whole list useless (RFC 5280 §5.3).
    private(set) var defect: String?

    init(_ der: [UInt8], in range: Range<Int>) throws {
        var list = DERCursor(der, in: range)
        index.reserveCapacity(range.count / 32)
        while !list.isAtEnd {
            var entry = DERCursor(der, in: try list.next(0x30).content)
            let serial = try Self.serial(der, entry.next(0x02).content)
            guard entry.tag == 0x17 || entry.tag == 0x18 else { throw DERCursor.Malformed() }
            _ = try entry.next()
            let reason = try entry.isAtEnd ? .unspecified : reason(der, entry.next(0x30).whole)
            guard entry.isAtEnd else { throw DERCursor.Malformed() }
            guard let position = UInt32(exactly: serial.lowerBound) else { throw DERCursor.Malformed() }
            index.append(Entry(position: position, length: UInt8(serial.count), reason: reason.rawValue))
        }
        index.sort { one, other in
            switch Self.order(der, one, other) {
            case 0: Self.weight(one) < Self.weight(other)  // listed twice: what is final stands first
            case let order: order < 0
            }
        }
    }

    var count: Int { index.count }

    func reason(of serial: [UInt8], in der: [UInt8]) -> RevocationReason? {
        var (low, high) = (0, index.count)
        while low < high {
            let middle = (low + high) / 2
            if Self.order(der, index[middle], serial) < 0 { low = middle + 1 } else { high = middle }
        }
        guard low < index.count, Self.order(der, index[low], serial) == 0 else { return nil }
        return RevocationReason(rawValue: index[low].reason) ?? .unspecified
    }

    /// Where the magnitude of a serial number stands, without its sign byte.
    private static func serial(_ der: [UInt8], _ content: Range<Int>) throws -> Range<Int> {
        guard let first = content.first, der[first] < 0x80, content.count <= 21 else { throw DERCursor.Malformed() }
        guard der[first] == 0, content.count > 1 else { return content }
        guard der[first + 1] >= 0x80 else { throw DERCursor.Malformed() }
        return content.dropFirst()
    }

    /// A reason code and nothing else, up to its value: what nearly every entry has, read without building a tree.
    private static let reasonAlone: [UInt8] = [0x30, 12, 0x30, 10, 6, 3, 0x55, 0x1D, 21, 4, 3, 0x0A, 1]

    private mutating func reason(_ der: [UInt8], _ whole: Range<Int>) throws -> RevocationReason {
        if whole.count == Self.reasonAlone.count + 1, der[whole].starts(with: Self.reasonAlone) {
            return reason(code: der[whole.upperBound - 1])
        }
        return try reason(DER.parse(der[whole]))
    }

    private mutating func reason(_ node: ASN1Node) throws -> RevocationReason {
        let extensions = try ExtensionList(node)
        if extensions[.certificateIssuer] != nil { defect = "an entry of another issuer" }
        if let unknown = extensions.unknownCritical(besides: [.reasonCode, .invalidityDate]) {
            defect = "an entry with unknown critical extension \(unknown)"
        }
        guard let code = try extensions.node(.reasonCode)?.magnitude(.enumerated) else { return .unspecified }
        return reason(code: code.count == 1 ? code[0] : .max)
    }

    private mutating func reason(code: UInt8) -> RevocationReason {
        guard let reason = RevocationReason(rawValue: code) else {
            defect = "an entry with an unknown reason"
            return .unspecified
        }
        if reason == .removeFromCRL { defect = "an entry that only a delta CRL may have" }
        return reason
    }

    private static func weight(_ entry: Entry) -> Int {
        entry.reason == RevocationReason.certificateHold.rawValue ? 1 : 0
    }

    private static func order(_ der: [UInt8], _ one: Entry, _ other: Entry) -> Int {
        guard one.length == other.length else { return Int(one.length) - Int(other.length) }
        let (start, second) = (Int(one.position), Int(other.position))
        for offset in 0..<Int(one.length) where der[start + offset] != der[second + offset] {
            return Int(der[start + offset]) - Int(der[second + offset])
        }
        return 0
    }

    private static func order(_ der: [UInt8], _ entry: Entry, _ serial: [UInt8]) -> Int {
        guard Int(entry.length) == serial.count else { return Int(entry.length) - serial.count }
        let start = Int(entry.position)
        for offset in serial.indices where der[start + offset] != serial[offset] {
            return Int(der[start + offset]) - Int(serial[offset])
        }
        return 0
    }
}
