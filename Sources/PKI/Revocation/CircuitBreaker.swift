/// Leaves a responder alone that has failed several times in a row, and tries it with one question after a pause: so a
/// dead one costs nobody any time (threats: V8).
struct CircuitBreaker: Sendable {
    enum State: Sendable, Equatable {
        case closed
        /// Until then nobody asks.
        case open(until: Duration)
        /// One question is on its way; its answer decides.
        case probing
    }

    private(set) var state = State.closed
    private(set) var failures = 0
    private let limit: Int
    private let pause: Duration

    init(_ rules: OCSPRules) { (limit, pause) = (max(1, rules.breakerFailures), rules.breakerPause) }

    /// Whether a question may go out now. Whoever is let through has to report how it ended.
    mutating func admits(at now: Duration) -> Bool {
        switch state {
        case .closed: return true
        case .open(let until) where until <= now:
            state = .probing
            return true
        case .open, .probing: return false
        }
    }

    mutating func report(_ health: OCSPResponder.Health, at now: Duration) {
        switch health {
        case .alive: (state, failures) = (.closed, 0)
        case .dead:
            failures = min(failures + 1, 1_000_000)
            if failures >= limit || state == .probing { state = .open(until: now + pause) }
        // A probe that we ourselves broke off proves nothing: the next question is a probe again.
        case .unclear: if state == .probing { state = .open(until: now) }
        }
    }
}
