import OpenSSL
public import SignedXML

/// A message in a form field (SAML bindings §3.5).
public struct PostBinding: Sendable {
    public let message: [UInt8]
    public let relayState: String?

    /// - Parameters:
    ///   - message: the value of the field `SAMLRequest` or `SAMLResponse`, decoded from the form.
    ///   - relayState: the value of the field `RelayState`.
    public static func decode(
        message: String, relayState: String?, limit: Int = XMLLimits.request.bytes
    ) throws(SAMLError) -> PostBinding {
        // Base64 makes four of three; line ends add a little.
        guard message.utf8.count <= limit / 3 * 4 + limit / 16 else { throw .tooLarge(limit: limit) }
        guard let bytes = Base64.decodeLenient(message) else { throw .malformed("the message is not base64") }
        guard bytes.count <= limit else { throw .tooLarge(limit: limit) }
        if let relayState { try RelayState.check(relayState) }
        return PostBinding(message: bytes, relayState: relayState)
    }

    /// The value of the field for a message.
    public static func encode(_ message: [UInt8]) -> String { Base64.encode(message) }
}
