import Foundation
import GRDB
import Login
import PKI

extension LedgerTransaction {
    /// Writes the block over any earlier one of the same thing, and the record of it.
    mutating func write(_ block: Block) throws {
        for subject in block.subjects {
            try execute(
                """
                INSERT INTO block (subject, kind, label, reason, made_by, since, until) VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET label = excluded.label, reason = excluded.reason,
                    made_by = excluded.made_by, since = excluded.since, until = excluded.until
                """,
                [
                    subject.key, block.kind.rawValue, block.label, block.reason, block.by,
                    Moment.seconds(block.since), block.until.map(Moment.seconds),
                ])
        }
        _ = try append(DraftRecord(block, lifted: false, at: block.since))
    }

    /// - Returns: false, with nothing written, if none of it was blocked.
    mutating func lift(_ block: Block) throws -> Bool {
        var lifted = 0
        for subject in block.subjects { lifted += try execute("DELETE FROM block WHERE subject = ?", [subject.key]) }
        guard lifted > 0 else { return false }
        _ = try append(DraftRecord(block, lifted: true, at: block.since))
        return true
    }
}

extension BlockKind {
    /// One indexed lookup for all of a card's subjects.
    static func stored(in database: Database, for subjects: [BlockSubject], at now: Int) throws -> BlockKind? {
        guard !subjects.isEmpty else { return nil }
        let places = repeatElement("?", count: subjects.count).joined(separator: ", ")
        let statement = try database.cachedStatement(sql: "SELECT kind, until FROM block WHERE subject IN (\(places))")
        let rows = try Row.fetchAll(statement, arguments: StatementArguments(subjects.map(\.key)))
        return try first(of: rows.map { StoredBlock(kind: $0["kind"], until: $0["until"]) }, at: now)
    }

    /// Of several blocks that have not ended, the issuer's is named first, as the judge ranks them.
    static func first(of blocks: [StoredBlock], at now: Int) throws -> BlockKind? {
        let known = try blocks.filter { $0.until.map { $0 > now } ?? true }.map { block in
            guard let kind = BlockKind(rawValue: block.kind) else {
                throw DatabaseError(message: "a block of a kind that this version does not know")
            }
            return kind
        }
        return BlockKind.allCases.first(where: known.contains)
    }
}

extension BlockSubject {
    /// One byte for the kind, then the name: no kind's name can be taken for another's.
    var key: Data {
        let kind: UInt8 =
            switch kind {
            case .issuer: 1
            case .person: 2
            case .card: 3
            case .key: 4
            }
        return Data([kind] + name)
    }
}
