public import Foundation

/// How long each part of a login may take (R35), and what follows from that.
public struct LoginTimes: Sendable, Equatable {
    /// Before the click on the card button.
    public let start: TimeInterval
    /// From the click to the ClientHello on the card host.
    public let card: TimeInterval
    /// From the card to the answer.
    public let consent: TimeInterval

    public init(start: TimeInterval = 45 * 60, card: TimeInterval = 5 * 60, consent: TimeInterval = 10 * 60) {
        self.start = start
        self.card = card
        self.consent = consent
    }

    /// A start link that nobody has opened yet is bound to no browser: it must not live long (B2).
    public static let unbound: TimeInterval = 2 * 60
    /// An attempt ends at the latest so long after the site's request.
    public static let whole: TimeInterval = 90 * 60
    /// How long the way back from a refusal page stays open.
    public static let refusal: TimeInterval = 60 * 60
    /// How long a PIN may take within the handshake: the TLS room's own deadline.
    public static let pin: TimeInterval = 2 * 60
    /// On a computer that others use, consent ends earlier.
    public static let sharedConsent: TimeInterval = 2 * 60

    /// How far an attempt has come.
    enum Stage { case start, card, decision }

    func allow(_ attempt: LoginAttempt, at stage: Stage, now: Date) -> Bool {
        let age = now.timeIntervalSince(attempt.sealedAt)
        let limit =
            switch stage {
            case .start: start
            case .card: start + card + Self.pin
            case .decision: start + card + Self.pin + consent
            }
        // A clock that went back is no reason to accept: a node may be a few seconds ahead of another, not more.
        return age >= -60 && age <= limit && now.timeIntervalSince(attempt.request.receivedAt) <= Self.whole
    }

    func consent(for attempt: LoginAttempt) -> TimeInterval {
        attempt.isShared ? min(consent, Self.sharedConsent) : consent
    }
}
