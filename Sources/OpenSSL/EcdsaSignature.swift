/// The two encodings of an ECDSA signature: DER (X.509, TLS) and `r || s` of fixed width (XML signatures, RFC 4050 §3.3).
public enum EcdsaSignature {
    /// - Returns: `nil` if the DER is not a signature that fits the curve.
    public static func raw(fromDER der: [UInt8], curve: Curve) -> [UInt8]? {
        var reader = ShortDER(der)
        guard var sequence = reader.contents(tag: 0x30), reader.isAtEnd,
            let r = sequence.unsignedInteger(), let s = sequence.unsignedInteger(), sequence.isAtEnd
        else { return nil }
        let width = curve.coordinateLength
        guard r.count <= width, s.count <= width else { return nil }
        return padded(r, to: width) + padded(s, to: width)
    }

    /// - Returns: `nil` if the length is not twice the curve's coordinate.
    public static func der(fromRaw raw: [UInt8], curve: Curve) -> [UInt8]? {
        let width = curve.coordinateLength
        guard raw.count == 2 * width else { return nil }
        let body = integer(raw[..<width]) + integer(raw[width...])
        return [0x30] + length(body.count) + body
    }

    private static func padded(_ bytes: ArraySlice<UInt8>, to width: Int) -> [UInt8] {
        [UInt8](repeating: 0, count: width - bytes.count) + bytes
    }

    private static func integer(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var digits = Array(bytes.drop { $0 == 0 })
        if digits.isEmpty || digits[0] & 0x80 != 0 { digits.insert(0, at: 0) }
        return [0x02] + length(digits.count) + digits
    }

    /// Lengths below 256 are all that two coordinates need.
    private static func length(_ count: Int) -> [UInt8] {
        count < 0x80 ? [UInt8(count)] : [0x81, UInt8(truncatingIfNeeded: count)]
    }
}

/// A reader for DER values shorter than 256 bytes, strict about minimal lengths.
private struct ShortDER {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }
    private init(slice: ArraySlice<UInt8>) { rest = slice }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func contents(tag: UInt8) -> ShortDER? {
        guard rest.popFirst() == tag, var count = rest.popFirst().map(Int.init) else { return nil }
        if count == 0x81 {
            guard let long = rest.popFirst(), long >= 0x80 else { return nil }
            count = Int(long)
        } else if count >= 0x80 {
            return nil
        }
        guard rest.count >= count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return ShortDER(slice: rest.prefix(count))
    }

    mutating func unsignedInteger() -> ArraySlice<UInt8>? {
        guard let digits = contents(tag: 0x02)?.rest, let first = digits.first, first & 0x80 == 0 else { return nil }
        guard first == 0 else { return digits }
        // One leading zero is allowed only before a digit whose top bit is set.
        guard digits.count == 1 || digits.dropFirst().first.map({ $0 & 0x80 != 0 }) == true else { return nil }
        return digits.dropFirst()
    }
}
