/// Textual encoding of DER (RFC 7468).
public enum PEM {
    /// The DER of every block with this label, in order. A block whose base64 is broken is left out, which the caller
    /// notices by the count.
    public static func decode(_ text: String, label: String) -> [[UInt8]] {
        var blocks: [[UInt8]] = []
        var body: String?
        for line in text.split(whereSeparator: \.isNewline) {
            if line == "-----BEGIN \(label)-----" {
                body = ""
            } else if line == "-----END \(label)-----" {
                if let der = body.flatMap(Base64.decodeLenient) { blocks.append(der) }
                body = nil
            } else {
                body?.append(contentsOf: line)
            }
        }
        return blocks
    }

    public static func encode(_ der: [UInt8], label: String) -> String {
        let base64 = Array(Base64.encode(der).utf8)
        var lines = "-----BEGIN \(label)-----\n"
        for start in stride(from: 0, to: base64.count, by: 64) {
            lines += String(decoding: base64[start..<min(start + 64, base64.count)], as: UTF8.self) + "\n"
        }
        return lines + "-----END \(label)-----\n"
    }
}
