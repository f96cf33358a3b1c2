/// What requests are held against.
public struct RequestRules: Sendable {
    /// Our own entity ID.
    public var entityID: String
    /// The addresses at which requests are received.
    public var destinations: [String]
    /// R25: IssueInstant at most 10 minutes old and at most 3 minutes ahead.
    public var oldest: Duration
    public var furthestAhead: Duration
    /// The name identifier formats that the site may have.
    public var nameIDFormats: [String]
    /// The authentication contexts that a card gives.
    public var levels: [String]

    public init(
        entityID: String, destinations: [String], oldest: Duration = .seconds(600),
        furthestAhead: Duration = .seconds(180),
        nameIDFormats: [String] = [NameIDFormat.persistent, NameIDFormat.transient],
        levels: [String] = [AuthnContextClass.smartcardPKI]
    ) {
        self.entityID = entityID
        self.destinations = destinations
        self.oldest = oldest
        self.furthestAhead = furthestAhead
        self.nameIDFormats = nameIDFormats
        self.levels = levels
    }
}
