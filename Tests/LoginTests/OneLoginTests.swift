import DemoPKI
import Foundation
import Login
import PKI
import Testing

@Suite struct `One login` {
    @Test func `goes from the request to the answer`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let card = try world.issuer.card()
        let bound = try await world.attempt(in: cookie)
        let start = try await world.desk.start(bound, cookie: cookie, language: nil)
        #expect(start.site.id == RelyingParty.portal.id && start.attempt.request == world.request())
        world.clock.advance(by: 70)
        let handed = try await world.use(card.certificate, in: start.attemptText, cookie)
        world.clock.advance(by: 30)
        let offer = try await world.desk.present(handed.attempt, possession: handed.possession, cookie: cookie)
        #expect(offer.holder.displayName == "Arta Shembulli" && offer.holder.nationalID == "I45314061M")
        #expect(offer.until == HeldClock.noon + 70 + 600)
        world.clock.advance(by: 60)
        let release = try await world.release(offer, [.nationalID], in: cookie)
        let (values, used) = (release.values, release.authenticatedAt)
        #expect(values == [.givenName: "Arta", .familyName: "Shembulli", .nationalID: "I45314061M"])
        #expect(used == HeldClock.noon + 70)
        let admission = try await world.desk.admit(release, answer: .some)
        let (spent, caseNumber, answer) = (admission.attempt, admission.caseNumber, admission.answer)
        #expect(spent.requestID == "_r1" && spent.cardUse == 70 && answer == .some)
        #expect(world.ledger.entries.map(\.caseNumber) == [caseNumber] && world.ledger.notes.isEmpty)
    }

    @Test func `is recorded with what was judged, shown and sent`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let card = try world.issuer.card()
        try await world.logIn(world.consent(card.certificate, in: cookie), in: cookie)
        let entry = try #require(world.ledger.entries.first)
        #expect(entry.event == .decision && entry.outcome == .released && entry.reasonCode == "ok")
        #expect(entry.site == RelyingParty.portal.id && entry.requestID == "_r1" && entry.issuer == "demo")
        #expect(entry.items == [.givenName, .familyName] && entry.answer == .some)
        // In force when the certificate was made, not the newest.
        #expect(entry.agreement == "2.5")
        #expect(entry.judgement?.certificate == card.certificate && entry.judgement?.facts == .usual)
        #expect(entry.judgement?.path.count == 3 && entry.judgement?.revocation?.source == .ocsp)
    }

    @Test func `keeps the language that the visitor switched to`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let card = try world.issuer.card()
        let bound = try await world.attempt(in: cookie)
        let start = try await world.desk.start(bound, cookie: cookie, language: .albanian)
        #expect(start.attempt.language == .albanian && start.attemptText != bound)
        let same = try await world.desk.start(start.attemptText, cookie: cookie, language: .albanian)
        #expect(same.attemptText == start.attemptText)
        let handed = try await world.use(card.certificate, in: start.attemptText, cookie)
        let offer = try await world.desk.present(handed.attempt, possession: handed.possession, cookie: cookie)
        #expect(offer.language == .albanian)
        let release = try await world.release(offer, in: cookie)
        let language = release.language
        #expect(language == .albanian)
    }

    @Test func `changes its language on the consent page too`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let handed = try await world.use(world.issuer.card().certificate, in: world.attempt(in: cookie), cookie)
        let offer = try await world.desk.present(
            handed.attempt, possession: handed.possession, cookie: cookie, language: .albanian)
        #expect(offer.language == .albanian && offer.request == world.request())
        #expect(try await world.desk.review(offer.form(), cookie: cookie).language == .albanian)
    }

    @Test func `with a transient name gives no other`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let card = try world.issuer.card()
        let offer = try await world.consent(card.certificate, at: .shop, nameID: .transient, in: cookie)
        let release = try await world.release(offer, in: cookie)
        let (name, values) = (release.name, release.values)
        #expect(name == .transient && values.isEmpty)
    }

    @Test func `at a site that is not registered does not begin`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let stranger = RelyingParty.site("https://stranger.example/saml")
        let refusal = try #require(await refused { try await world.attempt(at: stranger, in: cookie) })
        #expect(refusal.reason == .unknownRelyingParty && refusal.site == nil && refusal.attemptText == nil)
    }

    @Test func `ends where the site was taken from the configuration meanwhile`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let bound = try await world.attempt(in: cookie)
        let reloaded = try world.desk(sites: [.shop])
        let refusal = await refused { try await reloaded.start(bound, cookie: cookie, language: nil) }
        #expect(refusal?.reason == .unknownRelyingParty)
    }

    @Test func `begins with a check that a card host can be trusted to see strangers`() async throws {
        let world = try World()
        let label = try #require(world.desk.label(world.desk.selfCheckLabel()))
        #expect(label.isAlive(at: world.clock.now))
        let stranger = try world.issuer.card(.unknownIssuer).certificate
        let possession = try world.desk.seal(
            Possession(leaf: stranger, label: label, facts: .usual, at: world.clock.now))
        #expect(await world.desk.selfCheckVerdict(possession, presenting: stranger) == .unknownIssuer)
        let good = try world.issuer.card().certificate
        #expect(await world.desk.selfCheckVerdict(possession, presenting: good) == nil)
        #expect(await world.desk.selfCheckVerdict("AAAA", presenting: stranger) == nil)
        let accepted = try world.desk.seal(Possession(leaf: good, label: label, facts: .usual, at: world.clock.now))
        #expect(await world.desk.selfCheckVerdict(accepted, presenting: good) == nil)
    }
}
