/// The extension `server_name` of a ClientHello, RFC 6066 §3.
enum ServerName {
    static let type: UInt32 = 0
    /// A list's length, one entry's type and length, and a name of at most 255 bytes.
    static let longest = 5 + 255

    /// The one host name in it, as sent; nil unless it is exactly that.
    static func parse(_ bytes: [UInt8]) -> String? {
        guard bytes.count > 5, bytes.count <= longest,
            Int(bytes[0]) << 8 | Int(bytes[1]) == bytes.count - 2,
            bytes[2] == 0,
            Int(bytes[3]) << 8 | Int(bytes[4]) == bytes.count - 5
        else { return nil }
        let name = bytes[5...]
        // RFC 6066: ASCII, no trailing dot. Whatever is stranger than a host name is no name.
        guard name.allSatisfy(isHostCharacter), name.first != dot, name.last != dot else { return nil }
        return String(decoding: name, as: UTF8.self)
    }

    private static let dot = UInt8(ascii: ".")

    private static func isHostCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), dot:
            true
        default: false
        }
    }
}
