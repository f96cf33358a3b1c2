/// One entry of a CRL (RFC 5280 §5.1.2.6), read where it stands.
struct ListEntry {
    let serial: SerialNumber
    let reason: RevocationReason
    /// What else stands in it; nil for nearly every entry.
    let extensions: CRLEntryExtensions?

    /// A reason code and nothing else, up to its value: what nearly every entry has, read without building a tree.
    private static let reasonAlone: [UInt8] = [0x30, 12, 0x30, 10, 6, 3, 0x55, 0x1D, 21, 4, 3, 0x0A, 1]

    /// - Parameter content: of the entry's SEQUENCE; it lies within the bytes.
    @inline(__always) init(_ bytes: [UInt8], _ content: Range<Int>) throws(ListDefect) {
        // A serial number of at most 20 octets, a date, nothing: all lengths are a single byte.
        let (start, end) = (content.lowerBound, content.upperBound)
        guard content.count >= 5, bytes[start] == 0x02 else { throw .malformed }
        let length = Int(bytes[start + 1])
        let date = start + 2 + length
        guard length < 0x80, date + 2 <= end, bytes[date] == 0x17 || bytes[date] == 0x18 else { throw .malformed }
        let dateLength = Int(bytes[date + 1])
        let rest = date + 2 + dateLength
        guard dateLength < 0x80, rest <= end else { throw .malformed }
        serial = try Self.serial(bytes, start + 2..<date)
        if rest == end {
            (reason, extensions) = (.unspecified, nil)
        } else if end - rest == Self.reasonAlone.count + 1, Self.isReasonAlone(bytes, rest),
            let known = RevocationReason(rawValue: bytes[end - 1])
        {
            (reason, extensions) = (known, nil)
        } else {
            let unusual = try Self.unusual(bytes, rest..<end)
            (reason, extensions) = (unusual.reason, unusual)
        }
    }

    @inline(__always)
    private static func serial(_ bytes: [UInt8], _ content: Range<Int>) throws(ListDefect) -> SerialNumber {
        var content = content
        guard !content.isEmpty, content.count <= 21, bytes[content.lowerBound] < 0x80 else { throw .malformed }
        if bytes[content.lowerBound] == 0, content.count > 1 {
            guard bytes[content.lowerBound + 1] >= 0x80 else { throw .malformed }
            content = content.lowerBound + 1..<content.upperBound
        }
        guard content.count <= 20 else { throw .malformed }
        let (start, end) = (content.lowerBound, content.upperBound)
        let (middle, low) = (max(start, end - 16), max(start, end - 8))
        return SerialNumber(
            high: UInt32(truncatingIfNeeded: number(bytes, start..<middle)), middle: number(bytes, middle..<low),
            low: number(bytes, low..<end))
    }

    @inline(__always) private static func number(_ bytes: [UInt8], _ range: Range<Int>) -> UInt64 {
        var number: UInt64 = 0
        for place in range { number = number << 8 | UInt64(bytes[place]) }
        return number
    }

    @inline(__always) private static func isReasonAlone(_ bytes: [UInt8], _ start: Int) -> Bool {
        for offset in 0..<reasonAlone.count where bytes[start + offset] != reasonAlone[offset] { return false }
        return true
    }

    @inline(never)
    private static func unusual(_ bytes: [UInt8], _ range: Range<Int>) throws(ListDefect) -> CRLEntryExtensions {
        do { return try CRLEntryExtensions(bytes[range]) } catch { throw .malformed }
    }
}
