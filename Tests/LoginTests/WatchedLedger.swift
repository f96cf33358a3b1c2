import Foundation
import Login
import PKI
import Records
import Synchronization

/// The real ledger in memory, whose acts a test can see, delay and make fail.
final class WatchedLedger: Ledger {
    enum Trouble { case none, writing, everything }

    private struct State {
        var trouble = Trouble.none
        var entries: [AuditEntry] = []
        var notes: [RefusalReason] = []
        var strangers: [UnknownIssuer] = []
        var blocked: RefusalReason?
    }

    let store: SQLiteLedger
    private let state = Mutex(State())
    /// Where a test gathers those who spend, so that all of them arrive before one gets in.
    private let gate: Gate?

    init(clock: HeldClock, gate: Gate? = nil) throws {
        store = try SQLiteLedger.inMemory(clock: clock.wall)
        self.gate = gate
    }

    var trouble: Trouble {
        get { state.withLock { $0.trouble } }
        set { state.withLock { $0.trouble = newValue } }
    }

    /// What the transaction that lets somebody in finds blocked.
    var blocked: RefusalReason? {
        get { state.withLock { $0.blocked } }
        set { state.withLock { $0.blocked = newValue } }
    }

    /// What was written, in order.
    var entries: [AuditEntry] { state.withLock { $0.entries } }
    /// The issuers of strangers' certificates, in order.
    var strangers: [UnknownIssuer] { state.withLock { $0.strangers } }
    /// What was only counted, in order.
    var notes: [RefusalReason] { state.withLock { $0.notes } }

    func commit(spending spent: LoginAttempt.Spent, entry: AuditEntry) async throws(LedgerError) {
        await gate?.arrive()
        try check(writes: true)
        if let blocked { throw .blocked(blocked) }
        try await store.commit(spending: spent, entry: entry)
        state.withLock { $0.entries.append(entry) }
    }

    func commit(
        spending spent: LoginAttempt.Spent, entry: AuditEntry, session: SessionChange?
    ) async throws(LedgerError) {
        await gate?.arrive()
        try check(writes: true)
        if let blocked { throw .blocked(blocked) }
        try await store.commit(spending: spent, entry: entry, session: session)
        state.withLock { $0.entries.append(entry) }
    }

    func commit(refusing spent: LoginAttempt.Spent, entry: AuditEntry) async throws(LedgerError) {
        try check(writes: true)
        try await store.commit(refusing: spent, entry: entry)
        state.withLock { $0.entries.append(entry) }
    }

    func commit(
        showing spent: LoginAttempt.Spent, entry: AuditEntry
    ) async throws(LedgerError) -> RecordedDecision {
        try check(writes: true)
        let decision = try await store.commit(showing: spent, entry: entry)
        if decision.caseNumber == entry.caseNumber { state.withLock { $0.entries.append(entry) } }
        return decision
    }

    func decision(tag: LoginAttempt.Tag, cardUse: UInt16) async throws(LedgerError) -> RecordedDecision? {
        try check(writes: false)
        return try await store.decision(tag: tag, cardUse: cardUse)
    }

    func isAnswered(site: RelyingParty.ID, requestID: String) async throws(LedgerError) -> Bool {
        try check(writes: false)
        return try await store.isAnswered(site: site, requestID: requestID)
    }

    func note(_ issuer: UnknownIssuer, at time: Date) { state.withLock { $0.strangers.append(issuer) } }

    func note(_ reason: RefusalReason, at time: Date) { state.withLock { $0.notes.append(reason) } }

    private func check(writes: Bool) throws(LedgerError) {
        switch trouble {
        case .none: return
        case .writing where !writes: return
        case .writing, .everything: throw .unavailable("the disk is full")
        }
    }
}

/// Opens when so many have arrived.
actor Gate {
    private let expected: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(expecting expected: Int) { self.expected = expected }

    func arrive() async {
        await withCheckedContinuation { continuation in
            waiting.append(continuation)
            guard waiting.count >= expected else { return }
            for one in waiting { one.resume() }
        }
    }
}
