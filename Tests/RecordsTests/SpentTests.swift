import Foundation
import Login
import Records
import Testing

/// The table "Spent", row by row, over every backend.
@Suite struct SpentTests {
    @Test(arguments: Backend.allCases)
    func `an assertion spends the request and the use of the card`(_ backend: Backend) async throws {
        let world = try LedgerWorld(backend)
        #expect(try await world.ledger.isAnswered("r1") == false)
        #expect(try await world.ledger.use(1) == nil)
        try await world.ledger.commit(spending: .some("r1", use: 1), entry: .entry(1))
        #expect(try await world.ledger.isAnswered("r1"))
        #expect(
            try await world.ledger.use(1)
                == RecordedDecision(reason: nil, caseNumber: .number(1), issuer: "demo"))
    }

    @Test(arguments: Backend.allCases)
    func `an assertion needs a new request and a new use of the card`(_ backend: Backend) async throws {
        let world = try LedgerWorld(backend)
        try await world.ledger.commit(spending: .some("r1", use: 1), entry: .entry(1))
        await #expect(throws: LedgerError.alreadySpent) {
            try await world.ledger.commit(spending: .some("r1", use: 2), entry: .entry(2))
        }
        await #expect(throws: LedgerError.alreadySpent) {
            try await world.ledger.commit(spending: .some("r2", use: 1), entry: .entry(3))
        }
        // Neither half of a commit that failed is left behind.
        #expect(try await world.ledger.use(2) == nil)
        #expect(try await world.ledger.isAnswered("r2") == false)
    }

    @Test(arguments: Backend.allCases)
    func `the same request of another site and the same use in another attempt are new`(
        _ backend: Backend
    ) async throws {
        let world = try LedgerWorld(backend)
        try await world.ledger.commit(spending: .some("r1", use: 1), entry: .entry(1))
        let other = LoginAttempt.Spent(
            site: RelyingParty.ID("https://shop.example"), requestID: "r1", tag: .some(2), cardUse: 1)
        try await world.ledger.commit(spending: other, entry: .entry(2))
        #expect(try await world.ledger.use(1, tag: 2)?.caseNumber == .number(2))
    }

    @Test(arguments: Backend.allCases)
    func `a refusal sent to the site needs a new request and spends the use if it was not`(
        _ backend: Backend
    ) async throws {
        let world = try LedgerWorld(backend)
        try await world.ledger.commit(refusing: .some("r1", use: 1), entry: .entry(1, reason: .cancelled))
        #expect(try await world.ledger.isAnswered("r1"))
        #expect(try await world.ledger.use(1)?.reason == .cancelled)
        await #expect(throws: LedgerError.alreadySpent) {
            try await world.ledger.commit(refusing: .some("r1", use: 2), entry: .entry(2, reason: .cancelled))
        }
        #expect(try await world.ledger.use(2) == nil)
    }

    @Test(arguments: Backend.allCases)
    func `a refusal that was shown can still go to the site, once`(_ backend: Backend) async throws {
        let world = try LedgerWorld(backend)
        let spent = LoginAttempt.Spent.some("r1", use: 1)
        _ = try await world.ledger.commit(showing: spent, entry: .entry(1, reason: .revoked))
        #expect(try await world.ledger.isAnswered("r1") == false)
        let answer = AuditEntry.entry(1, event: .answer, reason: .revoked)
        try await world.ledger.commit(refusing: spent, entry: answer)
        #expect(try await world.ledger.use(1)?.caseNumber == .number(1))
        await #expect(throws: LedgerError.alreadySpent) {
            try await world.ledger.commit(refusing: spent, entry: answer)
        }
        await #expect(throws: LedgerError.alreadySpent) {
            try await world.ledger.commit(spending: .some("r1", use: 2), entry: .entry(2))
        }
    }

    @Test(arguments: Backend.allCases)
    func `of refusals shown for one use of a card the first counts`(_ backend: Backend) async throws {
        let world = try LedgerWorld(backend)
        let spent = LoginAttempt.Spent.some("r1", use: 1)
        let first = try await world.ledger.commit(showing: spent, entry: .entry(1, reason: .expired))
        let second = try await world.ledger.commit(showing: spent, entry: .entry(2, reason: .revoked))
        #expect(first == RecordedDecision(reason: .expired, caseNumber: .number(1), issuer: "demo"))
        #expect(second == first)
        await #expect(throws: LedgerError.alreadySpent) {
            try await world.ledger.commit(spending: spent, entry: .entry(3))
        }
    }

    @Test func `a refusal that was shown before writes no second record`() async throws {
        let world = try LedgerWorld()
        for number in 1...20 {
            _ = try await world.ledger.commit(showing: .some("r1", use: 1), entry: .entry(number, reason: .notMe))
        }
        #expect(try world.reader.records().map(\.caseNumber) == [CaseNumber.number(1).description])
    }

    @Test(arguments: Backend.allCases)
    func `of 200 who spend one attempt exactly one wins`(_ backend: Backend) async throws {
        let world = try LedgerWorld(backend)
        let ledger = world.ledger
        let winners = await withTaskGroup(of: Bool.self) { group in
            for number in 1...200 {
                group.addTask {
                    do {
                        try await ledger.commit(spending: .some("r1", use: 1), entry: .entry(number))
                        return true
                    } catch {
                        return false
                    }
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(winners == 1)
        #expect(ledger.failure == nil)
    }

    @Test(arguments: Backend.allCases)
    func `a case number is given to one decision only`(_ backend: Backend) async throws {
        let world = try LedgerWorld(backend)
        try await world.ledger.commit(spending: .some("r1", use: 1), entry: .entry(1))
        await #expect(throws: LedgerError.unavailable("this case number is taken")) {
            try await world.ledger.commit(spending: .some("r2", use: 2), entry: .entry(1))
        }
        #expect(try await world.ledger.isAnswered("r2") == false)
        try await world.ledger.commit(spending: .some("r2", use: 2), entry: .entry(2))
    }

    @Test(arguments: Backend.allCases)
    func `spent rows live two hours`(_ backend: Backend) async throws {
        let world = try LedgerWorld(backend)
        try await world.ledger.commit(spending: .some("r1", use: 1), entry: .entry(1))
        world.clock.advance(by: 2 * 3600)
        await world.ledger.tidy()
        #expect(try await world.ledger.isAnswered("r1"))
        world.clock.advance(by: 1)
        await world.ledger.tidy()
        #expect(try await world.ledger.isAnswered("r1") == false)
        #expect(try await world.ledger.use(1) == nil)
    }
}
