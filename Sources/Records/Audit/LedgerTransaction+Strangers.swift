public import Foundation
import GRDB
import PKI

extension LedgerTransaction {
    /// More than any honest gateway meets; what strangers make up beyond it pushes out the rarest only.
    static let mostUnknownIssuers = 1_000

    func count(_ strangers: [StrangerCount]) throws {
        guard !strangers.isEmpty else { return }
        for stranger in strangers {
            try execute(
                """
                INSERT INTO unknown_issuer (name, key_identifier, count, first_seen, last_seen, sample)
                VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET count = min(count + excluded.count, 9007199254740991),
                    last_seen = max(last_seen, excluded.last_seen)
                """,
                [
                    stranger.issuer.name, stranger.issuer.keyIdentifier, stranger.count,
                    Moment.seconds(stranger.first), Moment.seconds(stranger.last), Data(stranger.issuer.sample),
                ])
        }
        try execute(
            """
            DELETE FROM unknown_issuer WHERE (name, key_identifier) IN
                (SELECT name, key_identifier FROM unknown_issuer ORDER BY count DESC, last_seen DESC LIMIT -1 OFFSET ?)
            """, [Self.mostUnknownIssuers])
    }

    func newUnknownIssuers(in minute: Int) throws -> Int {
        let statement = try database.cachedStatement(
            sql: "SELECT count(*) FROM unknown_issuer WHERE first_seen >= ? AND first_seen < ?")
        let (start, _) = minute.multipliedReportingOverflow(by: 60)
        return try Int.fetchOne(statement, arguments: [start, start &+ 60]) ?? 0
    }
}

/// An issuer of strangers' certificates as `porta audit unknown-issuers` prints it.
public struct SeenUnknownIssuer: Sendable, Equatable {
    /// As the strangers' certificates have it, shortened and without what names persons.
    public let name: String
    /// The authority's key identifier in hex; empty without one.
    public let keyIdentifier: String
    public let count: Int
    public let firstSeen: Date
    public let lastSeen: Date
    /// SHA-256 of the first certificate, in hex.
    public let sample: String
}
