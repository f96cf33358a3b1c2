public import Foundation
import GRDB
public import Login
public import PKI

/// One-time use and audit in a SQLite file. Every decision is on the disk before it is acknowledged (R27, R38).
public final class SQLiteLedger: Ledger {
    let database: any DatabaseWriter
    let writer: GroupCommit
    private let noise = NoiseCounter()
    private let strangers = StrangerCounter()
    private let alarms = AlarmBox()
    let spent: SpentMemory
    let blocks: BlockMemory
    let clock: WallClock

    /// Opens or makes the store; its folder must exist. Refuses a file that is not written through to the disk.
    public convenience init(path: String, clock: WallClock = .system) throws(RecordsError) {
        let database = try LedgerFile.open(path: path)
        try self.init(database, blocks: BlockMemory(try LedgerFile.beside(path: path)), clock: clock)
    }

    /// A ledger that ends with the process, for tests and trials.
    public static func inMemory(clock: WallClock = .system) throws(RecordsError) -> SQLiteLedger {
        let database = try LedgerFile.inMemory()
        return try SQLiteLedger(database, blocks: BlockMemory(database), clock: clock)
    }

    private init(_ database: any DatabaseWriter, blocks: BlockMemory, clock: WallClock) throws(RecordsError) {
        spent = try SpentMemory(database, at: clock.now())
        self.database = database
        self.blocks = blocks
        self.clock = clock
        writer = GroupCommit(database)
    }

    /// Why nothing is written any more, for readiness and the log; `nil` while all is well.
    public var failure: String? { writer.refusal }

    /// How many transactions, each with its disk sync, were written since the start.
    public var transactions: Int { writer.transactions }

    /// How many acts wait to become durable.
    public var backlog: Int { writer.backlog }

    public func commit(spending spent: LoginAttempt.Spent, entry: AuditEntry) async throws(LedgerError) {
        _ = try await write(Spending(.releasing, spent, entry))
    }

    public func commit(
        spending spent: LoginAttempt.Spent, entry: AuditEntry, session: SessionChange?
    ) async throws(LedgerError) {
        _ = try await write(Spending(.releasing, spent, entry, session: session))
    }

    public func commit(refusing spent: LoginAttempt.Spent, entry: AuditEntry) async throws(LedgerError) {
        _ = try await write(Spending(.refusing, spent, entry))
    }

    public func commit(
        showing spent: LoginAttempt.Spent, entry: AuditEntry
    ) async throws(LedgerError) -> RecordedDecision {
        let spending = Spending(.showing, spent, entry)
        return try await write(spending) ?? spending.decision
    }

    public func decision(tag: LoginAttempt.Tag, cardUse: UInt16) async throws(LedgerError) -> RecordedDecision? {
        if let failure { throw .unavailable(failure) }
        guard spent.mayHold(tag: tag, cardUse: cardUse) else { return nil }
        return try await read { database in try RecordedDecision.stored(in: database, tag, cardUse) }
    }

    public func isAnswered(site: RelyingParty.ID, requestID: String) async throws(LedgerError) -> Bool {
        if let failure { throw .unavailable(failure) }
        guard spent.mayHold(site: site, requestID: requestID) else { return false }
        return try await read { database in
            let statement = try database.cachedStatement(
                sql: "SELECT 1 FROM spent_request WHERE site = ? AND request = ?")
            return try Int.fetchOne(statement, arguments: [site.value, requestID]) != nil
        }
    }

    public func note(_ reason: RefusalReason, at time: Date) {
        noise.add(reason, minute: Moment.minute(time))
    }

    public func note(_ issuer: UnknownIssuer, at time: Date) { strangers.add(issuer, at: time) }

    /// Keeps an alarm for the chain, into which it is written within seconds.
    public func note(_ shared: SharedKey) { alarms.add(DraftRecord(shared, at: clock.now())) }

    private func write(_ spending: Spending) async throws(LedgerError) -> RecordedDecision? {
        spent.add(spending.spent, at: clock.now())
        return try await writer.write { [blocks] transaction in try transaction.perform(spending, blocks) }
    }

    /// A single statement needs no transaction around it; it sees everything that was acknowledged before.
    func read<Value: Sendable>(
        _ act: @escaping @Sendable (Database) throws -> Value
    ) async throws(LedgerError) -> Value {
        if let failure { throw .unavailable(failure) }
        do {
            return try await database.unsafeRead(act)
        } catch {
            throw .unavailable("\(error)")
        }
    }
}

extension SQLiteLedger {
    /// Writes the minute summaries and removes what is over, every few seconds until the task is cancelled; then
    /// once more.
    public func run(every interval: Duration = .seconds(10)) async {
        repeat {
            try? await Task.sleep(for: interval)
            await tidy()
        } while !Task.isCancelled
    }

    /// One round of `run`.
    public func tidy() async {
        let now = clock.now()
        await writeSummaries(at: now)
        // Where this fails, it fails again in a moment, or the ledger has stopped and says so.
        _ = try? await writer.write { transaction in
            try transaction.forget(before: now)
            try transaction.forgetSessions(before: now)
            return .success(nil)
        }
    }

    /// Writes what waits, then closes the store. Call it when nothing else will be asked of the ledger.
    ///
    /// - Throws: where the file of the store alone does not hold everything.
    public func close() async throws(RecordsError) {
        defer { blocks.close() }
        await writeSummaries(at: clock.now())
        try await writer.close()
    }

    private func writeSummaries(at now: Date) async {
        let (counts, seen, drafts) = (noise.take(), strangers.take(), alarms.take())
        // Somebody may have looked at the clock just before the minute's end and not counted yet.
        let current = Moment.minute(now.addingTimeInterval(-5))
        do {
            _ = try await writer.write { transaction in
                for draft in drafts { _ = try transaction.append(draft) }
                try transaction.count(counts)
                try transaction.count(seen)
                try transaction.closeMinutes(before: current)
                return .success(nil)
            }
        } catch {
            noise.putBack(counts)
            strangers.putBack(seen)
            alarms.putBack(drafts)
        }
    }
}
