/// Walks over DER without building a tree: for lists too long for one (a national CRL has millions of entries).
///
/// As strict as the tree reader: definite, shortest lengths; single-byte tags; nothing beyond the end.
struct DERCursor {
    struct Malformed: Error {}

    let bytes: [UInt8]
    private(set) var position: Int
    let end: Int

    init(_ bytes: [UInt8], in range: Range<Int>) {
        self.bytes = bytes
        position = range.lowerBound
        end = min(range.upperBound, bytes.count)
    }

    init(_ bytes: [UInt8]) { self.init(bytes, in: bytes.indices) }

    var isAtEnd: Bool { position >= end }

    /// The tag of the value that comes next.
    var tag: UInt8? { isAtEnd ? nil : bytes[position] }

    /// Steps over one value: where it stands whole, and its content.
    mutating func next(_ expected: UInt8? = nil) throws(Malformed) -> (whole: Range<Int>, content: Range<Int>) {
        let start = position
        guard let tag, expected == nil || tag == expected, tag & 0x1F != 0x1F else { throw Malformed() }
        position += 1
        let length = try length()
        guard length <= end - position else { throw Malformed() }
        let content = position..<position + length
        position = content.upperBound
        return (start..<position, content)
    }

    private mutating func length() throws(Malformed) -> Int {
        guard !isAtEnd else { throw Malformed() }
        let first = bytes[position]
        position += 1
        guard first >= 0x80 else { return Int(first) }
        let count = Int(first & 0x7F)
        guard (1...4).contains(count), count <= end - position else { throw Malformed() }
        var length = 0
        for _ in 0..<count {
            length = length << 8 | Int(bytes[position])
            position += 1
        }
        guard length >= 0x80, length >> (8 * (count - 1)) > 0 else { throw Malformed() }
        return length
    }
}
