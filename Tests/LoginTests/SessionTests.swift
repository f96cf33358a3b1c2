import DemoPKI
import Foundation
import Login
import OpenSSL
import PKI
import Testing

@Suite struct `A session` {
    private func world() throws -> World { try World(session: .quarter) }

    @Test func `begins with the card and answers the next site without it`() async throws {
        let world = try world()
        var browser = Browser(world)
        let began = world.clock.now
        let first = try #require(try await browser.logIn(world.issuer.card().certificate, "_1", at: .taxes))
        let ticket = try #require(browser.ticket)
        world.clock.advance(by: 600)
        let offer = try #require(try await browser.offer("_2", at: .health))
        #expect(offer.since == began && offer.until == began + 900 && offer.holder.contains("Arta"))
        let consent = try await browser.present("_3", at: .health)
        #expect(consent.session == .used(since: began))
        let release = try await browser.release(consent)
        // The true time of the card, not of the button.
        #expect(release.authenticatedAt == began && release.sessionEnds == began + 8 * 3600)
        let second = try #require(try await browser.admit(release))
        #expect(second.index != first.index && second.name != first.name)
        #expect(browser.ticket == ticket)
        let entries = world.ledger.entries
        #expect(entries.map(\.session?.act) == [.begun, .used])
        #expect(entries[0].session?.session == entries[1].session?.session)
        // Judged again, and recorded with what was found now.
        let judgement = try #require(entries[1].judgement)
        #expect(judgement.presentedAt == began && judgement.revocation != nil)
        #expect(judgement.ground.map { $0.judgedAt >= began + 600 } == true)
    }

    @Test func `says on the consent page that it begins`() async throws {
        let world = try world()
        let browser = Browser(world)
        let offer = try await world.consent(world.issuer.card().certificate, at: .taxes, in: browser.cookie)
        #expect(offer.session == .begins(until: world.clock.now + 900))
        // What was agreed to without that does not begin one: the page asks again.
        let without = try world.desk()
        let old = try await world.consent(world.issuer.card().certificate, "_2", at: .shop, in: browser.cookie)
        #expect(old.session == nil)
        guard case .askAgain = try await without.agree(offer.form(), cookie: browser.cookie) else {
            Issue.record("agreed to something else than was shown")
            return
        }
    }

    @Test func `is kept only where house and site want it`() async throws {
        let (on, off) = (try world(), try World())
        for (world, site) in [(on, RelyingParty.portal), (on, .shop), (off, .taxes)] {
            var browser = Browser(world)
            #expect(try await browser.logIn(world.issuer.card().certificate, "_1", at: site) == nil)
            #expect(browser.ticket == nil && world.ledger.entries.last?.session == nil)
        }
    }

    @Test func `is never seen by a site that takes no part`() async throws {
        let world = try world()
        var browser = Browser(world)
        try await browser.logIn(world.issuer.card().certificate, "_1", at: .taxes)
        #expect(try await browser.offer("_2", at: .shop) == nil)
        #expect(await refused { try await browser.present("_3", at: .shop) }?.reason == .attemptExpired)
    }

    @Test func `does not begin on a computer that others use`() async throws {
        let world = try world()
        var browser = Browser(world)
        #expect(try await browser.logIn(world.issuer.card().certificate, "_1", at: .taxes, shared: true) == nil)
        #expect(browser.ticket == nil)
    }

    @Test func `does not answer a site that wants the card (ForceAuthn)`() async throws {
        let world = try world()
        var browser = Browser(world)
        try await browser.logIn(world.issuer.card().certificate, "_1", at: .taxes)
        #expect(try await browser.offer("_2", at: .health, needsCard: true) == nil)
        let text = try await browser.start("_3", at: .health, needsCard: true)
        let refusal = await refused {
            try await world.desk.present(text, session: browser.ticket, cookie: browser.cookie, language: nil)
        }
        #expect(refusal?.reason == .attemptExpired)
    }

    @Test func `serves for its minutes from the card, however often it is used`() async throws {
        let world = try world()
        var browser = Browser(world)
        try await browser.logIn(world.issuer.card().certificate, "_1", at: .taxes)
        world.clock.advance(by: 890)
        try await browser.goOn("_2", at: .health)
        let late = try await browser.present("_3", at: .taxes)
        world.clock.advance(by: 11)
        #expect(try await browser.offer("_4", at: .taxes) == nil)
        // Not even for a page that was shown in time.
        #expect(await refused { try await browser.release(late) }?.reason == .attemptExpired)
    }

    @Test func `gets another ticket when the card is used again, and keeps its sites (fixation)`() async throws {
        let world = try world()
        var browser = Browser(world)
        let card = try world.issuer.card().certificate
        let first = try #require(try await browser.logIn(card, "_1", at: .taxes))
        let old = try #require(browser.ticket)
        world.clock.advance(by: 60)
        try await browser.logIn(card, "_2", at: .health)
        #expect(browser.ticket != old)
        #expect(world.ledger.entries.map(\.session?.act) == [.begun, .renewed])
        var thief = Browser(world)
        thief.ticket = old
        #expect(try await thief.offer("_3", at: .health) == nil)
        // One logout reaches both.
        guard case .begun(let sessions, let stops) = try await world.desk.logOut(question(first, at: .taxes)) else {
            Issue.record("no logout")
            return
        }
        #expect(sessions.count == 1 && stops.map(\.site) == [RelyingParty.health.id])
    }

    @Test func `of another person is over when a card is used in its browser`() async throws {
        let world = try world()
        var browser = Browser(world)
        let first = try #require(try await browser.logIn(world.issuer.card().certificate, "_1", at: .taxes))
        try await browser.logIn(world.issuer.card(for: .besnik).certificate, "_2", at: .health)
        #expect(world.ledger.entries.map(\.session?.act) == [.begun, .begun])
        #expect(try await world.desk.logOut(question(first, at: .taxes)) == .over)
        let offer = try #require(try await browser.offer("_3", at: .health))
        #expect(!offer.holder.contains("Arta"))
    }

    @Test func `ends when its holder says that he is somebody else`() async throws {
        let world = try world()
        var browser = Browser(world)
        try await browser.logIn(world.issuer.card().certificate, "_1", at: .taxes)
        let offer = try await browser.present("_2", at: .health)
        #expect(try await world.desk.disown(browser.form(offer), cookie: browser.cookie).reason == .notMe)
        #expect(try await browser.offer("_3", at: .health) == nil)
    }

    @Test func `does not open for another browser's attempt, nor with another's ticket`() async throws {
        let world = try world()
        var (mine, other) = (Browser(world), Browser(world))
        try await mine.logIn(world.issuer.card().certificate, "_1", at: .taxes)
        try await other.logIn(world.issuer.card(for: .besnik).certificate, "_2", at: .taxes)
        let offer = try await mine.present("_3", at: .health)
        // The page of one session, pressed with the ticket of another, or with none.
        var form = offer.form()
        #expect(await refused { try await world.desk.agree(form, cookie: mine.cookie) }?.reason == .attemptExpired)
        form = ConsentForm(
            attemptText: offer.attemptText, possessionText: offer.possessionText, consentText: offer.consentText,
            chosen: [], ticket: other.ticket)
        #expect(await refused { try await world.desk.agree(form, cookie: mine.cookie) }?.reason == .attemptExpired)
    }
}

/// R18, T2: a session is no verdict.
@Suite struct `The card of a session` {
    @Test func `that was revoked meanwhile serves no more, and the record says why`() async throws {
        let world = try World(session: .quarter)
        var browser = Browser(world)
        let card = try world.issuer.card()
        try await browser.logIn(card.certificate, "_1", at: .taxes)
        world.issuer.revoke(card)
        world.clock.advance(by: 400)
        #expect(try await browser.offer("_2", at: .health) == nil)
        // It is over, not only unused once.
        #expect(await refused { try await browser.present("_3", at: .health) }?.reason == .attemptExpired)
        #expect(try await world.desk.session(browser.ticket) == nil)
    }

    @Test func `that is revoked while the page is open lets nobody in`() async throws {
        let world = try World(session: .quarter)
        var browser = Browser(world)
        let card = try world.issuer.card()
        try await browser.logIn(card.certificate, "_1", at: .taxes)
        let offer = try await browser.present("_2", at: .health)
        world.issuer.revoke(card)
        world.clock.advance(by: 400)
        #expect(await refused { try await browser.release(offer) }?.reason == .revoked)
        #expect(world.ledger.entries.last?.reason == .revoked)
    }

    @Test func `whose state nobody tells is not believed, and the session goes on`() async throws {
        let world = try World(session: .quarter)
        var browser = Browser(world)
        try await browser.logIn(world.issuer.card().certificate, "_1", at: .taxes)
        world.issuer.set { $0.isReachable = false }
        world.clock.advance(by: 400)
        #expect(try await browser.offer("_2", at: .health) == nil)
        world.issuer.set { $0.isReachable = true }
        // The source is left alone for a while after it failed.
        world.clock.advance(by: 300)
        #expect(try await browser.offer("_3", at: .health) != nil)
    }

    @Test func `that is blocked before the transaction lets nobody in`() async throws {
        let world = try World(session: .quarter)
        var browser = Browser(world)
        try await browser.logIn(world.issuer.card().certificate, "_1", at: .taxes)
        let release = try await browser.release(browser.present("_2", at: .health))
        world.ledger.blocked = .cardBlocked
        #expect(await notAdmitted(release, at: world.desk)?.trouble != nil)
        let again = try await browser.release(browser.present("_3", at: .health))
        do {
            _ = try await browser.admit(again)
            Issue.record("admitted")
        } catch let error as AdmissionError {
            #expect(error.refusal?.reason == .cardBlocked)
        }
    }
}

/// A site that wants nothing shown (IsPassive).
@Suite struct `A passive request` {
    private func answer(_ browser: Browser, _ id: String, at site: RelyingParty) async throws -> PassiveAnswer {
        let text = try await browser.start(id, at: site, isPassive: true)
        return try await browser.world.desk.answerUnseen(text, session: browser.ticket, cookie: browser.cookie)
    }

    @Test func `is answered with what the holder agreed to in this session`() async throws {
        let world = try World(session: .quarter)
        var browser = Browser(world)
        try await browser.logIn(world.issuer.card().certificate, "_1", at: .taxes)
        guard case .release(let release) = try await answer(browser, "_2", at: .taxes) else {
            Issue.record("no answer")
            return
        }
        #expect(release.consent.items == [.givenName])
        #expect(try await browser.admit(release) != nil)
        #expect(world.ledger.entries.last?.session?.act == .used)
    }

    @Test func `is impossible at a site that the holder has not seen, and without a session`() async throws {
        let world = try World(session: .quarter)
        var browser = Browser(world)
        for signsIn in [false, true] {
            if signsIn { try await browser.logIn(world.issuer.card().certificate, "_1", at: .taxes) }
            guard case .impossible(let wayBack) = try await answer(browser, "_h\(signsIn)", at: .health) else {
                Issue.record("answered")
                return
            }
            #expect(wayBack.reason == .passiveImpossible)
        }
    }

    @Test func `is impossible when the site asks for something else than before`() async throws {
        let world = try World(session: .quarter)
        var browser = Browser(world)
        try await browser.logIn(world.issuer.card().certificate, "_1", at: .taxes)
        let more = RelyingParty.site(
            RelyingParty.taxes.id.value, required: [.givenName, .familyName], takesSessions: true)
        let desk = try world.desk(sites: [more], session: .quarter)
        // Nor by another kind of name: the page said which.
        let other = try await browser.start("_3", at: .taxes, isPassive: true, as: .transient)
        guard
            case .impossible = try await world.desk.answerUnseen(other, session: browser.ticket, cookie: browser.cookie)
        else {
            Issue.record("answered")
            return
        }
        let text = try await browser.start("_2", at: .taxes, isPassive: true)
        guard case .impossible = try await desk.answerUnseen(text, session: browser.ticket, cookie: browser.cookie)
        else {
            Issue.record("answered")
            return
        }
    }
}

@Suite struct `The halves of the cookie` {
    @Test func `are the browser's secret and behind a dot the ticket`() throws {
        let world = try World()
        let (browser, ticket) = (world.cookie(), SessionTicket(randomness: world.randomness.source))
        let text = BrowserSecrets(browser: browser, ticket: ticket).text
        #expect(text == "\(browser.text).\(ticket.text)" && text.utf8.count == 66)
        #expect(BrowserSecrets(text) == BrowserSecrets(browser: browser, ticket: ticket))
        #expect(BrowserSecrets(browser.text) == BrowserSecrets(browser: browser, ticket: nil))
    }

    @Test func `are known apart: a broken ticket does not lose the browser (R35)`() throws {
        let browser = try World().cookie()
        for rest in [".", ".x", "..", "." + String(repeating: "A", count: 44), ".\(browser.text)"] {
            #expect(BrowserSecrets(browser.text + rest) == BrowserSecrets(browser: browser, ticket: nil))
        }
        for text in ["", ".", "x." + String(repeating: "A", count: 43), " \(browser.text)"] {
            #expect(BrowserSecrets(text) == nil)
        }
    }
}
