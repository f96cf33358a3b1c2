/// How an issuer's responders are asked: when a second one, when no more, and for which cards ahead of time.
public struct OCSPRules: Sendable, Equatable {
    /// When the next responder is asked too, while the first still thinks.
    public enum Hedge: Sendable, Equatable {
        /// After 95 of 100 of the first one's latest answers would have come.
        case automatic
        case after(Duration)
        /// Only when the first has failed or its time is over.
        case off
    }

    public var hedge: Hedge
    /// So many failures in a row, and a responder is left alone for a while.
    public var breakerFailures: Int
    public var breakerPause: Duration
    /// For so many cards at most a good answer is renewed before it lapses; 0 for none.
    public var keepFresh: Int
    /// How long after its last use a card is one of them.
    public var keepFreshFor: Duration
    /// By address. A responder that is not here is asked by POST, and whoever has the right may sign for it.
    public var responders: [String: ResponderRules]

    public init(
        hedge: Hedge = .automatic, breakerFailures: Int = 5, breakerPause: Duration = .seconds(30),
        keepFresh: Int = 1_000, keepFreshFor: Duration = .seconds(900), responders: [String: ResponderRules] = [:]
    ) {
        self.hedge = hedge
        self.breakerFailures = breakerFailures
        self.breakerPause = breakerPause
        self.keepFresh = keepFresh
        self.keepFreshFor = keepFreshFor
        self.responders = responders
    }

    func responder(_ url: String) -> ResponderRules { responders[url] ?? ResponderRules() }
}
