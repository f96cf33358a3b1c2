/// Takes one binary value out of what libcurl makes of an answer over LDAP: text in the manner of LDIF (RFC 2849), the
/// value in base64 behind two colons.
///
///     DN: cn=Demo CA,o=Demo
///     \tcertificateRevocationList;binary:: MIIB…
///
/// The first value counts; the text may be cut anywhere.
struct DirectoryValue {
    private enum State {
        /// Whether the line's first two neighbouring colons have been passed is seen from how many stood there last.
        case name(colons: Int)
        case otherLine
        case value
        case end
    }

    private var state = State.otherLine
    private var atLineStart = true
    private var bits: UInt32 = 0
    private var digits = 0

    /// The decoded bytes of this piece.
    mutating func take(_ text: some Collection<UInt8>) -> [UInt8] {
        var decoded: [UInt8] = []
        for character in text { take(character, &decoded) }
        return decoded
    }

    private mutating func take(_ character: UInt8, _ decoded: inout [UInt8]) {
        if character == UInt8(ascii: "\n") {
            if case .value = state { finish(&decoded) } else if !isAtEnd { state = .otherLine }
            atLineStart = true
            return
        }
        defer { atLineStart = false }
        switch state {
        // An attribute's line begins with a tab, that of the entry's name does not.
        case .otherLine: if atLineStart, character == UInt8(ascii: "\t") { state = .name(colons: 0) }
        case .name(1) where character == UInt8(ascii: ":"): state = .value
        case .name(1): state = .otherLine  // one colon: not a binary value
        case .name: if character == UInt8(ascii: ":") { state = .name(colons: 1) }
        case .value: decode(character, &decoded)
        case .end: break
        }
    }

    private var isAtEnd: Bool { if case .end = state { true } else { false } }

    private mutating func decode(_ character: UInt8, _ decoded: inout [UInt8]) {
        guard let digit = Self.digit(character) else { return }
        bits = bits << 6 | UInt32(digit)
        digits += 1
        guard digits == 4 else { return }
        for shift: UInt32 in [16, 8, 0] { decoded.append(UInt8(truncatingIfNeeded: bits >> shift)) }
        (bits, digits) = (0, 0)
    }

    /// Two digits hold one byte more, three hold two.
    private mutating func finish(_ decoded: inout [UInt8]) {
        if digits == 2 { decoded.append(UInt8(truncatingIfNeeded: bits >> 4)) }
        if digits == 3 {
            decoded.append(UInt8(truncatingIfNeeded: bits >> 10))
            decoded.append(UInt8(truncatingIfNeeded: bits >> 2))
        }
        state = .end
    }

    private static func digit(_ character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
