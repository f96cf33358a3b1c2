import Foundation
import GRDB
import Login

extension LedgerTransaction {
    func count(_ counts: [NoiseCount]) throws {
        for count in counts {
            try execute(
                """
                INSERT INTO noise (minute, reason, count) VALUES (?, ?, ?)
                ON CONFLICT DO UPDATE SET count = min(count + excluded.count, 9007199254740991)
                """,
                [count.minute, count.reason.rawValue, min(count.count, 9_007_199_254_740_991)])
        }
    }

    /// Chains one summary for each reason in the minutes that are over, and begins anew.
    mutating func closeMinutes(before minute: Int) throws {
        for count in try NoiseCount.stored(in: database, from: 0) where count.minute < minute {
            let new = count.reason == .unknownIssuer ? try newUnknownIssuers(in: count.minute) : 0
            _ = try append(
                DraftRecord(
                    minute: count.minute, reason: count.reason, count: count.count, newIssuers: new > 0 ? new : nil))
        }
        try execute("DELETE FROM noise WHERE minute < ?", [minute])
    }

    /// Removes spent rows whose time is over, at most so many of each kind that no login waits long.
    func forget(before now: Date) throws {
        let moment = Moment.seconds(now)
        try execute(
            """
            DELETE FROM spent_request WHERE (site, request) IN
                (SELECT site, request FROM spent_request WHERE expires < ? LIMIT 20000)
            """, [moment])
        try execute(
            """
            DELETE FROM spent_card WHERE (tag, card_use) IN
                (SELECT tag, card_use FROM spent_card WHERE expires < ? LIMIT 20000)
            """, [moment])
    }
}

extension NoiseCount {
    /// What is being counted from a minute on, in order. Reasons that this version does not know are left alone.
    static func stored(in database: Database, from minute: Int) throws -> [NoiseCount] {
        let statement = try database.cachedStatement(
            sql: "SELECT minute, reason, count FROM noise WHERE minute >= ? ORDER BY minute, reason")
        return try Row.fetchAll(statement, arguments: [minute]).compactMap { row in
            RefusalReason(rawValue: row["reason"]).map {
                NoiseCount(minute: row["minute"], reason: $0, count: row["count"])
            }
        }
    }
}
