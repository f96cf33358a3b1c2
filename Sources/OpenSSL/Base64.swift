internal import COpenSSL

/// Base64 (RFC 4648 §4 and §5), strict: canonical padding, no stray bits, no foreign characters.
public enum Base64 {
    public static func encode(_ bytes: [UInt8]) -> String { String(decoding: encoded(bytes), as: UTF8.self) }

    /// With the URL-safe alphabet and no padding.
    public static func encodeURL(_ bytes: [UInt8]) -> String {
        var text = encoded(bytes)
        while text.last == UInt8(ascii: "=") { text.removeLast() }
        for (index, character) in text.enumerated() {
            if character == UInt8(ascii: "+") { text[index] = UInt8(ascii: "-") }
            if character == UInt8(ascii: "/") { text[index] = UInt8(ascii: "_") }
        }
        return String(decoding: text, as: UTF8.self)
    }

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

    private static let standardValues = values(of: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    private static let urlSafeValues = values(of: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")

    /// 255 stands for "not of the alphabet".
    private static func values(of alphabet: String) -> [UInt8] {
        var table = [UInt8](repeating: 255, count: 256)
        for (value, character) in alphabet.utf8.enumerated() { table[Int(character)] = UInt8(value) }
        return table
    }

    private static func encoded(_ bytes: [UInt8]) -> [UInt8] {
        // The library ends its text with a NUL.
        var text = [UInt8](repeating: 0, count: (bytes.count + 2) / 3 * 4 + 1)
        unsafe EVP_EncodeBlock(&text, bytes, Int32(bytes.count))
        text.removeLast()
        return text
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
        var output = [UInt8](repeating: 0, count: characters.count * 3 / 4)
        var (accumulator, bits, end) = (UInt32(0), UInt32(0), 0)
        for character in characters {
            let value = values[Int(character)]
            guard value != 255 else { return nil }
            accumulator = accumulator << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                output[end] = UInt8(truncatingIfNeeded: accumulator >> bits)
                end += 1
                accumulator &= (1 << bits) - 1
            }
        }
        // Bits that carry nothing must be zero, or one text would have several spellings.
        return accumulator == 0 ? output : nil
    }
}
