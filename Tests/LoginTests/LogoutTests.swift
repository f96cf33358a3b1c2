import DemoPKI
import Foundation
import Login
import PKI
import Testing

@Suite struct `A logout` {
    /// Somebody who is signed in at two sites.
    private func signedIn() async throws -> (World, Browser, taxes: Browser.Left, health: Browser.Left) {
        let world = try World(session: .quarter)
        var browser = Browser(world)
        let taxes = try #require(try await browser.logIn(world.issuer.card().certificate, "_1", at: .taxes))
        world.clock.advance(by: 10)
        let health = try #require(try await browser.goOn("_2", at: .health))
        return (world, browser, taxes, health)
    }

    @Test(arguments: [true, false]) func `that a site asks for ends the session and names the other sites`(
        byIndex: Bool
    ) async throws {
        let (world, browser, taxes, health) = try await signedIn()
        let start = try await world.desk.logOut(question(taxes, at: .taxes, byIndex: byIndex))
        guard case .begun(_, let stops) = start else {
            Issue.record("\(start)")
            return
        }
        let name = SessionName(value: health.name, format: Browser.format)
        #expect(stops == [LogoutRun.Stop(site: RelyingParty.health.id, name: name, indexes: [health.index])])
        #expect(try await browser.offer("_3", at: .health) == nil)
    }

    /// Each login has an index of its own; the site has ended them all when it asks.
    @Test func `does not send the site that asks into its own logout`() async throws {
        let (world, _, taxes, health) = try await signedIn()
        var browser = Browser(world)
        let first = try #require(try await browser.logIn(world.issuer.card().certificate, "_8", at: .taxes))
        let second = try #require(try await browser.goOn("_9", at: .taxes))
        #expect(first.index != second.index && taxes.index != first.index && health.index != first.index)
        #expect(
            try await world.desk.logOut(question(second, at: .taxes, "_out9")).stops?.isEmpty == true)
    }

    @Test func `that the holder asks for names all sites`() async throws {
        let (world, browser, _, _) = try await signedIn()
        let view = try #require(try await world.desk.session(browser.ticket))
        #expect(view.sites == [RelyingParty.taxes.id, RelyingParty.health.id] && view.holder != nil)
        guard case .begun(_, let stops) = try await world.desk.logOut(browser.ticket) else {
            Issue.record("no logout")
            return
        }
        #expect(stops.map(\.site) == [RelyingParty.taxes.id, RelyingParty.health.id])
        #expect(try await world.desk.logOut(browser.ticket) == .unknown)
        #expect(try await world.desk.session(browser.ticket) == nil)
    }

    @Test func `tells the truth about what is over, unknown or asked twice (R27)`() async throws {
        let (world, _, taxes, health) = try await signedIn()
        _ = try await world.desk.logOut(question(taxes, at: .taxes, "_out1"))
        #expect(try await world.desk.logOut(question(taxes, at: .taxes, "_out1")) == .replayed)
        #expect(try await world.desk.logOut(question(taxes, at: .taxes, "_out2")) == .over)
        #expect(try await world.desk.logOut(question(health, at: .health, "_out3")) == .over)
        let stranger = Browser.Left(name: taxes.name, index: "_nobody")
        #expect(try await world.desk.logOut(question(stranger, at: .taxes, "_out4")) == .unknown)
    }

    @Test func `needs the site, the name and the index of one session`() async throws {
        let (world, browser, taxes, health) = try await signedIn()
        let wrong: [(Browser.Left, RelyingParty)] = [
            (taxes, .health), (health, .taxes), (.init(name: health.name, index: taxes.index), .taxes),
            (.init(name: taxes.name, index: health.index), .taxes), (taxes, .shop),
        ]
        for (number, (left, site)) in wrong.enumerated() {
            for byIndex in [true, false] where byIndex || site.id != RelyingParty.taxes.id || left.name != taxes.name {
                let asked = question(left, at: site, "_w\(number)\(byIndex)", byIndex: byIndex)
                #expect(try await world.desk.logOut(asked) == .unknown)
            }
        }
        #expect(try await browser.offer("_3", at: .health) != nil)
    }

    @Test func `is unknown when the session is long over, and where none are kept`() async throws {
        let (world, browser, taxes, _) = try await signedIn()
        // It no longer serves, and is remembered.
        world.clock.advance(by: 7 * 3600)
        #expect(try await browser.offer("_3", at: .health) == nil)
        #expect(try await world.desk.session(browser.ticket)?.since == nil)
        #expect(try await world.desk(session: nil).logOut(question(taxes, at: .taxes)) == .unknown)
        world.clock.advance(by: 3600 + 1)
        #expect(try await world.desk.logOut(question(taxes, at: .taxes)) == .unknown)
        #expect(try await world.desk.session(browser.ticket) == nil)
    }

    @Test func `before the last step of a login from the session wins`() async throws {
        let (world, startedBrowser, taxes, _) = try await signedIn()
        var browser = startedBrowser
        let release = try await browser.release(browser.present("_3", at: .taxes))
        _ = try await world.desk.logOut(question(taxes, at: .taxes))
        do {
            _ = try await browser.admit(release)
            Issue.record("admitted")
        } catch let error as AdmissionError {
            #expect(error.trouble == .sessionOver)
        }
        // Nothing was spent by it.
        #expect(try await !world.ledger.isAnswered(site: RelyingParty.taxes.id, requestID: "_3"))
    }
}

@Suite struct `A logout on its way` {
    private let stops = ["https://a.example", "https://b.example"].map {
        LogoutRun.Stop(site: .init($0), name: SessionName(value: "n", format: "f"), indexes: ["_i", "_j"])
    }

    @Test func `is kept between steps, and only its own ticket opens it`() async throws {
        let world = try World(session: .quarter)
        let asker = LogoutRun.Asker(
            site: .init("https://c.example"), requestID: "_r", state: "back", binding: "redirect")
        var run = LogoutRun(sessions: [SessionID([1, 2])], asker: asker, stops: stops)
        let ticket = try await world.desk.begin(run)
        #expect(try await world.desk.run(ticket) == run)
        run.stops[0].state = .asked("_q")
        run.stops[1].state = .silent("_p")
        try await world.desk.advance(&run, ticket)
        #expect(try await world.desk.run(ticket) == run)
        #expect(try await world.desk.run(SessionTicket(randomness: world.randomness.source)) == nil)
        #expect(try await world.desk.run(nil) == nil)
        // Of two tabs only one makes the step.
        var other = run
        try await world.desk.advance(&run, ticket)
        await #expect(throws: LedgerError.alreadySpent) { try await world.desk.advance(&other, ticket) }
        world.clock.advance(by: LogoutRun.lifetime + 1)
        #expect(try await world.desk.run(ticket) == nil)
    }

    @Test func `takes the answer of the site that was asked, to the request it was asked with`() {
        var run = LogoutRun(sessions: [], asker: nil, stops: stops)
        let (a, b) = (stops[0].site, stops[1].site)
        func takes(_ site: RelyingParty.ID, _ id: String, _ isOver: Bool = true) -> Bool {
            run.take(LogoutReply(site: site, requestID: id, isOver: isOver))
        }
        let early = [takes(a, "_q"), takes(a, "")]
        run.stops[0].state = .asked("_q")
        let wrong = [takes(b, "_q"), takes(a, "_x")]
        #expect(early + wrong == [false, false, false, false])
        let no = takes(a, "_q", false)
        #expect(no && run.unconfirmed == [a, b])
        // A late yes counts.
        let yes = takes(a, "_q")
        #expect(yes && run.confirmed == [a])
    }

    @Test func `takes an answer from the browser only if this house sealed it, and lately`() throws {
        let world = try World(session: .quarter)
        let reply = LogoutReply(site: .init("https://a.example"), requestID: "_q", isOver: true)
        let text = try world.desk.seal(reply)
        #expect(world.desk.reply(text) == reply)
        #expect(world.desk.reply(String(text.dropLast()) + (text.hasSuffix("A") ? "B" : "A")) == nil)
        #expect(world.desk.reply("") == nil)
        world.clock.advance(by: LogoutRun.lifetime + 61)
        #expect(world.desk.reply(text) == nil)
    }
}

extension LogoutStart {
    fileprivate var stops: [LogoutRun.Stop]? {
        if case .begun(_, let stops) = self { stops } else { nil }
    }
}
