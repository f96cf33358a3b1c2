import DemoPKI
import Foundation
import Login
import OpenSSL
import PKI
import Testing

@Suite struct `The person who was shown` {
    @Test func `cannot be replaced by another within the attempt`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let offer = try await world.consent(world.issuer.card(for: .arta).certificate, in: cookie)
        world.clock.advance(by: 5)
        let other = try await world.use(world.issuer.card(for: .besnik).certificate, in: offer.attemptText, cookie)
        let refusal = await refused {
            try await world.desk.present(other.attempt, possession: other.possession, cookie: cookie)
        }
        #expect(refusal?.reason == .cardChanged && refusal?.canTryAgain == true)
        #expect(world.ledger.entries.map(\.reasonCode) == ["card-changed"])
        // Nor by another try after the refusal.
        world.clock.advance(by: 5)
        let again = try await world.use(
            world.issuer.card(for: .besnik).certificate, in: #require(refusal?.attemptText), cookie)
        let second = await refused {
            try await world.desk.present(again.attempt, possession: again.possession, cookie: cookie)
        }
        #expect(second?.reason == .cardChanged)
    }

    @Test func `cannot be replaced when agreeing`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let offer = try await world.consent(world.issuer.card(for: .arta).certificate, in: cookie)
        // The same second, so the same use of a card: only the person is another.
        let other = try await world.use(world.issuer.card(for: .besnik).certificate, in: offer.attemptText, cookie)
        let form = offer.form(possession: other.possession)
        #expect(await refused { try await world.desk.agree(form, cookie: cookie) }?.reason == .cardChanged)
    }

    /// The attempt from before the card knows no person yet; the consent text does.
    @Test func `cannot be replaced with the attempt of before the card`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let attempt = try await world.attempt(in: cookie)
        let mine = try await world.use(world.issuer.card(for: .arta).certificate, in: attempt, cookie)
        let offer = try await world.desk.present(attempt, possession: mine.possession, cookie: cookie)
        let other = try await world.use(world.issuer.card(for: .besnik).certificate, in: attempt, cookie)
        let form = offer.form(attempt: attempt, possession: other.possession)
        guard case .askAgain(let again) = try await world.desk.agree(form, cookie: cookie) else {
            Issue.record("released for another person than was shown")
            return
        }
        #expect(again.holder.givenName == "Besnik")
    }

    @Test func `may come with another card`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let offer = try await world.consent(world.issuer.card(for: .arta).certificate, in: cookie)
        world.clock.advance(by: 5)
        let renewed = try await world.use(
            world.issuer.card(.p384, for: .arta).certificate, in: offer.attemptText, cookie)
        let next = try await world.desk.present(renewed.attempt, possession: renewed.possession, cookie: cookie)
        try await world.logIn(next, in: cookie)
        #expect(world.ledger.entries.map(\.reasonCode) == ["ok"])
    }

    @Test func `who says "this is not me" makes room for another`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let offer = try await world.consent(world.issuer.card(for: .arta).certificate, in: cookie)
        let refusal = try await world.desk.disown(offer.form(), cookie: cookie)
        #expect(refusal.reason == .notMe && !refusal.isRepeated && refusal.canTryAgain)
        let entry = try #require(world.ledger.entries.first)
        #expect(entry.outcome == .cancelled && entry.reason == .notMe && entry.issuer == "demo")
        world.clock.advance(by: 5)
        let other = try await world.use(
            world.issuer.card(for: .besnik).certificate, in: #require(refusal.attemptText), cookie)
        let next = try await world.desk.present(other.attempt, possession: other.possession, cookie: cookie)
        #expect(next.holder.givenName == "Besnik")
        try await world.logIn(next, in: cookie)
        #expect(world.ledger.entries.map(\.reasonCode) == ["not-me", "ok"])
    }

    @Test func `who was disowned is not taken back with the page of before`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let offer = try await world.consent(world.issuer.card(for: .arta).certificate, in: cookie)
        let first = try await world.desk.disown(offer.form(), cookie: cookie)
        let agreed = await refused { try await world.desk.agree(offer.form(), cookie: cookie) }
        let again = await refused { try await world.desk.disown(offer.form(), cookie: cookie) }
        for refusal in [agreed, again] {
            #expect(refusal?.reason == .notMe && refusal?.isRepeated == true)
            #expect(refusal?.caseNumber == first.caseNumber)
        }
        #expect(world.ledger.entries.count == 1)
    }
}
