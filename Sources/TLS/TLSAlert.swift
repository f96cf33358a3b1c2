import COpenSSL

/// An alert, RFC 8446 §6.
public struct TLSAlert: Hashable, Sendable, CustomStringConvertible {
    public let code: UInt8

    public init(code: UInt8) { self.code = code }

    public static let closeNotify = TLSAlert(code: 0)
    public static let decodeError = TLSAlert(code: 50)
    public static let noRenegotiation = TLSAlert(code: 100)
    public static let unrecognizedName = TLSAlert(code: 112)

    /// The library's name of it, such as `handshake failure`.
    public var description: String {
        guard let text = unsafe SSL_alert_desc_string_long(Int32(code)) else { return "alert \(code)" }
        return unsafe String(cString: text)
    }
}
