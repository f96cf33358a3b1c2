import GRDB
public import Login
public import PKI

extension SQLiteLedger {
    /// By what one of these is blocked at this moment. Asks the store itself, whoever wrote there last, in some
    /// tens of microseconds and on the caller's own thread: a login waits for no queue.
    public func block(of subjects: [BlockSubject]) throws(LedgerError) -> BlockKind? {
        let now = Moment.seconds(clock.now())
        do {
            return try database.unsafeRead { try BlockKind.stored(in: $0, for: subjects, at: now) }
        } catch {
            throw .unavailable("\(error)")
        }
    }

    /// For the judge.
    public func blockList(_ key: BlockKey) -> BlockList {
        BlockList { marks in try self.block(of: key.subjects(of: marks)) }
    }
}
