import OpenSSL

/// JSON that can be written in one way only, so that equal records have equal hashes: keys sorted, no white space,
/// escapes only where RFC 8259 §7 demands them (as RFC 8785, without its numbers: ours are whole).
indirect enum JSON: Equatable, Sendable {
    case null
    case flag(Bool)
    case number(Int)
    case text(String)
    case list([JSON])
    case object([String: JSON])

    static func text(_ text: String?) -> JSON { text.map(JSON.text) ?? .null }

    static func base64(_ bytes: [UInt8]) -> JSON { .text(Base64.encode(bytes)) }

    static func hex(_ bytes: [UInt8]) -> JSON { .text(Hex.encode(bytes)) }

    var bytes: [UInt8] {
        var output: [UInt8] = []
        write(to: &output)
        return output
    }

    private func write(to output: inout [UInt8]) {
        switch self {
        case .null: output += "null".utf8
        case .flag(let value): output += (value ? "true" : "false").utf8
        case .number(let value): output += String(value).utf8
        case .text(let value): Self.write(value, to: &output)
        case .list(let values): Self.write(values, to: &output)
        case .object(let members): Self.write(members, to: &output)
        }
    }

    private static func write(_ values: [JSON], to output: inout [UInt8]) {
        output.append(UInt8(ascii: "["))
        for (index, value) in values.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            value.write(to: &output)
        }
        output.append(UInt8(ascii: "]"))
    }

    private static func write(_ members: [String: JSON], to output: inout [UInt8]) {
        output.append(UInt8(ascii: "{"))
        for (index, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            write(member.key, to: &output)
            output.append(UInt8(ascii: ":"))
            member.value.write(to: &output)
        }
        output.append(UInt8(ascii: "}"))
    }

    private static func write(_ text: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        // Most texts are certificates in base64: they go over in one piece.
        let start = output.count
        output += text.utf8
        if output[start...].contains(where: isEscaped) {
            output.removeLast(output.count - start)
            for byte in text.utf8 { write(byte, to: &output) }
        }
        output.append(UInt8(ascii: "\""))
    }

    private static func isEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private static func write(_ byte: UInt8, to output: inout [UInt8]) {
        switch byte {
        case 0..<0x20: output += "\\u00\(Hex.encode([byte]))".utf8
        case _ where isEscaped(byte): output += [UInt8(ascii: "\\"), byte]
        default: output.append(byte)
        }
    }
}
