/// Where an answer goes: always to a request that was made, at an address from metadata (R32).
public struct AnswerTarget: Hashable, Sendable {
    /// The site.
    public let entityID: String
    /// The location of its consumer service.
    public let consumer: String
    /// The ID of its request.
    public let inResponseTo: String
    /// The name of the key to sign with; nil for the first.
    public let signingKey: String?

    public init(entityID: String, consumer: String, inResponseTo: String, signingKey: String? = nil) {
        self.entityID = entityID
        self.consumer = consumer
        self.inResponseTo = inResponseTo
        self.signingKey = signingKey
    }
}
