import GRDB
public import Login
public import PKI

extension SQLiteLedger {
    /// By what one of these is blocked at this moment, whoever wrote to the store last. On the caller's own thread: a
    /// login waits for no queue.
    public func block(of subjects: [BlockSubject]) throws(LedgerError) -> BlockKind? {
        do {
            return try blocks.kind(of: subjects, at: Moment.seconds(clock.now()))
        } catch {
            throw .unavailable("\(error)")
        }
    }

    /// For the judge.
    public func blockList(_ key: BlockKey) -> BlockList {
        BlockList { marks in try self.block(of: key.subjects(of: marks)) }
    }
}
