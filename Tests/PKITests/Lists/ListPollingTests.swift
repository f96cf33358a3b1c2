import DemoPKI
import Fetch
import Foundation
import OpenSSL
import PKI
import Synchronization
import Testing

/// threats: R22, V8. When lists are asked for, and who waits for them.
@Suite struct `Polls of lists` {
    private let world: PublishedLists
    private let time = HeldStopwatch()

    init() throws { world = try PublishedLists() }

    private func judge(_ fetcher: Fetcher? = nil, sources: [RevocationSource]? = nil) throws -> CardJudge {
        let issuer = try world.cards.issuer(sources: sources ?? [.crl(world.url)]) { $0.ocsp.keepFresh = 0 }
        return try CardJudge(
            issuers: [issuer], fetcher: fetcher ?? world.fetcher,
            clock: WallClock(stopwatch: time.stopwatch) { world.cards.now })
    }

    /// The network, where lists come only once the flag is set.
    private func held(until isReleased: Flag) -> Fetcher {
        Fetcher(fetch: world.cards.fetcher.fetch) { request, take throws(FetchError) in
            while !isReleased.isSet { await Task.yield() }
            return try await world.fetcher.stream(request, take)
        }
    }

    /// A service that ended would end the house.
    @Test func `do not end where nothing is to be polled`() async throws {
        let judge = try judge(sources: [world.cards.ocsp])
        let hasEnded = Flag()
        let service = Task {
            defer { hasEnded.set() }
            try await judge.run()
        }
        for _ in 0..<10_000 { await Task.yield() }
        #expect(!hasEnded.isSet)
        service.cancel()
        await #expect(throws: CancellationError.self) { try await service.value }
    }

    @Test func `R22 hold up nobody's readiness for longer than is said`() async throws {
        let isReleased = Flag()
        let judge = try judge(held(until: isReleased))
        try world.publish([])
        let ready = Task { await judge.poll(atMost: .seconds(15)) }
        await time.until(sleepers: 1)
        time.advance(.seconds(15))
        await ready.value
        #expect(!isReleased.isSet)
        isReleased.set()
        #expect(await world.code(try world.cards.card(), by: judge) == "ok")
    }

    /// A login gives up when its own time is over; the poll goes on.
    @Test func `R22 go on when a login that waited for them has given up`() async throws {
        let isReleased = Flag()
        let judge = try judge(held(until: isReleased))
        try world.publish([])
        let card = try world.cards.card()
        let poll = Task { await judge.poll() }
        let login = Task { await world.code(card, by: judge) }
        // The deadline of the round, and the wait for the list within it.
        await time.until(sleepers: 1)
        time.advance(.seconds(1_000))
        #expect(await login.value == "revocation-unavailable")
        isReleased.set()
        await poll.value
        #expect(await world.code(card, by: judge) == "ok")
    }

    /// "Not modified", and yet run out: nothing new is to be had there for a moment.
    @Test func `V8 are not repeated by each login where the publisher has nothing newer`() async throws {
        try world.publish([])
        let judge = try judge()
        let card = try world.cards.card()
        #expect(await world.code(card, by: judge) == "ok")
        world.cards.wait(3_600)
        for _ in 0..<3 { #expect(await world.code(card, by: judge) == "revocation-stale") }
        #expect(world.unchanged == 1)
        time.advance(.seconds(5))
        #expect(await world.code(card, by: judge) == "revocation-stale")
        #expect(world.unchanged == 2)
        try world.publish([])
        await judge.poll()
        #expect(await world.code(card, by: judge) == "ok")
    }
}
