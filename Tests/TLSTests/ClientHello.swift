/// A ClientHello of TLS 1.3 made by hand (RFC 8446 §4.1.2). Its key share is any 32 bytes, which X25519 accepts: the
/// server makes its whole flight, and the client can never go on.
struct ClientHello {
    var name: [UInt8]? = Array(Host.card.utf8)
    /// Bytes in a padding extension (RFC 7685).
    var padding = 0
    var protocols: [String] = []

    var message: [UInt8] {
        var extensions: [UInt8] = []
        if let name {
            extensions += Self.extension(0, Self.sized([0] + Self.sized(name)))
        }
        extensions += Self.extension(10, Self.sized([0x00, 0x1d]))  // supported_groups: x25519
        extensions += Self.extension(13, Self.sized([0x04, 0x03, 0x08, 0x04, 0x04, 0x01]))
        extensions += Self.extension(43, [2, 0x03, 0x04])  // supported_versions: TLS 1.3
        extensions += Self.extension(51, Self.sized([0x00, 0x1d] + Self.sized(Array(repeating: 9, count: 32))))
        if padding > 0 { extensions += Self.extension(21, Array(repeating: 0, count: padding)) }
        let body =
            [0x03, 0x03] + Array(repeating: 7, count: 32) + [0] + Self.sized([0x13, 0x01]) + [1, 0]
            + Self.sized(extensions)
        return [1, UInt8(body.count >> 16), UInt8(body.count >> 8 & 255), UInt8(body.count & 255)] + body
    }

    /// The message in as few records as it takes.
    var records: [UInt8] {
        let message = message
        return stride(from: 0, to: message.count, by: 16384).flatMap { start in
            Self.record(message[start..<min(start + 16384, message.count)])
        }
    }

    static func record(_ body: some Collection<UInt8>) -> [UInt8] {
        [22, 3, 1, UInt8(body.count >> 8), UInt8(body.count & 255)] + body
    }

    private static func `extension`(_ type: UInt16, _ body: [UInt8]) -> [UInt8] {
        [UInt8(type >> 8), UInt8(type & 255)] + sized(body)
    }

    private static func sized(_ body: [UInt8]) -> [UInt8] {
        [UInt8(body.count >> 8), UInt8(body.count & 255)] + body
    }
}
