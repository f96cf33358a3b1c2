/// Base64 (RFC 4648 §4 and §5), strict: canonical padding, no stray bits, no foreign characters.
public enum Base64 {
    public static func encode(_ bytes: [UInt8]) -> String { encode(bytes, alphabet: standard, pads: true) }

    /// With the URL-safe alphabet and no padding.
    public static func encodeURL(_ bytes: [UInt8]) -> String { encode(bytes, alphabet: urlSafe, pads: false) }

    public static func decode(_ text: String) -> [UInt8]? { decode(text.utf8, values: standardValues, padded: true) }

    /// Skips the white space that XML and PEM allow inside base64.
    public static func decodeLenient(_ text: String) -> [UInt8]? {
        decode(
            text.utf8.filter { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }, values: standardValues,
            padded: true)
    }

    /// Likewise of a file's bytes.
    public static func decodeLenient(_ text: [UInt8]) -> [UInt8]? {
        decode(
            text.lazy.filter { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }, values: standardValues,
            padded: true)
    }

    /// The URL-safe alphabet without padding.
    public static func decodeURL(_ text: String) -> [UInt8]? { decode(text.utf8, values: urlSafeValues, padded: false) }

    private static let standard = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let urlSafe = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    private static let standardValues = values(of: standard)
    private static let urlSafeValues = values(of: urlSafe)

    /// 255 stands for "not of the alphabet".
    private static func values(of alphabet: [UInt8]) -> [UInt8] {
        var table = [UInt8](repeating: 255, count: 256)
        for (value, character) in alphabet.enumerated() { table[Int(character)] = UInt8(value) }
        return table
    }

    private static func encode(_ bytes: [UInt8], alphabet: [UInt8], pads: Bool) -> String {
        var output: [UInt8] = []
        output.reserveCapacity((bytes.count + 2) / 3 * 4)
        var index = 0
        while index + 3 <= bytes.count {
            let group = UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2])
            output.append(alphabet[Int(group >> 18)])
            output.append(alphabet[Int(group >> 12 & 0x3F)])
            output.append(alphabet[Int(group >> 6 & 0x3F)])
            output.append(alphabet[Int(group & 0x3F)])
            index += 3
        }
        let left = bytes.count - index
        if left > 0 {
            let (first, second) = (bytes[index], left > 1 ? bytes[index + 1] : 0)
            output.append(alphabet[Int(first >> 2)])
            output.append(alphabet[Int((first & 0x03) << 4 | second >> 4)])
            if left > 1 { output.append(alphabet[Int((second & 0x0F) << 2)]) }
        }
        while pads, output.count % 4 != 0 { output.append(UInt8(ascii: "=")) }
        return String(decoding: output, as: UTF8.self)
    }

    private static func decode(_ text: some Collection<UInt8>, values: [UInt8], padded: Bool) -> [UInt8]? {
        var characters = Array(text)
        if padded {
            guard characters.count % 4 == 0 else { return nil }
            let padding = characters.reversed().prefix { $0 == UInt8(ascii: "=") }.count
            guard padding <= 2 else { return nil }
            characters.removeLast(padding)
        }
        guard characters.count % 4 != 1 else { return nil }
        var output: [UInt8] = []
        output.reserveCapacity(characters.count / 4 * 3 + 2)
        var accumulator: UInt32 = 0
        var bits: UInt32 = 0
        for character in characters {
            let value = values[Int(character)]
            guard value != 255 else { return nil }
            accumulator = accumulator << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                output.append(UInt8(truncatingIfNeeded: accumulator >> bits))
                accumulator &= (1 << bits) - 1
            }
        }
        // Bits that carry nothing must be zero, or one text would have several spellings.
        return accumulator == 0 ? output : nil
    }
}
