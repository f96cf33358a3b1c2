import Foundation
import Login
import OpenSSL
import Records
import Testing

/// What the store does with sessions, whatever is sealed in them.
struct SessionStoreTests {
    private func session(_ number: UInt8, ticket: UInt8? = nil, serves: TimeInterval = 900) -> StoredSession {
        StoredSession(
            id: SessionID([number]), ticket: [ticket ?? number], key: "KEY\(number)", card: "CARD\(number)",
            serves: HeldClock.start + serves, ends: HeldClock.start + 8 * 3600)
    }

    private func site(_ session: UInt8, mark: UInt8, name: UInt8 = 1) -> StoredSite {
        StoredSite(
            session: SessionID([session]), mark: [session, mark], name: [name], indexKey: "I", nameKey: "N",
            body: "B\(mark)", ends: HeldClock.start + 8 * 3600)
    }

    private func logIn(
        _ world: LedgerWorld, _ number: Int, _ act: SessionChange.Act, _ site: StoredSite,
        replacing replaced: UInt8? = nil, at seconds: TimeInterval = 0
    ) async throws {
        let change = SessionChange(act: act, replaced: replaced.map { SessionID([$0]) }, site: site)
        try await world.ledger.commit(
            spending: .some("r\(number)", use: UInt16(number)),
            entry: .entry(number, at: HeldClock.start + seconds), session: change)
    }

    private func found(_ world: LedgerWorld, ticket: UInt8) async throws -> StoredSession? {
        try await world.ledger.session(ticket: [ticket], at: HeldClock.start)
    }

    @Test(arguments: Backend.allCases) func `keeps, renews and ends a session with the login that does it`(
        backend: Backend
    ) async throws {
        let world = try LedgerWorld(backend)
        try await logIn(world, 1, .begin(session(1)), site(1, mark: 1))
        #expect(try await found(world, ticket: 1)?.card == "CARD1")
        try await logIn(world, 2, .renew(session(1, ticket: 9)), site(1, mark: 2))
        #expect(try await found(world, ticket: 1) == nil)
        #expect(try await found(world, ticket: 9)?.id == SessionID([1]))
        #expect(try await world.ledger.sites(of: SessionID([1])).map(\.body) == ["B1", "B2"])
        try await logIn(world, 3, .begin(session(2)), site(2, mark: 1), replacing: 1)
        #expect(try await found(world, ticket: 9) == nil)
        #expect(try await world.ledger.sites(of: SessionID([1])).map(\.isOver) == [true, true])
    }

    @Test(arguments: Backend.allCases) func `lets nobody in by a session that is over or no longer serves`(
        backend: Backend
    ) async throws {
        let world = try LedgerWorld(backend)
        try await logIn(world, 1, .begin(session(1)), site(1, mark: 1))
        await #expect(throws: LedgerError.sessionOver) {
            try await logIn(world, 2, .use(SessionID([1])), site(1, mark: 2), at: 901)
        }
        await #expect(throws: LedgerError.sessionOver) {
            try await logIn(world, 3, .use(SessionID([7])), site(7, mark: 3))
        }
        try await world.ledger.end([SessionID([1])], SessionEnd(cause: .holder, time: HeldClock.start))
        for (number, act) in [(4, SessionChange.Act.use(SessionID([1]))), (5, .renew(session(1, ticket: 4)))] {
            await #expect(throws: LedgerError.sessionOver) {
                try await logIn(world, number, act, site(1, mark: UInt8(number)))
            }
        }
        // Nothing of it was written, neither the site nor what would be spent.
        #expect(try await world.ledger.sites(of: SessionID([1])).count == 1)
        for number in 2...5 { #expect(try await !world.ledger.isAnswered("r\(number)")) }
    }

    @Test func `finds the sites by what they were told, and remembers so many at most`() async throws {
        let world = try LedgerWorld()
        try await logIn(world, 1, .begin(session(1)), site(1, mark: 1))
        for number in 2...40 {
            try await logIn(world, number, .use(SessionID([1])), site(1, mark: UInt8(number), name: 2))
        }
        let sites = try await world.ledger.sites(of: SessionID([1]))
        #expect(sites.map(\.body) == ["B1", "B37", "B38", "B39", "B40"])
        let now = HeldClock.start
        #expect(try await world.ledger.sites(marks: [[1, 40], [1, 2], [7]], at: now).map(\.body) == ["B40"])
        #expect(try await world.ledger.sites(name: [2], at: now).count == 4)
        #expect(try await world.ledger.sites(name: [1], at: now).count == 1)
        #expect(try await world.ledger.sites(name: [2], at: now + 8 * 3600).isEmpty)
    }

    /// Nobody presses anything for a login from a session: a site that came often enough would leave the others untold.
    @Test func `lets no site push another out of a session without the card`() async throws {
        let world = try LedgerWorld()
        try await logIn(world, 1, .begin(session(1)), site(1, mark: 1))
        for number in 2...SessionRules.mostSites {
            try await logIn(
                world, number, .use(SessionID([1])), site(1, mark: UInt8(number), name: UInt8(number)))
        }
        await #expect(throws: LedgerError.sessionOver) {
            try await logIn(world, 200, .use(SessionID([1])), site(1, mark: 200, name: 200))
        }
        #expect(try await world.ledger.sites(of: SessionID([1])).first?.body == "B1")
        // With the card there is room: the oldest makes it.
        try await logIn(world, 201, .renew(session(1, ticket: 9)), site(1, mark: 201, name: 201))
        #expect(try await world.ledger.sites(of: SessionID([1])).count == SessionRules.mostSites)
    }

    @Test func `carries a site's request out once (R27), and records each end`() async throws {
        let world = try LedgerWorld()
        try await logIn(world, 1, .begin(session(1)), site(1, mark: 1))
        let end = SessionEnd(cause: .site, time: HeldClock.start, site: .portal, requestID: "_out")
        try await world.ledger.end([SessionID([1])], end)
        #expect(try await world.ledger.isAnswered("_out"))
        await #expect(throws: LedgerError.alreadySpent) { try await world.ledger.end([SessionID([1])], end) }
        // A second end of the same session has nothing to say.
        try await world.ledger.end([SessionID([1])], SessionEnd(cause: .holder, time: HeldClock.start))
        try await world.ledger.close()
        let records = try world.reader.records().filter { $0.event == .session }
        #expect(records.map(\.reason) == ["site"] && records.first?.requestID == "_out")
        #expect(try world.reader.verify().isIntact)
    }

    @Test func `takes away the card when it no longer serves, and all of it when its time is over`() async throws {
        let world = try LedgerWorld()
        try await logIn(world, 1, .begin(session(1)), site(1, mark: 1))
        try await world.ledger.keep(StoredLogout(ticket: [5], body: "L", step: 0, ends: HeldClock.start + 900))
        world.clock.advance(by: 901)
        await world.ledger.tidy()
        let kept = try #require(try await found(world, ticket: 1))
        #expect(kept.card == nil && kept.key == "KEY1")
        #expect(try await world.ledger.logout(ticket: [5], at: HeldClock.start) == nil)
        world.clock.advance(by: 8 * 3600)
        await world.ledger.tidy()
        #expect(try await found(world, ticket: 1) == nil)
        #expect(try await world.ledger.sites(of: SessionID([1])).isEmpty)
    }

    @Test func `writes a login with a session in one sync, and one without in no other way than before`() async throws {
        let world = try LedgerWorld()
        let before = world.ledger.transactions
        try await logIn(world, 1, .begin(session(1)), site(1, mark: 1))
        #expect(world.ledger.transactions == before + 1)
        try await world.logIn(2...2)
        #expect(world.ledger.transactions == before + 2)
        try await world.ledger.close()
        let records = try world.reader.records().filter { $0.event == .decision }
        #expect(records.map { $0.json.contains("\"session\"") } == [false, false])
    }
}
