import Foundation

/// Cards that were judged lately, whose good answers are renewed before they lapse. Bounded: who comes when it is full
/// waits for a responder at his next login, as without it.
struct WatchedCards: Sendable {
    struct Watched: Sendable {
        let subject: OCSPSubject
        var lastSeen: Date
    }

    private let capacity: Int
    private let patience: TimeInterval
    private var cards: [CardKey: Watched] = [:]

    init(_ rules: OCSPRules) { (capacity, patience) = (rules.keepFresh, rules.keepFreshFor.seconds) }

    mutating func saw(_ certificate: Certificate, _ card: CardKey, issuedBy authority: IssuingAuthority, at now: Date) {
        if cards[card] != nil {
            cards[card]?.lastSeen = now
        } else if cards.count < capacity {
            cards[card] = Watched(subject: OCSPSubject(certificate, issuedBy: authority), lastSeen: now)
        }
    }

    /// Those seen within the configured time; the others are forgotten.
    mutating func current(at now: Date) -> [OCSPSubject] {
        cards = cards.filter { abs(now.timeIntervalSince($0.value.lastSeen)) <= patience }
        return cards.values.map(\.subject)
    }

    mutating func forget(_ card: CardKey) { cards[card] = nil }
    mutating func forgetAll() { cards = [:] }
}
