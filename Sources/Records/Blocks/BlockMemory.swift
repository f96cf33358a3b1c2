import Foundation
import GRDB
import Login
import PKI
import Synchronization

/// The blocks of a store as they stand in it now, whoever wrote there last. What a judgement asks is one number; the rows
/// are read again only when that has changed.
final class BlockMemory: Sendable {
    /// More than this many are not held: then each question goes to the rows.
    private static let most = 100_000

    private struct Held {
        let changes: Int
        /// nil: there are too many.
        let blocks: [Data: StoredBlock]?
    }

    /// A connection of its own: a question waits for no other statement than another question.
    private let database: any DatabaseReader
    private let held = Mutex<Held?>(nil)

    init(_ database: any DatabaseReader) { self.database = database }

    /// By what one of these is blocked at a moment.
    func kind(of subjects: [BlockSubject], at now: Int) throws -> BlockKind? {
        try database.unsafeRead { try kind(of: subjects, at: now, in: $0) }
    }

    /// The same as this connection sees it, in the transaction that it has begun.
    func kind(of subjects: [BlockSubject], at now: Int, in database: Database) throws -> BlockKind? {
        guard let blocks = try blocks(database) else {
            return try BlockKind.stored(in: database, for: subjects, at: now)
        }
        guard !blocks.isEmpty else { return nil }
        return try BlockKind.first(of: subjects.compactMap { blocks[$0.key] }, at: now)
    }

    func close() { try? database.close() }

    private func blocks(_ database: Database) throws -> [Data: StoredBlock]? {
        let statement = try database.cachedStatement(sql: "SELECT count FROM block_changes")
        guard let changes = try Int.fetchOne(statement) else {
            throw DatabaseError(message: "the count of the blocks' changes is missing")
        }
        if let held = held.withLock({ $0 }), held.changes == changes { return held.blocks }
        // Counted before they are read: what is written in between is read again next time.
        let new = Held(changes: changes, blocks: try StoredBlock.all(in: database, atMost: Self.most))
        held.withLock { $0 = new }
        return new.blocks
    }
}

/// A row of the table of blocks.
struct StoredBlock: Sendable {
    let kind: String
    /// Unix seconds; nil: for good.
    let until: Int?

    /// By subject; nil where there are more than so many.
    fileprivate static func all(in database: Database, atMost most: Int) throws -> [Data: StoredBlock]? {
        let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM block") ?? 0
        guard count <= most else { return nil }
        var blocks: [Data: StoredBlock] = [:]
        let rows = try Row.fetchCursor(database, sql: "SELECT subject, kind, until FROM block")
        while let row = try rows.next() { blocks[row["subject"]] = StoredBlock(kind: row["kind"], until: row["until"]) }
        return blocks
    }
}
