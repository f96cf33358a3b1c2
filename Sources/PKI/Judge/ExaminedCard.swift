import Foundation

/// What was found out about a certificate of a configured issuer and does not change from one judgement to the next.
struct ExaminedCard: Sendable {
    let certificate: Certificate
    /// Which of the judge's benches its issuer sits on.
    let bench: Int
    let authority: IssuingAuthority
    /// DER, leaf first, anchor last.
    let path: [[UInt8]]
    /// While all certificates above the leaf are valid.
    let pathIsValid: ClosedRange<Date>
    let pathStep: JudgementStep
    /// The step of a card that is valid: writing a date costs more than all else in a second judgement.
    let validStep: JudgementStep
    let steps: [JudgementStep]
    let refusals: [CardRefusal]
    let holder: CardHolder?
}

extension Certificate {
    /// The moment at which the path above a leaf is judged: now, or the nearest moment of the leaf's own validity, so
    /// that an expired card is said to be expired and nothing else, and its signature is looked at all the same.
    func momentForPath(at now: Date) -> Date {
        min(max(now, notBefore), notAfter)
    }
}

extension ExaminedCard {
    func validity(at now: Date) -> (step: JudgementStep, refusal: CardRefusal?) {
        let (from, until) = (certificate.notBefore, certificate.notAfter)
        if now < from { return (JudgementStep(.validity, false, "valid from \(from.stamp)"), .notYetValid) }
        if now > until { return (JudgementStep(.validity, false, "valid until \(until.stamp)"), .expired) }
        return (validStep, nil)
    }
}

extension Date {
    /// In UTC, as in RFC 3339.
    var stamp: String { formatted(.iso8601) }
}
