/// What requests are held against. What one site may have beyond the others is set in a copy.
public struct RequestRules: Sendable {
    /// Our own entity ID.
    public var entityID: String
    /// The addresses at which requests are received.
    public var destinations: [String]
    /// R25: IssueInstant at most 10 minutes old and at most 3 minutes ahead.
    public var oldest: Duration
    public var furthestAhead: Duration
    /// The name identifier formats that the site may have. An operator's own format for the national identifier is one
    /// of them for the sites that may have it.
    public var nameIDFormats: [String]
    /// The name spaces, beside the site's own, in which it may ask for identifiers: its group or affiliation.
    public var nameQualifiers: [String]
    /// The authentication contexts that a card gives. The usual one alone unless the caller states the granted one in
    /// the assertion (`AssertionContent.state`).
    public var levels: AuthnLevels
    /// Whether a login without showing anything can be tried: where sessions are kept. The one who keeps them then says
    /// `passiveImpossible` himself where there is none.
    public var passiveIsPossible: Bool
    /// Whether a request may name the person it expects; whoever grants it must compare (SAML core §3.4.1.4).
    public var subjectsAreCompared: Bool

    public init(
        entityID: String, destinations: [String], oldest: Duration = .seconds(600),
        furthestAhead: Duration = .seconds(180),
        nameIDFormats: [String] = [NameIDFormat.persistent, NameIDFormat.transient],
        levels: AuthnLevels = [AuthnContextClass.smartcardPKI], nameQualifiers: [String] = [],
        passiveIsPossible: Bool = false,
        subjectsAreCompared: Bool = false
    ) {
        self.entityID = entityID
        self.destinations = destinations
        self.oldest = oldest
        self.furthestAhead = furthestAhead
        self.nameIDFormats = nameIDFormats
        self.nameQualifiers = nameQualifiers
        self.levels = levels
        self.passiveIsPossible = passiveIsPossible
        self.subjectsAreCompared = subjectsAreCompared
    }
}
