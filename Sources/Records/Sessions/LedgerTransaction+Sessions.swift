import Foundation
import GRDB
import Login

extension LedgerTransaction {
    /// - Returns: false, and the whole login is undone, if the session is over.
    mutating func apply(_ change: SessionChange, at now: Int) throws -> Bool {
        if let replaced = change.replaced {
            let end = SessionEnd(cause: .replaced, time: Date(timeIntervalSince1970: Double(now)))
            try self.end(replaced, end)
        }
        switch change.act {
        case .begin(let session): try insert(session)
        case .renew(let session): guard try renew(session) else { return false }
        case .use(let id): guard try serves(id, at: now), try hasRoom(id, for: change.site.name) else { return false }
        }
        try insert(change.site)
        return true
    }

    private func insert(_ session: StoredSession) throws {
        try execute(
            "INSERT INTO session (id, ticket, sealed_key, card, serves, ends) VALUES (?, ?, ?, ?, ?, ?)",
            [
                Data(session.id.bytes), Data(session.ticket), session.key, session.card,
                Moment.seconds(session.serves), Moment.seconds(session.ends),
            ])
    }

    private func renew(_ session: StoredSession) throws -> Bool {
        let changed = try execute(
            "UPDATE session SET ticket = ?, sealed_key = ?, card = ?, serves = ?, ends = ? WHERE id = ? AND is_over = 0",
            [
                Data(session.ticket), session.key, session.card, Moment.seconds(session.serves),
                Moment.seconds(session.ends), Data(session.id.bytes),
            ])
        try execute(
            "UPDATE session_site SET ends = ? WHERE session = ?",
            [Moment.seconds(session.ends), Data(session.id.bytes)])
        return changed == 1
    }

    private func serves(_ id: SessionID, at now: Int) throws -> Bool {
        let statement = try database.cachedStatement(
            sql: "SELECT 1 FROM session WHERE id = ? AND is_over = 0 AND serves > ?")
        return try Int.fetchOne(statement, arguments: [Data(id.bytes), now]) != nil
    }

    /// Whether another login fits beside those of all sites: nobody has to press anything for it, and a site that came
    /// often enough would push the others out, who would then not be told of the end. Of one name the last few stand.
    private func hasRoom(_ id: SessionID, for name: [UInt8]) throws -> Bool {
        try execute(
            """
            DELETE FROM session_site WHERE seq IN (
                SELECT seq FROM session_site WHERE session = ? AND name = ? ORDER BY seq DESC LIMIT -1 OFFSET 3)
            """, [Data(id.bytes), Data(name)])
        let statement = try database.cachedStatement(sql: "SELECT count(*) FROM session_site WHERE session = ?")
        return try Int.fetchOne(statement, arguments: [Data(id.bytes)]) ?? 0 < SessionRules.mostSites
    }

    private func insert(_ site: StoredSite) throws {
        try execute(
            """
            INSERT INTO session_site (session, mark, name, index_key, name_key, body, ends)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                Data(site.session.bytes), Data(site.mark), Data(site.name), site.indexKey, site.nameKey, site.body,
                Moment.seconds(site.ends),
            ])
        // Bounded: the oldest makes room.
        try execute(
            """
            DELETE FROM session_site WHERE seq IN (
                SELECT seq FROM session_site WHERE session = ? ORDER BY seq DESC LIMIT -1 OFFSET ?)
            """, [Data(site.session.bytes), SessionRules.mostSites])
    }

    /// Ends a session that is not over, with its record. Its sites stay until their time is over, so that a site that
    /// asks again is told the truth.
    mutating func end(_ session: SessionID, _ end: SessionEnd) throws {
        let ended = try execute(
            "UPDATE session SET is_over = 1, ticket = NULL, card = NULL, sealed_key = '' WHERE id = ? AND is_over = 0",
            [Data(session.bytes)])
        if ended == 1 { _ = try append(DraftRecord(end, of: session)) }
    }

    /// - Returns: false if the site's request was carried out before.
    mutating func end(_ sessions: [SessionID], _ end: SessionEnd) throws -> Bool {
        if let site = end.site, let request = end.requestID {
            let expires = Moment.seconds(end.time.addingTimeInterval(Spending.lifetime))
            let isNew = try execute(
                "INSERT INTO spent_request (site, request, expires) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                [site.value, request, expires])
            guard isNew == 1 else { return false }
        }
        for session in sessions { try self.end(session, end) }
        return true
    }

    /// Takes away the cards that no longer serve, and what is over for good; at most so many that no login waits long.
    func forgetSessions(before now: Date) throws {
        let moment = Moment.seconds(now)
        try execute(
            """
            UPDATE session SET card = NULL WHERE id IN
                (SELECT id FROM session WHERE card IS NOT NULL AND serves < ? LIMIT 20000)
            """, [moment])
        try execute(
            "DELETE FROM session WHERE id IN (SELECT id FROM session WHERE ends < ? LIMIT 20000)", [moment])
        try execute(
            "DELETE FROM session_site WHERE seq IN (SELECT seq FROM session_site WHERE ends < ? LIMIT 20000)", [moment])
        try execute(
            "DELETE FROM logout WHERE ticket IN (SELECT ticket FROM logout WHERE ends < ? LIMIT 20000)", [moment])
    }
}
