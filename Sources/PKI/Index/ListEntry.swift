import OpenSSL
import SwiftASN1

/// One entry of a CRL (RFC 5280 §5.1.2.6), read where it stands.
struct ListEntry {
    let serial: SerialNumber
    let reason: RevocationReason
    /// What makes the whole list useless (RFC 5280 §5.3): an entry that this reader does not understand.
    let defect: String?

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
            (reason, defect) = (.unspecified, nil)
        } else {
            (reason, defect) = try Self.reason(bytes, rest..<end)
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

    @inline(__always)
    private static func reason(
        _ bytes: [UInt8], _ range: Range<Int>
    ) throws(ListDefect) -> (RevocationReason, String?) {
        if range.count == reasonAlone.count + 1, isReasonAlone(bytes, range.lowerBound) {
            return reason(code: bytes[range.upperBound - 1])
        }
        do { return try unusual(bytes, range) } catch { throw .malformed }
    }

    @inline(__always) private static func isReasonAlone(_ bytes: [UInt8], _ start: Int) -> Bool {
        for offset in 0..<reasonAlone.count where bytes[start + offset] != reasonAlone[offset] { return false }
        return true
    }

    @inline(never)
    private static func unusual(_ bytes: [UInt8], _ range: Range<Int>) throws -> (RevocationReason, String?) {
        let extensions = try ExtensionList(DER.parse(bytes[range]))
        if extensions[.certificateIssuer] != nil { return (.unspecified, "an entry of another issuer") }
        if let unknown = extensions.unknownCritical(besides: [.reasonCode, .invalidityDate]) {
            return (.unspecified, "an entry with unknown critical extension \(unknown)")
        }
        guard let code = try extensions.node(.reasonCode)?.magnitude(.enumerated) else { return (.unspecified, nil) }
        return reason(code: code.count == 1 ? code[0] : .max)
    }

    private static func reason(code: UInt8) -> (RevocationReason, String?) {
        RevocationReason(rawValue: code).map { ($0, nil) } ?? (.unspecified, "an entry with an unknown reason")
    }
}
