/// Where an answer goes: always to a request that was made, at an address from metadata (R32).
public struct AnswerTarget: Sendable {
    /// The site.
    public let entityID: String
    /// The location of its consumer service.
    public let consumer: String
    /// The ID of its request.
    public let inResponseTo: String
    /// The name of the key to sign with; nil for the first.
    public let signingKey: String?
    /// What of an answer with an assertion is signed.
    public let signing: ResponseSigning
    /// To whom the assertion is encrypted; nil leaves it readable.
    public let encryption: EncryptionTarget?

    public init(
        entityID: String, consumer: String, inResponseTo: String, signingKey: String? = nil,
        signing: ResponseSigning = .both, encryption: EncryptionTarget? = nil
    ) {
        self.entityID = entityID
        self.consumer = consumer
        self.inResponseTo = inResponseTo
        self.signingKey = signingKey
        self.signing = signing
        self.encryption = encryption
    }
}

/// What bears a signature in an answer that holds an assertion. There is no way to sign neither (O8); answers that hold
/// a status alone are always signed.
public enum ResponseSigning: String, CaseIterable, Sendable {
    case assertion
    case response
    case both

    var signsAssertion: Bool { self != .response }
    var signsResponse: Bool { self != .assertion }

    /// The same, with the assertion signed where the site's metadata wants that: what metadata asks for is never lowered.
    public func raised(by site: ServiceProvider) -> ResponseSigning {
        site.wantAssertionsSigned && self == .response ? .both : self
    }
}
