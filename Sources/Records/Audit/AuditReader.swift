public import Foundation
import GRDB
public import Login
import OpenSSL

/// Which records to show.
public struct AuditQuery: Sendable {
    /// Only those of this case.
    public let caseNumber: CaseNumber?
    /// Only those from this moment on.
    public let since: Date?
    /// Only the newest so many.
    public let limit: Int?

    public init(caseNumber: CaseNumber? = nil, since: Date? = nil, limit: Int? = nil) {
        self.caseNumber = caseNumber
        self.since = since
        self.limit = limit
    }
}

/// Reads the records of a store, also while it is being served. Blocks; for commands, not for request handlers.
public final class AuditReader: Sendable {
    private let database: DatabaseQueue
    private let path: String

    public init(path: String) throws(RecordsError) {
        self.path = path
        do {
            database = try DatabaseQueue(path: path, configuration: LedgerFile.readOnly)
        } catch {
            throw .cannotOpen(path: path, "\(error)")
        }
    }

    /// The records asked for, oldest first; minutes that are still being counted come last.
    public func records(matching query: AuditQuery = AuditQuery()) throws(RecordsError) -> [AuditRecord] {
        var records: [AuditRecord] = []
        try forEachRecord(matching: query) { records.append($0) }
        return records
    }

    /// The same one by one, for a store that is larger than the memory.
    public func forEachRecord(
        matching query: AuditQuery = AuditQuery(), _ show: (AuditRecord) -> Void
    ) throws(RecordsError) {
        try read { database in
            let rows = try Row.fetchCursor(database, sql: Self.selection, arguments: Self.arguments(query))
            while let row = try rows.next() { show(try Self.record(row["record"], number: row["seq"])) }
            guard query.caseNumber == nil else { return }
            for record in try Self.openMinutes(database, since: query.since) { show(record) }
        }
    }

    /// Follows the chain from its first record to its head.
    public func verify() throws(RecordsError) -> AuditVerification {
        try read { database in
            var walk = ChainWalk()
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT audit.*, evidence.body FROM audit LEFT JOIN evidence ON evidence.seq = audit.seq
                    ORDER BY audit.seq
                    """)
            while let row = try rows.next() { walk.follow(ChainWalk.Link(row)) }
            walk.end(at: try ChainHead.stored(in: database))
            return AuditVerification(records: walk.records, head: Hex.encode(walk.hash), findings: walk.findings)
        }
    }

    func read<Value>(_ act: (Database) throws -> Value) throws(RecordsError) -> Value {
        do {
            return try database.read(act)
        } catch {
            throw .unreadable(path: path, "\(error)")
        }
    }
}

extension AuditReader {
    /// The issuers of strangers' certificates, the most frequent first.
    public func unknownIssuers() throws(RecordsError) -> [SeenUnknownIssuer] {
        func date(_ seconds: Int) -> Date { Date(timeIntervalSince1970: Double(seconds)) }
        return try read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM unknown_issuer ORDER BY count DESC, last_seen DESC, name")
                .map { row in
                    SeenUnknownIssuer(
                        name: row["name"], keyIdentifier: row["key_identifier"], count: row["count"],
                        firstSeen: date(row["first_seen"]), lastSeen: date(row["last_seen"]),
                        sample: Hex.encode(Array(row["sample"] as Data)))
                }
        }
    }

    /// A negative limit is none.
    private static let selection = """
        SELECT * FROM (
            SELECT seq, record FROM audit WHERE (?1 IS NULL OR case_number = ?1) AND (?2 IS NULL OR time >= ?2)
            ORDER BY seq DESC LIMIT ?3
        ) ORDER BY seq
        """

    private static func arguments(_ query: AuditQuery) -> StatementArguments {
        [query.caseNumber?.description, query.since.map(Moment.text), query.limit.map { max(0, $0) } ?? -1]
    }

    static func record(_ bytes: Data, number: Int) throws -> AuditRecord {
        guard let record = AuditRecord(Array(bytes)) else {
            throw DatabaseError(message: "record \(number) is damaged: run porta audit verify")
        }
        return record
    }

    private static func openMinutes(_ database: Database, since: Date?) throws -> [AuditRecord] {
        try NoiseCount.stored(in: database, from: since.map(Moment.minute) ?? 0).compactMap { count in
            AuditRecord(DraftRecord(minute: count.minute, reason: count.reason, count: count.count).bytes(number: nil))
        }
    }
}
