public import OpenSSL

/// The secret that ties an attempt to one browser: 128 random bits, the only cookie there is (`__Host-porta`).
public struct BrowserCookie: Hashable, Sendable {
    public static let name = "__Host-porta"

    let bytes: [UInt8]

    public init(randomness: Randomness) { bytes = randomness(16) }

    /// - Returns: `nil` unless it is the base64url of 16 bytes.
    public init?(_ text: String) {
        guard text.utf8.count == 22, let bytes = Base64.decodeURL(text), bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    public var text: String { Base64.encodeURL(bytes) }
}
