public import Foundation
import GRDB
public import Login

extension SQLiteLedger: SessionStore {
    public func session(ticket: [UInt8], at now: Date) async throws(LedgerError) -> StoredSession? {
        let moment = Moment.seconds(now)
        return try await read { database in
            let statement = try database.cachedStatement(
                sql: "SELECT * FROM session WHERE ticket = ? AND is_over = 0 AND ends > ?")
            return try Row.fetchOne(statement, arguments: [Data(ticket), moment]).map(StoredSession.init)
        }
    }

    public func sites(of session: SessionID) async throws(LedgerError) -> [StoredSite] {
        try await sites("session_site.session = ?", [Data(session.bytes)])
    }

    public func sites(marks: [[UInt8]], at now: Date) async throws(LedgerError) -> [StoredSite] {
        var found: [StoredSite] = []
        for mark in marks {
            found += try await sites(
                "session_site.mark = ? AND session_site.ends > ?", [Data(mark), Moment.seconds(now)])
        }
        return found
    }

    public func sites(name: [UInt8], at now: Date) async throws(LedgerError) -> [StoredSite] {
        // The newest: nobody has more sessions at a site that are not over.
        try await sites(
            "session_site.name = ? AND session_site.ends > ? ORDER BY session_site.seq DESC LIMIT 256",
            [Data(name), Moment.seconds(now)])
    }

    private func sites(_ condition: String, _ arguments: StatementArguments) async throws(LedgerError) -> [StoredSite] {
        try await read { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT session_site.*, ifnull(session.is_over, 1) AS is_over FROM session_site
                    LEFT JOIN session ON session.id = session_site.session WHERE \(condition)
                    """)
            return try Row.fetchAll(statement, arguments: arguments).map(StoredSite.init)
        }
    }

    public func end(_ sessions: [SessionID], _ end: SessionEnd) async throws(LedgerError) {
        if let site = end.site, let request = end.requestID { spent.add(site: site, requestID: request) }
        _ = try await writer.write { transaction in
            try transaction.end(sessions, end) ? .success(nil) : .failure(.alreadySpent)
        }
    }

    public func report(_ report: LogoutReport) async throws(LedgerError) {
        _ = try await writer.write { transaction in
            _ = try transaction.append(DraftRecord(report))
            return .success(nil)
        }
    }
}

/// Logouts under way.
extension SQLiteLedger {
    public func keep(_ logout: StoredLogout) async throws(LedgerError) {
        _ = try await writer.write { transaction in
            try transaction.execute(
                "INSERT INTO logout (ticket, body, step, ends) VALUES (?, ?, ?, ?)",
                [Data(logout.ticket), logout.body, logout.step, Moment.seconds(logout.ends)])
            return .success(nil)
        }
    }

    public func logout(ticket: [UInt8], at now: Date) async throws(LedgerError) -> StoredLogout? {
        let moment = Moment.seconds(now)
        return try await read { database in
            let statement = try database.cachedStatement(sql: "SELECT * FROM logout WHERE ticket = ? AND ends > ?")
            return try Row.fetchOne(statement, arguments: [Data(ticket), moment]).map(StoredLogout.init)
        }
    }

    public func advance(_ logout: StoredLogout) async throws(LedgerError) {
        _ = try await writer.write { transaction in
            let changed = try transaction.execute(
                "UPDATE logout SET body = ?, step = ?, ends = ? WHERE ticket = ? AND step = ?",
                [
                    logout.body, logout.step, Moment.seconds(logout.ends), Data(logout.ticket), logout.step &- 1,
                ])
            return changed == 1 ? .success(nil) : .failure(.alreadySpent)
        }
    }
}

extension StoredSession {
    init(_ row: Row) {
        self.init(
            id: SessionID(row.bytes("id")), ticket: row.bytes("ticket"), key: row["sealed_key"], card: row["card"],
            serves: row.date("serves"), ends: row.date("ends"))
    }
}

extension StoredSite {
    init(_ row: Row) {
        self.init(
            session: SessionID(row.bytes("session")), mark: row.bytes("mark"), name: row.bytes("name"),
            indexKey: row["index_key"], nameKey: row["name_key"], body: row["body"], ends: row.date("ends"),
            isOver: row["is_over"] as Int != 0)
    }
}

extension StoredLogout {
    init(_ row: Row) {
        self.init(ticket: row.bytes("ticket"), body: row["body"], step: row["step"], ends: row.date("ends"))
    }
}

extension Row {
    fileprivate func bytes(_ column: String) -> [UInt8] { Data.fromDatabaseValue(self[column]).map(Array.init) ?? [] }

    fileprivate func date(_ column: String) -> Date { Date(timeIntervalSince1970: Double(self[column] as Int)) }
}
