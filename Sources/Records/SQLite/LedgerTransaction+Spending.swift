import Foundation
import GRDB
import Login

/// What is spent for good, and what a decision leaves behind.
struct Spending: Sendable {
    enum Kind: Sendable {
        /// An assertion goes out: request and use of the card must be new.
        case releasing
        /// A refusal goes to the site: the request must be new.
        case refusing
        /// A refusal is shown: only the first one counts.
        case showing
    }

    let kind: Kind
    let spent: LoginAttempt.Spent
    let decision: RecordedDecision
    let draft: DraftRecord
    let subjects: [BlockSubject]
    let session: SessionChange?
    let now: Int
    let expires: Int

    /// An attempt ends at the latest after 90 minutes; spent rows outlive it.
    static let lifetime: TimeInterval = 2 * 3600

    init(
        _ kind: Kind, _ spent: LoginAttempt.Spent, _ entry: AuditEntry, session: SessionChange? = nil
    ) {
        self.session = session
        self.kind = kind
        self.spent = spent
        decision = RecordedDecision(reason: entry.reason, caseNumber: entry.caseNumber, issuer: entry.issuer)
        draft = DraftRecord(entry)
        subjects = entry.judgement?.subjects ?? []
        now = Moment.seconds(entry.time)
        expires = Moment.seconds(entry.time.addingTimeInterval(Self.lifetime))
    }
}

extension LedgerTransaction {
    /// Does all of it or nothing.
    mutating func perform(_ spending: Spending, _ blocks: BlockMemory) throws -> GroupCommit.Answer {
        // Another act in the same transaction must not suffer from this one's failure.
        try execute("SAVEPOINT act", [])
        var transaction = self
        let answer = try transaction.spend(spending, blocks)
        if case .success = answer { self = transaction } else { try execute("ROLLBACK TO act", []) }
        try execute("RELEASE act", [])
        return answer
    }

    private mutating func spend(_ spending: Spending, _ blocks: BlockMemory) throws -> GroupCommit.Answer {
        // The judge asked a moment ago; what was blocked since wins here.
        if spending.kind == .releasing,
            let kind = try blocks.kind(of: spending.subjects, at: spending.now, in: database)
        {
            return .failure(.blocked(kind.reason))
        }
        if spending.kind != .showing {
            guard try spendRequest(spending) else { return .failure(.alreadySpent) }
        }
        let isNewUse = try spendCard(spending)
        if !isNewUse, spending.kind == .releasing { return .failure(.alreadySpent) }
        if !isNewUse, spending.kind == .showing {
            return .success(try RecordedDecision.stored(in: database, spending.spent.tag, spending.spent.cardUse))
        }
        // 40 random bits: once in the life of a busy gateway; the visitor's next press draws another.
        if let session = spending.session, try !apply(session, at: spending.now) { return .failure(.sessionOver) }
        guard try append(spending.draft) else { return .failure(.unavailable("this case number is taken")) }
        return .success(spending.decision)
    }

    private func spendRequest(_ spending: Spending) throws -> Bool {
        try execute(
            "INSERT INTO spent_request (site, request, expires) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            [spending.spent.site.value, spending.spent.requestID, spending.expires]) == 1
    }

    private func spendCard(_ spending: Spending) throws -> Bool {
        try execute(
            """
            INSERT INTO spent_card (tag, card_use, expires, reason, case_number, issuer) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """,
            [
                Data(spending.spent.tag.bytes), Int(spending.spent.cardUse), spending.expires,
                spending.decision.reason?.rawValue ?? "ok", spending.decision.caseNumber.description,
                spending.decision.issuer,
            ]) == 1
    }
}

extension RecordedDecision {
    static func stored(
        in database: Database, _ tag: LoginAttempt.Tag, _ cardUse: UInt16
    ) throws -> RecordedDecision? {
        let statement = try database.cachedStatement(
            sql: "SELECT reason, case_number, issuer FROM spent_card WHERE tag = ? AND card_use = ?")
        guard let row = try Row.fetchOne(statement, arguments: [Data(tag.bytes), Int(cardUse)]) else { return nil }
        let code: String = row["reason"]
        let reason = RefusalReason(rawValue: code)
        guard code == "ok" || reason != nil, let caseNumber = CaseNumber(row["case_number"]) else {
            throw DatabaseError(message: "a spent use of a card is unreadable")
        }
        return RecordedDecision(reason: reason, caseNumber: caseNumber, issuer: row["issuer"])
    }
}
