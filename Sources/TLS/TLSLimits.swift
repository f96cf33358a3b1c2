/// What one connection may take.
public struct TLSLimits: Hashable, Sendable {
    /// Bytes before the ClientHello is whole; over it the alert `decode_error` is sent and the connection ends (R8).
    public var hello = 16 * 1024
    /// The client's Certificate message as received, counted before the library reads it (R8).
    public var chain = 32 * 1024
    /// All bytes of a handshake: two hellos, the chain, a signature, and room for the records around them.
    public var handshake = 80 * 1024
    /// Bytes of plaintext that wait for a peer who does not read.
    public var waiting = 4 * 1024 * 1024
    /// From the connection to the whole hello and our answer; without a certificate request to the handshake's end.
    public var network = Duration.seconds(10)
    /// From the certificate request to the handshake's end: the citizen finds card, reader and PIN (D2).
    public var pin = Duration.seconds(120)
    /// How long a peer may take nothing of an answer that waits for it.
    public var stall = Duration.seconds(30)
    /// How long the peer's end is waited for after our own, so that no reset overtakes the answer.
    public var lingering = Duration.seconds(2)
    /// How long a peer that has said it sends no more may wait for its answer.
    public var halfClosed = Duration.seconds(30)

    public init() {}
}
