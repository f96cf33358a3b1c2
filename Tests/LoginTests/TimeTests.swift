import DemoPKI
import Foundation
import Login
import PKI
import Testing

/// R35. Each limit holds to the second: the last moment is in time, the next is not.
@Suite struct `Time` {
    typealias Limit = (TimeInterval, RefusalReason?)

    @Test(arguments: [(0, nil), (120, nil), (121, .attemptExpired), (-60, nil), (-61, .attemptExpired)] as [Limit])
    func `to open a start link is two minutes`(seconds: TimeInterval, reason: RefusalReason?) async throws {
        let world = try World()
        let start = try await world.desk.begin(world.request())
        world.clock.advance(by: seconds)
        #expect(await refused { try await world.desk.bind(start, to: world.cookie()) }?.reason == reason)
    }

    /// threats: B2. Bound late, it would live as long as an attempt after all.
    @Test func `that ran out for a start link is not given back by its refusal`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let start = try await world.desk.begin(world.request())
        world.clock.advance(by: 121)
        let refusal = try #require(await refused { try await world.desk.bind(start, to: cookie) })
        #expect(!refusal.canTryAgain)
        let attempt = try #require(refusal.attemptText)
        let clicked = await refused { try await world.use(nil, in: attempt, cookie) }
        #expect(clicked?.reason == .attemptExpired)
        // The site can still be told.
        let back = try await world.desk.wayBack(attempt, refusal: refusal.refusalText, cookie: cookie)
        #expect(back.reason == .attemptExpired && back.request == refusal.request)
    }

    @Test(arguments: [(2_700, nil), (2_701, .attemptExpired), (-60, nil), (-61, .attemptExpired)] as [Limit])
    func `before the click is 45 minutes`(seconds: TimeInterval, reason: RefusalReason?) async throws {
        let world = try World()
        let cookie = world.cookie()
        let attempt = try await world.attempt(in: cookie)
        world.clock.advance(by: seconds)
        let clicked = await refused { try await world.use(nil, in: attempt, cookie) }
        let shown = await refused { try await world.desk.start(attempt, cookie: cookie, language: nil) }
        #expect(clicked?.reason == reason && shown?.reason == reason)
        #expect(clicked?.canTryAgain == (reason == nil ? nil : false))
    }

    @Test func `from the click to the card is five minutes`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let click = try await world.desk.click(
            world.attempt(in: cookie), cookie: cookie, older: false, olderWaySets: [], shared: false)
        let label = try #require(world.desk.label(click.label))
        #expect(label.isAlive(at: HeldClock.noon + 300) && !label.isAlive(at: HeldClock.noon + 301))
    }

    @Test func `that ran out for a label gives nothing back, and another try`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let attempt = try await world.attempt(in: cookie)
        let refusal = try #require(
            await refused { try await world.desk.present(attempt, possession: nil, cookie: cookie) })
        #expect(refusal.reason == .attemptExpired && refusal.canTryAgain)
        _ = try await world.use(nil, in: #require(refusal.attemptText), cookie)
    }

    /// The last click, the last label, the longest PIN.
    @Test(arguments: [(52 * 60, nil), (52 * 60 + 1, .attemptExpired)] as [Limit])
    func `until the card is back is 52 minutes`(seconds: TimeInterval, reason: RefusalReason?) async throws {
        let world = try World()
        let cookie = world.cookie()
        let attempt = try await world.attempt(in: cookie)
        world.clock.advance(by: 45 * 60)
        let click = try await world.desk.click(
            attempt, cookie: cookie, older: false, olderWaySets: [], shared: false)
        world.clock.advance(by: seconds - 45 * 60)
        let possession = try world.possession(of: world.issuer.card().certificate, by: click.label)
        let refusal = await refused { try await world.desk.present(attempt, possession: possession, cookie: cookie) }
        #expect(refusal?.reason == reason)
    }

    @Test(
        arguments: [
            (false, 600, nil), (false, 601, .attemptExpired), (true, 120, nil), (true, 121, .attemptExpired),
        ] as [(Bool, TimeInterval, RefusalReason?)])
    func `for consent is ten minutes, two on a shared computer`(
        shared: Bool, seconds: TimeInterval, reason: RefusalReason?
    ) async throws {
        let world = try World()
        let cookie = world.cookie()
        let handed = try await world.use(
            world.issuer.card().certificate, in: world.attempt(in: cookie), cookie, shared: shared)
        let offer = try await world.desk.present(handed.attempt, possession: handed.possession, cookie: cookie)
        #expect(offer.until == HeldClock.noon + (shared ? 120 : 600))
        world.clock.advance(by: seconds)
        let refusal = await refused { try await world.desk.agree(offer.form(), cookie: cookie) }
        #expect(refusal?.reason == reason)
        // The card is asked for again within the same attempt: nothing is lost.
        #expect(refusal?.canTryAgain == (reason == nil ? nil : true))
        #expect(world.ledger.entries.isEmpty)
    }

    @Test(arguments: [(-60, nil), (-61, .attemptExpired)] as [Limit])
    func `of another node may be a minute behind, not more`(
        seconds: TimeInterval, reason: RefusalReason?
    ) async throws {
        let world = try World()
        let cookie = world.cookie()
        let attempt = try await world.attempt(in: cookie)
        let handed = try await world.use(world.issuer.card().certificate, in: attempt, cookie)
        world.clock.advance(by: seconds)
        let refusal = await refused {
            try await world.desk.present(attempt, possession: handed.possession, cookie: cookie)
        }
        #expect(refusal?.reason == reason)
    }

    @Test(arguments: [(90 * 60, nil), (90 * 60 + 1, .attemptExpired)] as [Limit])
    func `from the request is 90 minutes at the most`(seconds: TimeInterval, reason: RefusalReason?) async throws {
        let world = try World(times: LoginTimes(start: 2 * 3600))
        let cookie = world.cookie()
        let attempt = try await world.attempt(in: cookie)
        world.clock.advance(by: seconds)
        #expect(await refused { try await world.use(nil, in: attempt, cookie) }?.reason == reason)
    }

    @Test(arguments: [(3_600, nil), (3_601, .attemptExpired)] as [Limit])
    func `for the way back from a refusal is an hour`(seconds: TimeInterval, reason: RefusalReason?) async throws {
        let world = try World()
        let cookie = world.cookie()
        let refusal = try await world.refusal(of: nil, in: cookie)
        world.clock.advance(by: seconds)
        let attempt = try #require(refusal.attemptText)
        let ended = await refused {
            try await world.desk.wayBack(attempt, refusal: refusal.refusalText, cookie: cookie)
        }
        #expect(ended?.reason == reason)
    }

    @Test func `names each use of a card by the second`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let attempt = try await world.attempt(in: cookie)
        for seconds: UInt16 in [0, 1, 2, 2_700] {
            world.clock.advance(by: HeldClock.noon.timeIntervalSince(world.clock.now) + TimeInterval(seconds) + 0.9)
            if seconds == 2_700 { world.clock.advance(by: -0.9) }
            let click = try await world.desk.click(
                attempt, cookie: cookie, older: false, olderWaySets: [], shared: false)
            #expect(world.desk.label(click.label)?.cardUse == seconds)
        }
    }
}
