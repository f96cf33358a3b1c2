import Foundation
import Login
import Records
import Testing

/// What happens before a card is judged: counted, never recorded one by one.
@Suite struct NoiseTests {
    @Test func `a minute leaves one summary for each reason`() async throws {
        let world = try LedgerWorld()
        for _ in 1...1000 { world.ledger.note(.unknownIssuer, at: HeldClock.start) }
        world.ledger.note(.noCertificate, at: HeldClock.start + 30)
        world.clock.advance(by: 66)
        await world.ledger.tidy()
        let records = try world.reader.records()
        #expect(records.map(\.reason) == ["no-certificate", "unknown-issuer"])
        #expect(records.map(\.count) == [1, 1000])
        #expect(records.map(\.number) == [1, 2])
        #expect(try world.reader.verify().isIntact)
        #expect(
            records.last?.json == """
                {"answer":null,"case":null,"count":1000,"event":"summary","evidence":null,"issuer":null,\
                "outcome":"refused","reason":"unknown-issuer","request":null,"seq":2,"site":null,\
                "time":"2026-11-24T08:00:00.000Z"}
                """)
        #expect(
            records.last?.description
                == "2026-11-24 08:00:00Z  1000 times unknown-issuer, before a card was judged")
    }

    @Test func `a minute that is still being counted is shown without a number`() async throws {
        let world = try LedgerWorld()
        world.ledger.note(.noCertificate, at: HeldClock.start)
        await world.ledger.tidy()
        world.ledger.note(.noCertificate, at: HeldClock.start + 10)
        world.clock.advance(by: 10)
        await world.ledger.tidy()
        let record = try #require(try world.reader.records().first)
        #expect(record.number == nil)
        #expect(record.count == 2)
        #expect("\(record)".hasSuffix("(so far)"))
        #expect(try world.reader.verify().records == 0)
        #expect(try world.reader.records(matching: AuditQuery(caseNumber: .number(1))).isEmpty)
    }

    @Test func `counting goes on in the same minute after a restart`() async throws {
        let world = try LedgerWorld()
        world.ledger.note(.noCertificate, at: HeldClock.start)
        try await world.ledger.close()
        let restarted = try SQLiteLedger(path: world.folder.store, clock: world.clock.wall)
        restarted.note(.noCertificate, at: HeldClock.start + 20)
        world.clock.advance(by: 70)
        await restarted.tidy()
        #expect(try world.reader.records().map(\.count) == [2])
    }

    @Test func `a task that is cancelled writes what was counted`() async throws {
        let world = try LedgerWorld()
        let ledger = world.ledger
        ledger.note(.handshakeFailed, at: HeldClock.start)
        let running = Task { await ledger.run(every: .seconds(3600)) }
        running.cancel()
        await running.value
        #expect(try world.reader.records().map(\.reason) == ["handshake-failed"])
    }

    @Test func `counts from a clock that runs wild cost no memory and are not lost`() async throws {
        let world = try LedgerWorld()
        for minute in 0..<10_000 {
            world.ledger.note(.noCertificate, at: HeldClock.start - TimeInterval(minute) * 60)
        }
        await world.ledger.tidy()
        let records = try world.reader.records()
        #expect(records.count <= RefusalReason.allCases.count * 8)
        #expect(records.compactMap(\.count).reduce(0, +) == 10_000)
    }
}
