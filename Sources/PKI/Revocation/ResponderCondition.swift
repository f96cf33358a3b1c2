/// How one responder is doing, for metrics and for the operator.
public struct ResponderCondition: Sendable, Equatable {
    public enum Circuit: String, Sendable, CaseIterable {
        case closed, open
        /// One question is under way to see whether it answers again.
        case probing
    }

    /// The issuer's configured name.
    public let issuer: String
    public let url: String
    public let circuit: Circuit
    /// In a row, up to now.
    public let failures: Int
    /// What 95 of 100 of its latest answers stayed below; nil before it has answered ten times.
    public let p95: Duration?
    /// Since the start.
    public let questions: Int
    /// Of these, those that brought an answer which could be believed.
    public let answers: Int
}

/// What an issuer remembers of one of its responders.
struct ResponderRecord: Sendable {
    // Before its pace is known; and however slow or fast it is.
    private static let usualHedge = Duration.milliseconds(500)
    private static let hedges = Duration.milliseconds(20)...Duration.seconds(2)
    /// Questions to one responder that may be under way at once: a dead one cannot fill everybody's queue (threats: D5).
    static let mostUnderWay = 128

    var breaker: CircuitBreaker
    private var latencies = Latencies()
    private(set) var underWay = 0
    private var questions = 0
    private var answers = 0

    init(_ rules: OCSPRules) { breaker = CircuitBreaker(rules) }

    mutating func began() {
        underWay += 1
        questions &+= 1
    }

    mutating func ended(_ health: OCSPResponder.Health, isBelieved: Bool, took: Duration, at now: Duration) {
        // Never below zero: what is under way may end after everything was forgotten.
        underWay = max(0, underWay - 1)
        breaker.report(health, at: now)
        if isBelieved { answers &+= 1 }
        if health == .alive { latencies.record(took) }
    }

    /// After how long the next one is asked too.
    func hedge(_ rules: OCSPRules) -> Duration? {
        switch rules.hedge {
        case .off: nil
        case .after(let delay): delay
        case .automatic:
            min(max(latencies.p95 ?? Self.usualHedge, Self.hedges.lowerBound), Self.hedges.upperBound)
        }
    }

    func condition(issuer: String, url: String) -> ResponderCondition {
        let circuit: ResponderCondition.Circuit =
            switch breaker.state {
            case .closed: .closed
            case .open: .open
            case .probing: .probing
            }
        return ResponderCondition(
            issuer: issuer, url: url, circuit: circuit, failures: breaker.failures, p95: latencies.p95,
            questions: questions, answers: answers)
    }
}
