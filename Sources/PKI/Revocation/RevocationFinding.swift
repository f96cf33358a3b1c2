import Foundation

/// What all sources together said of one card.
struct RevocationFinding: Sendable {
    enum Conclusion: Sendable {
        case good(RevocationEvidence)
        case refused(CardRefusal, RevocationEvidence?)
    }

    let conclusion: Conclusion
    /// In the order in which the sources were asked.
    let answers: [RevocationAnswer]

    var step: JudgementStep {
        switch conclusion {
        case .good(let evidence):
            JudgementStep(
                .revocation, true,
                "good by \(evidence.source.rawValue), \(evidence.age) s old"
                    + (evidence.isInGrace ? ", past its nextUpdate" : ""))
        case .refused(let reason, let evidence):
            JudgementStep(.revocation, false, reason.rawValue + (evidence.map { " by \($0.source.rawValue)" } ?? ""))
        }
    }
}

/// What one source said: for the trace, and, if it is verified and fresh, for the verdict.
struct SourceFinding: Sendable {
    let source: RevocationSource
    let answer: RevocationAnswer
    let evidence: RevocationEvidence?

    /// nil: the next source is asked.
    var conclusion: RevocationFinding.Conclusion? {
        guard let evidence else { return nil }
        return switch answer.status {
        case .good: .good(evidence)
        case .revoked: .refused(.revoked, evidence)
        case .onHold: .refused(.onHold, evidence)
        case .unknown: .refused(.unknownToIssuer, evidence)
        case .unavailable, .stale, .invalid: nil
        }
    }

    /// A source that gave no answer worth anything.
    static func nothing(_ source: RevocationSource, _ status: RevocationAnswer.Status, _ detail: String)
        -> SourceFinding
    {
        SourceFinding(
            source: source,
            answer: RevocationAnswer(
                source: source.kind, url: source.url, status: status, thisUpdate: nil, nextUpdate: nil, age: nil,
                detail: detail),
            evidence: nil)
    }

    static func verified(
        _ source: RevocationSource, _ status: RevocationAnswer.Status, _ evidence: RevocationEvidence, _ detail: String
    ) -> SourceFinding {
        SourceFinding(
            source: source,
            answer: RevocationAnswer(
                source: source.kind, url: source.url, status: status, thisUpdate: evidence.thisUpdate,
                nextUpdate: evidence.nextUpdate, age: evidence.age, detail: detail),
            evidence: evidence)
    }

    /// A believed OCSP answer.
    static func verified(
        _ source: RevocationSource, _ belief: OCSPBelief, at now: Date, isRemembered: Bool = false
    ) -> SourceFinding {
        let (status, words) = belief.status.words
        let detail = status == .good ? isRemembered ? "remembered" : "asked now" : words
        return verified(source, status, RevocationEvidence(source, belief, at: now), detail)
    }
}
