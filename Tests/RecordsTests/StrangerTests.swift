import DemoPKI
import Foundation
import Login
import PKI
import Records
import Testing

/// Issuers of strangers' certificates and alarms: kept for the operator, bounded.
@Suite struct StrangerTests {
    private func stranger(_ label: String) throws -> UnknownIssuer {
        let authority = try DemoAuthority.make(at: HeldClock.start, label: label)
        return try #require(UnknownIssuer(leaf: authority.mint(at: HeldClock.start).certificate))
    }

    @Test func `an unknown issuer is counted, over a restart too`() async throws {
        let world = try LedgerWorld()
        let (one, other) = (try stranger("One"), try stranger("Other"))
        for _ in 1...3 { world.ledger.note(one, at: HeldClock.start) }
        world.ledger.note(other, at: HeldClock.start)
        try await world.ledger.close()
        let restarted = try SQLiteLedger(path: world.folder.store, clock: world.clock.wall)
        restarted.note(one, at: HeldClock.start + 100)
        try await restarted.close()
        let seen = try world.reader.unknownIssuers()
        #expect(seen.map(\.name) == [one.name, other.name])
        #expect(seen.map(\.count) == [4, 1])
        #expect(seen.first?.firstSeen == HeldClock.start && seen.first?.lastSeen == HeldClock.start + 100)
        #expect(seen.first?.keyIdentifier == one.keyIdentifier && seen.first?.sample.count == 64)
    }

    @Test func `the minute's summary says how many were new`() async throws {
        let world = try LedgerWorld()
        for label in ["One", "Other"] {
            world.ledger.note(.unknownIssuer, at: HeldClock.start)
            world.ledger.note(try stranger(label), at: HeldClock.start)
        }
        world.clock.advance(by: 66)
        await world.ledger.tidy()
        let record = try #require(try world.reader.records().first)
        #expect(record.json.contains(#""new-issuers":2"#))
        #expect(try world.reader.verify().isIntact)
    }

    @Test func `a flood of made-up names leaves a bounded table`() async throws {
        let world = try LedgerWorld()
        let authority = try DemoAuthority.make(at: HeldClock.start)
        for round in 0..<20 {
            for number in 0..<64 {
                let card = try authority.mint(at: HeldClock.start) {
                    $0.issuer = DistinguishedName([.commonName("made up \(round) \(number)")])
                }
                let issuer = try #require(UnknownIssuer(leaf: card.certificate))
                world.ledger.note(issuer, at: HeldClock.start)
                if round == 0, number == 0 { world.ledger.note(issuer, at: HeldClock.start) }
            }
            await world.ledger.tidy()
        }
        let seen = try world.reader.unknownIssuers()
        #expect(seen.count == 1_000)
        // Who comes more than once stays.
        #expect(seen.first?.name == "CN=made up 0 0")
    }

    @Test func `an alarm about a key on two cards is a record of the chain`() async throws {
        let world = try LedgerWorld()
        let alarm = try await JudgedCards().sharedKey()
        world.ledger.note(alarm)
        await world.ledger.tidy()
        let record = try #require(try world.reader.records().first)
        #expect(record.event == .alarm && record.reason == "shared-key" && record.number == 1)
        #expect(record.description.contains("one key on the cards of two persons"))
        #expect(try world.reader.verify().isIntact)
    }
}
