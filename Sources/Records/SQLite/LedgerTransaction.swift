import Foundation
import GRDB
import Login

/// One transaction of the store, shared by all acts that waited for it.
struct LedgerTransaction {
    let database: Database
    private var head: ChainHead
    private let headBefore: ChainHead

    init(_ database: Database) throws {
        guard let head = try ChainHead.stored(in: database) else {
            throw DatabaseError(message: "the head of the audit chain is missing")
        }
        self.database = database
        self.head = head
        headBefore = head
    }

    /// Chains a record.
    ///
    /// - Returns: false, with nothing written, if another decision bears the case number.
    mutating func append(_ draft: DraftRecord) throws -> Bool {
        let number = head.next
        let record = draft.bytes(number: number)
        var next = head
        next.advance(by: record)
        let written = try execute(
            """
            INSERT INTO audit (seq, case_number, event, time, record, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (case_number) WHERE event = 'decision' DO NOTHING
            """,
            [
                number, draft.caseNumber, draft.event.rawValue, draft.time, Data(record), Data(head.hash),
                Data(next.hash),
            ])
        guard written == 1 else { return false }
        if let evidence = draft.evidence {
            try execute("INSERT INTO evidence (seq, body) VALUES (?, ?)", [number, Data(evidence)])
        }
        head = next
        return true
    }

    /// Must come last.
    func finish() throws {
        guard head != headBefore else { return }
        try execute("UPDATE head SET count = ?, hash = ?", [head.count, Data(head.hash)])
    }

    /// - Returns: how many rows were changed.
    @discardableResult
    func execute(_ sql: String, _ arguments: StatementArguments) throws -> Int {
        try database.cachedStatement(sql: sql).execute(arguments: arguments)
        return database.changesCount
    }
}

extension ChainHead {
    static func stored(in database: Database) throws -> ChainHead? {
        let statement = try database.cachedStatement(sql: "SELECT count, hash FROM head")
        return try Row.fetchOne(statement).map { row in
            ChainHead(count: row["count"], hash: Array(row["hash"] as Data))
        }
    }
}
