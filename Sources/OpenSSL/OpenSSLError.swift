import COpenSSL

/// What can go wrong in a cryptographic operation. The texts are for logs and operators; they hold no key material.
public enum OpenSSLError: Error, Equatable, Sendable, CustomStringConvertible {
    /// An operation of the library failed: what was tried, and the library's own reason.
    case failed(String)
    /// The bytes are not what they were said to be.
    case malformed(String)
    /// Well-formed, but a kind of key or algorithm that is not used here.
    case unsupported(String)

    public var description: String {
        switch self {
        case .failed(let text): text
        case .malformed(let text): "malformed: \(text)"
        case .unsupported(let text): "not supported: \(text)"
        }
    }

    /// The newest entry of the thread's error queue, which is emptied: entries left there would be taken for the
    /// next operation's.
    static func last(_ operation: String) -> OpenSSLError {
        let code = ERR_peek_last_error()
        ERR_clear_error()
        guard code != 0, let reason = unsafe ERR_reason_error_string(code) else { return .failed(operation) }
        return .failed("\(operation): \(unsafe String(cString: reason))")
    }
}
