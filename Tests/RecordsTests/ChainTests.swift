import Login
import Records
import Testing

/// What somebody does to a store, and what `porta audit verify` says then (threats: K2).
struct Tampering: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let sql: String
    let findings: [AuditFinding]

    init(_ description: String, _ sql: String, _ findings: AuditFinding...) {
        (testDescription, self.sql, self.findings) = (description, sql, findings)
    }

    static let all = [
        Tampering(
            "a reason is changed",
            "UPDATE audit SET record = CAST(replace(record, '\"ok\"', '\"no\"') AS BLOB) WHERE seq = 3",
            .edited(record: 3)),
        Tampering(
            "one bit is flipped",
            "UPDATE audit SET record = CAST(replace(record, 'demo', 'dema') AS BLOB) WHERE seq = 1",
            .edited(record: 1)),
        Tampering(
            "a hash is changed", "UPDATE audit SET hash = zeroblob(32) WHERE seq = 3",
            .edited(record: 3), .replaced(record: 3)),
        Tampering(
            "a record is hidden from its case", "UPDATE audit SET case_number = 'X' WHERE seq = 4",
            .edited(record: 4)),
        Tampering(
            "a record is dated back", "UPDATE audit SET time = '2020-01-01T00:00:00.000Z' WHERE seq = 4",
            .edited(record: 4)),
        Tampering("a record is taken out", "DELETE FROM audit WHERE seq = 3", .missing(records: 3...3)),
        Tampering("the first records are taken out", "DELETE FROM audit WHERE seq < 3", .missing(records: 1...2)),
        Tampering(
            "a record is taken out and the gap closed",
            "DELETE FROM audit WHERE seq = 2; UPDATE audit SET seq = seq - 1 WHERE seq > 2",
            .replaced(record: 1), .moved(record: 2), .moved(record: 3), .moved(record: 4), .moved(record: 5),
            .truncated(after: 5)),
        Tampering(
            "two records change places",
            """
            UPDATE audit SET seq = 99 WHERE seq = 2; UPDATE audit SET seq = 2 WHERE seq = 3;
            UPDATE audit SET seq = 3 WHERE seq = 99
            """,
            .replaced(record: 1), .moved(record: 2), .replaced(record: 2), .moved(record: 3), .replaced(record: 3)),
        Tampering("the last record is cut off", "DELETE FROM audit WHERE seq = 6", .truncated(after: 5)),
        Tampering("all records are gone", "DELETE FROM audit", .truncated(after: 0)),
        Tampering("the head is gone", "DELETE FROM head", .truncated(after: 6)),
    ]
}

@Suite struct ChainTests {
    @Test func `a chain that nobody touched is intact`() async throws {
        let world = try LedgerWorld()
        #expect(try world.reader.verify().isIntact)
        try await world.logIn(1...6)
        let verification = try world.reader.verify()
        #expect(verification.isIntact)
        #expect(verification.records == 6)
        #expect(verification.head.count == 64)
    }

    @Test(arguments: Tampering.all)
    func `verify names the record`(_ tampering: Tampering) async throws {
        let world = try LedgerWorld()
        try await world.logIn(1...6)
        try await world.ledger.close()
        try world.raw().change(tampering.sql)
        #expect(try world.reader.verify().findings == tampering.findings)
    }

    @Test func `the chain goes on after a restart`() async throws {
        let world = try LedgerWorld()
        try await world.logIn(1...3)
        try await world.ledger.close()
        let restarted = try SQLiteLedger(path: world.folder.store)
        try await restarted.commit(spending: .some("r4", use: 4), entry: .entry(4))
        #expect(try world.reader.verify().records == 4)
        #expect(try world.reader.verify().isIntact)
    }

    @Test func `equal histories have equal heads`() async throws {
        var heads: Set<String> = []
        for _ in 1...2 {
            let world = try LedgerWorld()
            try await world.logIn(1...3)
            heads.insert(try world.reader.verify().head)
        }
        #expect(heads.count == 1)
    }

    @Test func `without a head nothing is written`() async throws {
        let world = try LedgerWorld()
        try await world.logIn(1...1)
        try world.raw().change("DELETE FROM head")
        await #expect(throws: LedgerError.self) { try await world.logIn(2...2) }
        #expect(world.ledger.failure != nil)
    }
}
