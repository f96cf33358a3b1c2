import COpenSSL
import NIOCore

/// One `SSL` and the bytes around it: ciphertext goes in and comes out, nothing here knows a network.
///
/// The callbacks only note what they see. Whoever drives the session acts after the library has returned; an `SSL`
/// freed within one of its own callbacks would be used after it is gone.
@safe final class Session {
    enum Progress {
        case done, wantsMore
        case failed(TLSEnd)
    }
    enum Plaintext {
        case bytes(ByteBuffer)
        case dry, closed
        case failed(TLSEnd)
    }

    var facts = TLSFacts()
    let choose: (String?) -> TLSChoice
    let limits: TLSLimits
    /// Ciphertext that the library has not taken yet.
    var incoming = ByteBuffer()
    /// Ciphertext that the library has made.
    var outgoing: ByteBuffer?
    /// All ciphertext that came in.
    private(set) var received = 0
    /// What the library has taken of it.
    var taken = 0
    /// Kept alive as long as the connection uses it, though the library holds the context too.
    var policy: TLSPolicy?
    /// The chain as sent; becomes a fact only once the handshake is done.
    var offered: [[UInt8]] = []
    /// The reason of a failure that a callback has caused.
    var cause: TLSEnd?
    private var ssl: OpaquePointer?

    init?(limits: TLSLimits, choose: @escaping (String?) -> TLSChoice) {
        self.limits = limits
        self.choose = choose
        ErrorQueue.clear()
        guard let context = Context.bare, let method = Wire.method,
            let made = unsafe SSL_new(context.pointer)
        else { return nil }
        guard let wire = unsafe BIO_new(method.pointer) else {
            unsafe SSL_free(made)
            return nil
        }
        let owner = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe BIO_set_data(wire, owner)
        unsafe BIO_set_init(wire, 1)
        unsafe SSL_set_bio(made, wire, wire)
        unsafe porta_ssl_set_owner(made, owner)
        // The library compares a message's length with it before the message is read (R8).
        _ = unsafe porta_ssl_max_certificates(made, limits.chain)
        unsafe SSL_set_accept_state(made)
        unsafe ssl = unsafe made
    }

    deinit { free() }

    /// Gives the library's memory back, some 20 KB, as soon as nothing more is to be said.
    func free() {
        guard let ssl = unsafe ssl else { return }
        unsafe self.ssl = nil
        unsafe SSL_free(ssl)
        incoming = ByteBuffer()
    }

    /// The hello was whole and somebody goes by its name.
    var greeted: Bool { policy != nil }

    func receive(_ bytes: ByteBuffer) {
        received += bytes.readableBytes
        var bytes = bytes
        if incoming.readableBytes == 0 { incoming = bytes } else { incoming.writeBuffer(&bytes) }
    }

    func handshake() -> Progress {
        guard let ssl = unsafe ssl else { return .failed(.closedByUs) }
        ErrorQueue.clear()
        let result = unsafe SSL_do_handshake(ssl)
        if result == 1 {
            unsafe complete(ssl)
            return .done
        }
        guard unsafe SSL_get_error(ssl, result) == SSL_ERROR_WANT_READ else { return .failed(failure()) }
        if !greeted, received > limits.hello {
            sendDecodeError()
            return .failed(.helloTooLong)
        }
        return received > limits.handshake ? .failed(.failed("handshake too long")) : .wantsMore
    }

    func read(allocator: ByteBufferAllocator) -> Plaintext {
        // Most records come alone: asking the library whether there is another costs more than looking.
        guard let ssl = unsafe ssl, unsafe incoming.readableBytes > 0 || SSL_has_pending(ssl) == 1 else {
            return .dry
        }
        ErrorQueue.clear()
        var bytes = allocator.buffer(capacity: 2048)
        var count = 0
        let result = unsafe bytes.withUnsafeMutableWritableBytes { space in
            unsafe SSL_read_ex(ssl, space.baseAddress, space.count, &count)
        }
        if result == 1 {
            bytes.moveWriterIndex(forwardBy: count)
            return .bytes(bytes)
        }
        switch unsafe SSL_get_error(ssl, result) {
        case SSL_ERROR_WANT_READ:
            // The library has refused a second handshake with a warning and would go on (T6, RFC 5746 §4.5).
            return facts.alertSent == .noRenegotiation ? .failed(.failed("renegotiation")) : .dry
        case SSL_ERROR_ZERO_RETURN: return .closed
        default: return .failed(failure())
        }
    }

    /// Encrypts it all; the wire takes everything, so nothing is left over.
    func write(_ bytes: ByteBuffer) -> TLSEnd? {
        guard let ssl = unsafe ssl else { return .closedByUs }
        guard bytes.readableBytes > 0 else { return nil }
        ErrorQueue.clear()
        var count = 0
        let result = unsafe bytes.withUnsafeReadableBytes { plain in
            unsafe SSL_write_ex(ssl, plain.baseAddress, plain.count, &count)
        }
        return result == 1 ? nil : failure()
    }

    /// Says goodbye: a close_notify joins what waits to be sent.
    func shutDown() {
        guard let ssl = unsafe ssl else { return }
        ErrorQueue.clear()
        _ = unsafe SSL_shutdown(ssl)
    }

    func takeOutgoing() -> ByteBuffer? {
        defer { outgoing = nil }
        return outgoing
    }

    /// Why the library gave up.
    private func failure() -> TLSEnd {
        let error = ErrorQueue.take()
        if let cause { return cause }
        if error.reason == SSL_R_EXCESSIVE_MESSAGE_SIZE, facts.askedForCertificate { facts.chainTooLong = true }
        switch facts.alertReceived {
        case .closeNotify?: return .closeNotify
        case let alert?: return .alert(alert)
        case nil: return .failed(error.text)
        }
    }

    /// The library waits for the rest of a hello and has nothing to say, so the alert is written by hand: fatal,
    /// decode_error, in a record of its own (RFC 8446 §5.1, §6).
    private func sendDecodeError() {
        outgoing = ByteBuffer(bytes: [21, 3, 3, 0, 2, 2, TLSAlert.decodeError.code])
        facts.alertSent = .decodeError
    }
}
