import COpenSSL

/// One request over a TLS connection of our own making, for a server that wants to see itself as a client does.
///
/// Blocks its thread until the server has closed, which a server of ours does after `TLSLimits.network` at the latest.
/// Nothing is believed of the other side: what came back is for the caller to judge.
public struct TLSProbe: Sendable {
    private let address: String
    private let port: Int
    private let serverName: String
    private let identity: TLSIdentity

    /// - Parameter identity: the certificate to present, if one is asked for.
    public init(address: String, port: Int, serverName: String, identity: TLSIdentity) {
        self.address = address
        self.port = port
        self.serverName = serverName
        self.identity = identity
    }

    /// Shakes hands, sends the request and reads until the other side closes; at most 64 KB.
    public func answer(to request: String) throws(TLSError) -> String {
        ErrorQueue.clear()
        guard let context = unsafe SSL_CTX_new(TLS_client_method()) else { throw failure("a context") }
        defer { unsafe SSL_CTX_free(context) }
        guard let leaf = identity.chain.first, unsafe SSL_CTX_use_certificate(context, leaf.pointer) == 1,
            unsafe SSL_CTX_use_PrivateKey(context, identity.key.pointer) == 1
        else { throw failure("the certificate to present") }
        guard let connection = unsafe BIO_new_ssl_connect(context) else { throw failure("a connection") }
        defer { unsafe BIO_free_all(connection) }
        guard unsafe porta_bio_connect(connection, "\(bracketed):\(port)", serverName) == 1 else {
            throw failure("connecting to \(bracketed):\(port)")
        }
        return unsafe try exchange(request, over: connection)
    }

    private var bracketed: String { address.contains(":") ? "[\(address)]" : address }

    private func exchange(_ request: String, over connection: OpaquePointer) throws(TLSError) -> String {
        let bytes = Array(request.utf8)
        guard unsafe BIO_write(connection, bytes, Int32(clamping: bytes.count)) == bytes.count else {
            throw failure("sending")
        }
        var received: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 4096)
        while received.count < 65_536 {
            let count = unsafe BIO_read(connection, &part, Int32(part.count))
            guard count > 0 else { break }
            received += part.prefix(Int(count))
        }
        return String(decoding: received, as: UTF8.self)
    }

    private func failure(_ what: String) -> TLSError { .refused(setting: what, reason: ErrorQueue.take().text) }
}
