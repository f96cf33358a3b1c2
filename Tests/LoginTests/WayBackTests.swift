import DemoPKI
import Foundation
import Login
import Testing

@Suite struct `The way back` {
    @Test func `from the start page is a cancellation, which spends nothing`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let attempt = try await world.attempt(in: cookie)
        let back = try await world.desk.wayBack(attempt, refusal: nil, cookie: cookie)
        #expect(back.reason == .cancelled && back.isFirst && back.request == world.request())
        try await world.desk.close(back, answer: .some)
        #expect(world.ledger.notes == [.cancelled] && world.ledger.entries.isEmpty)
        #expect(await refused { try await world.desk.begin(world.request()) } == nil)
    }

    @Test(arguments: [(62 * 60, RefusalReason.cancelled), (62 * 60 + 1, .attemptExpired)])
    func `from a start page that was left open says that it has expired`(
        seconds: TimeInterval, reason: RefusalReason
    ) async throws {
        let world = try World()
        let cookie = world.cookie()
        let attempt = try await world.attempt(in: cookie)
        world.clock.advance(by: seconds)
        #expect(try await world.desk.wayBack(attempt, refusal: nil, cookie: cookie).reason == reason)
    }

    @Test func `from the consent page is a cancellation, recorded as the decision on the card`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let offer = try await world.consent(world.issuer.card().certificate, in: cookie)
        let back = try await world.desk.cancel(offer.form(), cookie: cookie)
        #expect(back.reason == .cancelled && back.isFirst && back.site.id == RelyingParty.portal.id)
        try await world.desk.close(back, answer: .some)
        let entry = try #require(world.ledger.entries.first)
        #expect(entry.event == .decision && entry.outcome == .cancelled && entry.caseNumber == back.caseNumber)
        #expect(entry.answer == .some && entry.items.isEmpty && entry.issuer == "demo")
        #expect(world.ledger.entries.count == 1 && world.ledger.notes.isEmpty)
        let late = await refused { try await world.desk.agree(offer.form(), cookie: cookie) }
        #expect(late?.reason == .attemptUsed)
    }

    @Test func `and the answer exclude each other`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let offer = try await world.consent(world.issuer.card().certificate, in: cookie)
        let back = try await world.desk.cancel(offer.form(), cookie: cookie)
        try await world.logIn(offer, in: cookie)
        await #expect(throws: LedgerError.alreadySpent) { try await world.desk.close(back, answer: .some) }
        #expect(world.ledger.entries.map(\.reasonCode) == ["ok"])
    }

    @Test func `after "this is not me" says so, as the answer to an earlier decision`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let offer = try await world.consent(world.issuer.card().certificate, in: cookie)
        let refusal = try await world.desk.disown(offer.form(), cookie: cookie)
        let back = try await world.desk.wayBack(
            #require(refusal.attemptText), refusal: refusal.refusalText, cookie: cookie)
        #expect(back.reason == .notMe && !back.isFirst && back.caseNumber == refusal.caseNumber)
        try await world.desk.close(back, answer: .some)
        #expect(world.ledger.entries.map(\.event) == [.decision, .answer])
        #expect(world.ledger.entries.map(\.outcome) == [.cancelled, .cancelled])
    }

    @Test func `keeps the language of the visitor`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let start = try await world.desk.start(world.attempt(in: cookie), cookie: cookie, language: .albanian)
        let back = try await world.desk.wayBack(start.attemptText, refusal: nil, cookie: cookie)
        #expect(back.language == .albanian)
        let handed = try await world.use(nil, in: start.attemptText, cookie)
        let refusal = await refused {
            try await world.desk.present(handed.attempt, possession: handed.possession, cookie: cookie)
        }
        #expect(refusal?.language == .albanian)
    }

    @Test func `of a shown reason is not counted twice`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let refusal = try await world.refusal(of: nil, in: cookie)
        let back = try await world.desk.wayBack(
            #require(refusal.attemptText), refusal: refusal.refusalText, cookie: cookie)
        try await world.desk.close(back, answer: .some)
        #expect(world.ledger.notes == [.noCertificate])
    }
}
