/// A request that may be granted, with the address for its answer and all that the answer must keep to.
public struct AcceptedRequest: Sendable {
    public let request: AuthnRequest
    public let consumer: AssertionConsumerService
    /// The format asked for; nil leaves the choice to the house.
    public let nameIDFormat: String?
    /// The name space asked for, where it is not the site's own.
    public let nameQualifier: String?
    /// What the assertion says of the way of logging in.
    public let context: GrantedContext
    /// The person whom the site expects: anybody else gets `otherSubject`.
    public let expectedSubject: NameID?
    /// The attributes that the site asks for with this request: those of the set it names, else of its default one.
    public let attributes: ServiceProvider.AttributeConsumingService?
    /// For whom the site asks in its turn (SAML core §3.4.1.2), the nearest first: to be shown, and a scope for names.
    public let requesters: [String]

    /// Whether the card must be used now. It always is; with a session it decides.
    public var forceAuthn: Bool { request.forceAuthn }
    /// Whether nothing may be shown to the visitor.
    public var isPassive: Bool { request.isPassive }
    /// Whether an identifier may be made that did not exist before. It binds persistent names alone (SAML errata E14).
    public var mayCreateName: Bool { request.nameIDPolicy?.allowCreate ?? true }
}
