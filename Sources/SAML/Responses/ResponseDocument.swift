import OpenSSL

/// A signed response, ready to be sent, with what the record needs to know of it.
public struct ResponseDocument: Sendable {
    public let bytes: [UInt8]
    public let responseID: String
    /// nil in a response that carries a status alone.
    public let assertionID: String?
    /// The name of the key that signed.
    public let keyName: String

    /// SHA-256 over `bytes`, for the record.
    public var digest: [UInt8] { DigestAlgorithm.sha256.digest(bytes) }
}
