/// An object identifier, compared by its DER content alone, so that no arc can wrap into another (threats: C7).
public struct OID: Hashable, Sendable, LosslessStringConvertible {
    let content: [UInt8]

    init(content: some Sequence<UInt8>) { self.content = Array(content) }

    /// Reads the dotted form, such as `1.3.6.1.5.5.7.3.2`.
    public init?(_ dotted: String) {
        let arcs = dotted.split(separator: ".", omittingEmptySubsequences: false).map { UInt32($0) }
        guard (2...32).contains(arcs.count), let first = arcs[0], let second = arcs[1], first <= 2,
            second <= (first == 2 ? 999 : 39)
        else { return nil }
        var content = Self.base128(first * 40 + second)
        for arc in arcs.dropFirst(2) {
            guard let arc else { return nil }
            content += Self.base128(arc)
        }
        self.content = content
    }

    public var description: String {
        var (arcs, arc): ([UInt64], UInt64) = ([], 0)
        for byte in content {
            // An arc beyond 57 bits is nothing that anybody assigned: show the bytes.
            guard arc >> 50 == 0 else { return "oid:" + content.map { String($0, radix: 16) }.joined(separator: ".") }
            arc = arc << 7 | UInt64(byte & 0x7F)
            if byte < 0x80 {
                arcs += arcs.isEmpty ? [min(arc / 40, 2), arc - 40 * min(arc / 40, 2)] : [arc]
                arc = 0
            }
        }
        return arcs.map(String.init).joined(separator: ".")
    }

    private static func base128(_ arc: UInt32) -> [UInt8] {
        var bytes = [UInt8(arc & 0x7F)]
        var rest = arc >> 7
        while rest > 0 {
            bytes.insert(UInt8(rest & 0x7F) | 0x80, at: 0)
            rest >>= 7
        }
        return bytes
    }
}
