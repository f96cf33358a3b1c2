import Foundation

/// Writes the contents of a sealed text: lengths before everything that varies, numbers big-endian.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func write(_ byte: UInt8) { bytes.append(byte) }

    mutating func write(_ number: UInt16) {
        bytes.append(UInt8(truncatingIfNeeded: number >> 8))
        bytes.append(UInt8(truncatingIfNeeded: number))
    }

    mutating func write(_ number: UInt32) {
        write(UInt16(truncatingIfNeeded: number >> 16))
        write(UInt16(truncatingIfNeeded: number))
    }

    /// At most 65,535 bytes; what is longer is cut, and then does not open as what it was.
    mutating func write(bytes contents: [UInt8]) {
        write(UInt16(clamping: contents.count))
        bytes += contents.prefix(Int(UInt16.max))
    }

    mutating func write(text: String) { write(bytes: Array(text.utf8)) }

    mutating func write(optional text: String?) {
        write(text == nil ? 0 : 1 as UInt8)
        if let text { write(text: text) }
    }

    /// In whole seconds since 1970.
    mutating func write(date: Date) { write(UInt32(clamping: Int(max(0, date.timeIntervalSince1970)))) }
}

/// Reads what `ByteWriter` wrote. Every read fails softly at the end.
struct ByteReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func byte() -> UInt8? { rest.popFirst() }

    mutating func uint16() -> UInt16? {
        guard let high = byte(), let low = byte() else { return nil }
        return UInt16(high) << 8 | UInt16(low)
    }

    mutating func uint32() -> UInt32? {
        guard let high = uint16(), let low = uint16() else { return nil }
        return UInt32(high) << 16 | UInt32(low)
    }

    mutating func bytes() -> [UInt8]? {
        guard let count = uint16(), rest.count >= Int(count) else { return nil }
        defer { rest = rest.dropFirst(Int(count)) }
        return Array(rest.prefix(Int(count)))
    }

    mutating func text() -> String? { bytes().flatMap { String(validating: $0, as: UTF8.self) } }

    /// Two kinds of nothing: the text was absent (`text` is nil), or the bytes are broken (`nil`).
    mutating func optionalText() -> (text: String?, Void)? {
        switch byte() {
        case 0: return (nil, ())
        case 1: return text().map { ($0, ()) }
        default: return nil
        }
    }

    mutating func date() -> Date? { uint32().map { Date(timeIntervalSince1970: TimeInterval($0)) } }
}
