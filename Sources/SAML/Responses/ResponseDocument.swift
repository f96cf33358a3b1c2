/// A signed response, ready to be sent, with what the record needs to know of it.
public struct ResponseDocument: Sendable {
    public let bytes: [UInt8]
    public let responseID: String
    /// nil in a response that carries a status alone.
    public let assertionID: String?
    /// SHA-256 over `bytes`.
    public let digest: [UInt8]
    /// The name of the key that signed.
    public let keyName: String
}
