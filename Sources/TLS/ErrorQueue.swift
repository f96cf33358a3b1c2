import COpenSSL

/// OpenSSL's queue of errors. There is one a thread, shared by all connections of an event loop: whoever does not
/// empty it before a call takes another connection's failure for his own.
enum ErrorQueue {
    static func clear() { ERR_clear_error() }

    /// The newest error, and the queue emptied.
    static func take() -> (reason: Int32, text: String) {
        let code = ERR_peek_last_error()
        ERR_clear_error()
        guard code != 0, let text = unsafe ERR_reason_error_string(code) else { return (0, "no reason given") }
        return (ERR_GET_REASON(code), unsafe String(cString: text))
    }
}
