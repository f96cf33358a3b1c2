/// The few forms of DER (X.690) that certificates are made of, written down without any check,
/// so that a test can write the wrong thing as easily as the right one.
public enum Encode {
    /// Tag, length and content.
    public static func value(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        [tag] + length(content.count) + content
    }

    public static func sequence(_ parts: [[UInt8]]) -> [UInt8] { value(0x30, parts.flatMap { $0 }) }

    /// SET OF: the parts in ascending order of their encodings (X.690 §11.6).
    public static func set(_ parts: [[UInt8]]) -> [UInt8] {
        value(0x31, parts.sorted { $0.lexicographicallyPrecedes($1) }.flatMap { $0 })
    }

    /// A constructed context-specific tag around the content: EXPLICIT, or IMPLICIT over a SEQUENCE.
    public static func tagged(_ number: UInt8, _ content: [UInt8]) -> [UInt8] { value(0xA0 | number, content) }

    /// A primitive context-specific tag: IMPLICIT over a string or a number.
    public static func taggedPrimitive(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
        value(0x80 | number, content)
    }

    public static func boolean(_ truth: Bool) -> [UInt8] { value(0x01, [truth ? 0xFF : 0]) }

    public static let null: [UInt8] = [0x05, 0x00]

    /// INTEGER from an unsigned big-endian magnitude, shortest form.
    public static func integer(_ magnitude: [UInt8]) -> [UInt8] {
        var bytes = Array(magnitude.drop { $0 == 0 })
        if (bytes.first ?? 0x80) >= 0x80 { bytes.insert(0, at: 0) }
        return value(0x02, bytes)
    }

    public static func integer(_ number: Int) -> [UInt8] {
        integer(withBigEndian(UInt64(clamping: number)))
    }

    public static func enumerated(_ number: UInt8) -> [UInt8] { value(0x0A, [number]) }

    public static func octets(_ bytes: [UInt8]) -> [UInt8] { value(0x04, bytes) }

    /// BIT STRING of whole bytes.
    public static func bits(_ bytes: [UInt8], unused: UInt8 = 0) -> [UInt8] { value(0x03, [unused] + bytes) }

    /// BIT STRING of named bits: trailing zeros are taken away (X.690 §11.2.2).
    public static func namedBits(_ numbers: [Int]) -> [UInt8] {
        guard let highest = numbers.max(), highest < 16 else { return bits([]) }
        var bytes = [UInt8](repeating: 0, count: highest / 8 + 1)
        for number in numbers { bytes[number / 8] |= 0x80 >> UInt8(number % 8) }
        return bits(bytes, unused: UInt8(7 - highest % 8))
    }

    /// OBJECT IDENTIFIER from its dotted form; what is no number is left out.
    public static func oid(_ dotted: String) -> [UInt8] {
        let arcs = dotted.split(separator: ".").compactMap { UInt64($0) }
        guard arcs.count >= 2 else { return value(0x06, []) }
        return value(0x06, ([arcs[0] * 40 + arcs[1]] + arcs[2...]).flatMap(base128))
    }

    private static func base128(_ arc: UInt64) -> [UInt8] {
        var bytes = [UInt8(arc & 0x7F)]
        var rest = arc >> 7
        while rest > 0 {
            bytes.insert(UInt8(rest & 0x7F) | 0x80, at: 0)
            rest >>= 7
        }
        return bytes
    }

    private static func length(_ count: Int) -> [UInt8] {
        if count < 0x80 { return [UInt8(count)] }
        let bytes = Array(withBigEndian(UInt64(clamping: count)).drop { $0 == 0 })
        return [0x80 | UInt8(bytes.count)] + bytes
    }

    private static func withBigEndian(_ number: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> UInt64(56 - 8 * $0)) }
    }
}
