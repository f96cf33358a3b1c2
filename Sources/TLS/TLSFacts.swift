/// What is known of a connection: whole when the handshake is done, as far as it came when it never was.
///
/// Only a handshake makes them (R2): a chain stands here only if the client has proven, in this very handshake, that
/// it holds the first certificate's key. Whether the certificate is worth anything is judged elsewhere.
public struct TLSFacts: Hashable, Sendable {
    /// The name the client asked for, as sent; nil if absent or not well formed.
    public internal(set) var serverName: String?
    /// DER, leaf first, at most five, and only after a completed handshake.
    public internal(set) var chain: [[UInt8]] = []
    /// The client sent more than `TLSLimits.chain`; the handshake ended there.
    public internal(set) var chainTooLong = false
    /// The client was sent a certificate request.
    public internal(set) var askedForCertificate = false
    /// The client sent a certificate, whatever became of it.
    public internal(set) var certificateOffered = false
    public internal(set) var handshakeCompleted = false
    /// `TLSv1.3` or `TLSv1.2`.
    public internal(set) var version: String?
    /// The suite's name in the registry, such as `TLS_AES_128_GCM_SHA256`.
    public internal(set) var suite: String?
    /// The key agreement's group, such as `x25519`.
    public internal(set) var group: String?
    /// How the client signed the handshake, such as `ecdsa_sha256`.
    public internal(set) var clientSignature: String?
    /// 32 bytes that only the two ends of this connection know (RFC 8446 §7.5), kept as evidence when a client
    /// certificate was given.
    public internal(set) var exporter: [UInt8] = []
    public internal(set) var alertReceived: TLSAlert?
    public internal(set) var alertSent: TLSAlert?

    init() {}
}
