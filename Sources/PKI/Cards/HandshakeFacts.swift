/// What the handshake that proved possession of the card was like. Kept as evidence (threats: R37).
public struct HandshakeFacts: Sendable, Equatable {
    public var version: String
    public var suite: String
    public var group: String
    public var signatureScheme: String
    public var serverName: String
    /// Of the peer, as text.
    public var address: String
    /// Keying material that binds the record to this very connection (RFC 5705).
    public var exporter: [UInt8]

    public init(
        version: String, suite: String, group: String, signatureScheme: String, serverName: String, address: String,
        exporter: [UInt8]
    ) {
        self.version = version
        self.suite = suite
        self.group = group
        self.signatureScheme = signatureScheme
        self.serverName = serverName
        self.address = address
        self.exporter = exporter
    }
}
