import OpenSSL

/// Identifiers of messages and assertions.
enum MessageID {
    /// 160 random bits (R28; SAML core §1.3.4 asks for 128 at least). The underscore makes it an NCName.
    static func make(_ randomness: Randomness) -> String { text(randomness(20)[...]) }

    /// Two at once: asking for randomness costs more than what is asked for.
    static func pair(_ randomness: Randomness) -> (String, String) {
        let drawn = randomness(40)
        return (text(drawn.prefix(20)), text(drawn.suffix(20)))
    }

    private static func text(_ drawn: ArraySlice<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(1 + 2 * drawn.count)
        text.append(UInt8(ascii: "_"))
        Hex.append(drawn, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// An `xs:ID` that a request may have: an NCName of at most 256 bytes. Letters beyond ASCII are let through as
    /// XML does; what ends up in an attribute is escaped anyhow.
    static func isAcceptable(_ id: String) -> Bool {
        guard let first = id.utf8.first, id.utf8.count <= 256 else { return false }
        return isNameStart(first) && id.utf8.allSatisfy(isNamePart)
    }

    private static func isNameStart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
        default: byte >= 0x80
        }
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."): true
        default: isNameStart(byte)
        }
    }
}
