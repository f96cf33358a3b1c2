public import Foundation
public import PKI

/// What the ledger remembers of a use of a card that was decided upon.
public struct RecordedDecision: Equatable, Sendable {
    /// `nil` when the login was released.
    public let reason: RefusalReason?
    public let caseNumber: CaseNumber
    /// The name of the issuer whose card it was.
    public let issuer: String

    public init(reason: RefusalReason?, caseNumber: CaseNumber, issuer: String) {
        self.reason = reason
        self.caseNumber = caseNumber
        self.issuer = issuer
    }
}

public enum LedgerError: Error, Equatable, Sendable {
    /// The request was answered before, or this use of the card was.
    case alreadySpent
    /// The card was blocked since it was judged; nothing was spent, and nothing was written.
    case blocked(RefusalReason)
    /// The session that the login belongs to is over; nothing was spent, and nothing was written.
    case sessionOver
    /// Nothing could be written or read; the text is for the log.
    case unavailable(String)
}

/// Where one-time use and audit are kept. Every write is durable before it returns (R38), and does all or nothing.
public protocol Ledger: Sendable {
    /// Spends the request and the use of the card, both of which must be new, and writes the entry. Refuses with
    /// `blocked` where one of the entry's subjects is blocked at this moment: a block that comes after the judgement and
    /// before this transaction wins.
    func commit(spending spent: LoginAttempt.Spent, entry: AuditEntry) async throws(LedgerError)

    /// The same, and what becomes of the session that the login belongs to, in the same transaction.
    func commit(spending spent: LoginAttempt.Spent, entry: AuditEntry, session: SessionChange?)
        async throws(LedgerError)

    /// For a refusal that is sent to the site: the request must be new; the use of the card is spent if it was not.
    func commit(refusing spent: LoginAttempt.Spent, entry: AuditEntry) async throws(LedgerError)

    /// For a refusal that is shown: the first entry for a use of a card is written, later ones are not.
    ///
    /// - Returns: what is recorded of this use of the card, now or before.
    func commit(showing spent: LoginAttempt.Spent, entry: AuditEntry) async throws(LedgerError) -> RecordedDecision

    /// What was decided on this use of a card.
    func decision(tag: LoginAttempt.Tag, cardUse: UInt16) async throws(LedgerError) -> RecordedDecision?

    /// Whether the site's request has been answered.
    func isAnswered(site: RelyingParty.ID, requestID: String) async throws(LedgerError) -> Bool

    /// Counts what happens before a card is judged, by reason and minute; written in bulk, so that a flood cannot
    /// fill the disk.
    func note(_ reason: RefusalReason, at time: Date)

    /// Counts the issuer of a stranger's certificate, for the operator; bounded likewise.
    func note(_ issuer: UnknownIssuer, at time: Date)
}

extension Ledger {
    /// A ledger that keeps no sessions lets nobody in by one.
    public func commit(
        spending spent: LoginAttempt.Spent, entry: AuditEntry, session: SessionChange?
    ) async throws(LedgerError) {
        guard session == nil else { throw .unavailable("this ledger keeps no sessions") }
        try await commit(spending: spent, entry: entry)
    }

    public func note(_ issuer: UnknownIssuer, at time: Date) {}
}
