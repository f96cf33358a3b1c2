/// What the judge says of a card. It cannot be copied, and a proven card in it can be taken out once:
///
///     switch consume verdict {
///     case .proven(let card): …
///     case .refused(let card): …
///     }
public enum CardVerdict: ~Copyable, Sendable {
    case proven(ProvenCard)
    case refused(RefusedCard)

    /// What logs and `explain` need, without anything personal.
    public var summary: VerdictSummary {
        switch self {
        case .proven(let card): VerdictSummary(reason: nil, issuer: card.issuerName, trace: card.trace)
        case .refused(let card): VerdictSummary(reason: card.reason, issuer: card.issuer, trace: card.trace)
        }
    }

    /// The configured issuer that the path ended at, if it did.
    public var issuer: String? { summary.issuer }

    /// Strangers' certificates are recorded differently.
    public var belongsToConfiguredIssuer: Bool { issuer != nil }

    /// nil for a proven card.
    public var reason: CardRefusal? { summary.reason }

    public var trace: JudgementTrace { summary.trace }

    /// Who the card names, where that could be read and its issuer vouches for it; proven or not.
    public var holder: CardHolder? {
        switch self {
        case .proven(let card): card.holder
        case .refused(let card): card.holder
        }
    }
}

/// A verdict in words that may be logged.
public struct VerdictSummary: Sendable, Equatable {
    public let reason: CardRefusal?
    public let issuer: String?
    public let trace: JudgementTrace

    /// The reason code as it is published; `ok` for a proven card.
    public var code: String { reason?.rawValue ?? "ok" }
}
