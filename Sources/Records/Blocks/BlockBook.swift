public import Foundation
import GRDB
public import Login
public import PKI

/// The blocks of a store, for commands: it may be open beside a gateway that serves from the same store. Blocks the
/// thread; not for request handlers.
///
/// Each change and its record in the audit chain are one durable transaction. The chain's head is read within it, so
/// that two processes that write in turn make one chain.
public final class BlockBook: Sendable {
    private let database: any DatabaseWriter
    private let path: String

    /// Opens the store, and makes it where there is none yet.
    public init(path: String) throws(RecordsError) {
        database = try LedgerFile.open(path: path)
        self.path = path
    }

    public func write(_ block: Block) throws(RecordsError) {
        _ = try change { try $0.write(block) }
    }

    /// - Returns: false if none of it was blocked.
    public func lift(_ block: Block) throws(RecordsError) -> Bool {
        try change { try $0.lift(block) }
    }

    /// Ends the use of the store. Beside a gateway that serves, the newest records may stay in the write-ahead log.
    public func close() {
        try? database.foldAndClose(.passive)
    }

    private func change<Value>(_ act: (inout LedgerTransaction) throws -> Value) throws(RecordsError) -> Value {
        do {
            return try database.writeWithoutTransaction { database in
                var value: Value?
                try database.inTransaction(.immediate) {
                    var transaction = try LedgerTransaction(database)
                    value = try act(&transaction)
                    try transaction.finish()
                    return .commit
                }
                guard let value else { throw DatabaseError(message: "nothing was written") }
                return value
            }
        } catch {
            throw .unwritable(path: path, "\(error)")
        }
    }
}

/// The blocks of a store, to read: beside a gateway, or from a copy.
public struct BlockReader: Sendable {
    private let database: DatabaseQueue
    private let path: String
    /// A store that no gateway of this version has opened yet has no such table, and so no block.
    private let hasBlocks: Bool

    public init(path: String) throws(RecordsError) {
        self.path = path
        do {
            database = try DatabaseQueue(path: path, configuration: LedgerFile.readOnly)
            hasBlocks = try database.read { try $0.tableExists("block") }
        } catch {
            throw .cannotOpen(path: path, "\(error)")
        }
    }

    /// For the judge of a command.
    public func blockList(_ key: BlockKey, clock: WallClock) -> BlockList {
        guard hasBlocks else { return .none }
        return BlockList { [database] marks in
            try database.read {
                try BlockKind.stored(in: $0, for: key.subjects(of: marks), at: Moment.seconds(clock.now()))
            }
        }
    }

    /// All blocks that have not ended, oldest first.
    public func blocks(at now: Date) throws(RecordsError) -> [ListedBlock] {
        guard hasBlocks else { return [] }
        do {
            return try database.read { database in
                let rows = try Row.fetchAll(
                    database,
                    sql: """
                        SELECT DISTINCT kind, label, reason, made_by, since, until FROM block
                        WHERE until IS NULL OR until > ? ORDER BY since, kind, label
                        """, arguments: [Moment.seconds(now)])
                return rows.map(ListedBlock.init)
            }
        } catch {
            throw .unreadable(path: path, "\(error)")
        }
    }
}

/// A block as `porta block list` prints it.
public struct ListedBlock: Sendable, Equatable {
    public let kind: String
    public let label: String
    public let reason: String
    public let by: String
    public let since: Date
    public let until: Date?

    fileprivate init(_ row: Row) {
        kind = row["kind"]
        label = row["label"]
        reason = row["reason"]
        by = row["made_by"]
        since = Date(timeIntervalSince1970: Double(row["since"] as Int))
        until = (row["until"] as Int?).map { Date(timeIntervalSince1970: Double($0)) }
    }
}
