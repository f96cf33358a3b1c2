/// DER that has only partly arrived: tag and length of a value, or that more bytes are needed.
///
/// As strict as the other readers: definite, shortest lengths of at most four bytes; single-byte tags.
enum PieceHeader {
    case whole(tag: UInt8, start: Int, content: Range<Int>)
    case incomplete

    /// The header of the value at a place.
    static func read(_ bytes: [UInt8], at start: Int) throws(ListDefect) -> PieceHeader {
        guard start < bytes.count else { return .incomplete }
        let tag = bytes[start]
        guard tag & 0x1F != 0x1F else { throw .malformed }
        guard start + 1 < bytes.count else { return .incomplete }
        let first = bytes[start + 1]
        guard first >= 0x80 else {
            return .whole(tag: tag, start: start, content: start + 2..<start + 2 + Int(first))
        }
        let count = Int(first & 0x7F)
        guard (1...4).contains(count) else { throw .malformed }
        guard start + 2 + count <= bytes.count else { return .incomplete }
        var length = 0
        for offset in 0..<count { length = length << 8 | Int(bytes[start + 2 + offset]) }
        guard length >= 0x80, length >> (8 * (count - 1)) > 0 else { throw .malformed }
        let content = start + 2 + count
        return .whole(tag: tag, start: start, content: content..<content + length)
    }

    /// A value around these bytes.
    static func wrap(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        guard content.count >= 0x80 else { return [tag, UInt8(content.count)] + content }
        let length = (0..<4).map { UInt8(truncatingIfNeeded: content.count >> (24 - 8 * $0)) }.drop { $0 == 0 }
        return [tag, 0x80 | UInt8(length.count)] + length + content
    }
}
