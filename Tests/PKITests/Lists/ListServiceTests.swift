import DemoPKI
import Fetch
import Foundation
import OpenSSL
import PKI
import Synchronization
import Testing

/// threats: R17, R20 to R22: lists come, serve and go while cards are judged.
@Suite struct `Lists in service` {
    @Test func `R20 are swapped while cards are judged, and no verdict wavers`() async throws {
        let world = try PublishedLists()
        let (revoked, good) = (try world.cards.card(), try world.cards.card())
        let others = (0..<300).map { CRLEntry(serial: [1, UInt8($0 % 256), UInt8($0 / 256)], date: CardWorld.noon) }
        try world.publish(others + [world.entry(revoked)])
        let judge = try world.judge()
        await judge.poll()
        let isOver = Flag()
        let codes = await withTaskGroup(of: Set<String>.self) { group in
            for (name, card) in [("revoked", revoked), ("ok", good), ("revoked", revoked), ("ok", good)] {
                group.addTask {
                    var seen: Set<String> = []
                    while !isOver.isSet { seen.insert("\(name): \(await world.code(card, by: judge))") }
                    return seen
                }
            }
            for round in 0..<20 {
                _ = try? world.publish((round % 2 == 0 ? others : []) + [world.entry(revoked)])
                await judge.poll()
            }
            isOver.set()
            return await group.reduce(into: Set()) { $0.formUnion($1) }
        }
        #expect(codes == ["revoked: revoked", "ok: ok"])
    }

    @Test func `R22 carry a new revocation with the first poll that follows it`() async throws {
        let world = try PublishedLists()
        let card = try world.cards.card()
        try world.publish([])
        let judge = try world.judge()
        await judge.poll()
        #expect(await world.code(card, by: judge) == "ok")
        try world.publish([world.entry(card)])
        await judge.poll()
        #expect(await world.code(card, by: judge) == "revoked")
    }

    /// One slow source holds up no other of the same issuer.
    @Test func `R21 are fetched beside each other`() async throws {
        let world = try PublishedLists()
        try world.publish([])
        let (isReleased, hasCome) = (Flag(), Flag())
        let slow = "http://slow.demo.invalid/list.crl"
        let fetcher = Fetcher(fetch: world.cards.fetcher.fetch) { request, take throws(FetchError) in
            guard request.url == slow else {
                hasCome.set()
                return try await world.fetcher.stream(request, take)
            }
            while !isReleased.isSet { await Task.yield() }
            throw .timedOut("")
        }
        let issuer = try world.cards.issuer(sources: [.crl(slow), .crl(world.url)])
        let judge = try CardJudge(issuers: [issuer], fetcher: fetcher, clock: .fixed(CardWorld.noon))
        let poll = Task { await judge.poll() }
        for _ in 0..<1_000_000 where !hasCome.isSet { await Task.yield() }
        #expect(hasCome.isSet)
        isReleased.set()
        await poll.value
        #expect(await world.code(try world.cards.card(), by: judge) == "ok")
    }

    @Test func `are looked for in a place where files are dropped`() async throws {
        let world = try PublishedLists()
        let card = try world.cards.card()
        let path = world.folder + ".crl"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let judge = try world.judge(sources: [.dropped(at: path)])
        await judge.poll()
        #expect(await world.code(card, by: judge) == "revocation-unavailable")
        let list = try world.publish([])
        try Data(list).write(to: URL(fileURLWithPath: path))
        #expect(await world.code(card, by: judge) == "ok")
        // A file that is still being copied is no list; the one at hand goes on.
        let newer = try world.publish([world.entry(card)])
        try Data(newer.dropLast(10)).write(to: URL(fileURLWithPath: path))
        await judge.poll()
        #expect(await world.code(card, by: judge) == "ok")
        try Data(newer).write(to: URL(fileURLWithPath: path))
        await judge.poll()
        #expect(await world.code(card, by: judge) == "revoked")
        try FileManager.default.removeItem(atPath: path)
        await judge.poll()
        #expect(await world.code(card, by: judge) == "revoked")
        // Only a file: a folder, or a pipe that nobody writes, is none.
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        #expect(
            await world.code(card, by: try world.judge(keeping: false, sources: [.dropped(at: path)]))
                == "revocation-unavailable")
    }

    /// One list that drips keeps no other from being polled when its time comes.
    @Test func `R22 are each polled by themselves`() async throws {
        let world = try PublishedLists()
        try world.publish([])
        let (isReleased, time) = (Flag(), HeldStopwatch())
        let polls = Mutex(0)
        let slow = "http://slow.demo.invalid/list.crl"
        let fetcher = Fetcher(fetch: world.cards.fetcher.fetch) { request, take throws(FetchError) in
            guard request.url == slow else {
                polls.withLock { $0 += 1 }
                return try await world.fetcher.stream(request, take)
            }
            while !isReleased.isSet { await Task.yield() }
            throw .timedOut("")
        }
        let issuer = try world.cards.issuer(sources: [.crl(slow), .crl(world.url)]) { $0.ocsp.keepFresh = 0 }
        let judge = try CardJudge(
            issuers: [issuer], fetcher: fetcher, clock: WallClock(stopwatch: time.stopwatch) { CardWorld.noon })
        let service = Task { try await judge.run() }
        for round in 1...3 {
            while polls.withLock({ $0 }) < round { await Task.yield() }
            await time.until(sleepers: 1)
            time.advance(.seconds(300))
        }
        service.cancel()
        isReleased.set()
        _ = try? await service.value
    }

    /// Who comes with a visitor waits for the poll that is under way, for his own time, and starts no other.
    @Test func `R22 are not fetched once for each login while they are on their way`() async throws {
        let world = try PublishedLists()
        try world.publish([])
        let isReleased = Flag()
        let asked = Mutex(0)
        let fetcher = Fetcher(fetch: world.cards.fetcher.fetch) { request, take throws(FetchError) in
            asked.withLock { $0 += 1 }
            while !isReleased.isSet { await Task.yield() }
            return try await world.fetcher.stream(request, take)
        }
        let cards = try (0..<5).map { _ in try world.cards.card() }
        let judge = try CardJudge(
            issuers: [world.cards.issuer(sources: [.crl(world.url)])], fetcher: fetcher, clock: .fixed(CardWorld.noon))
        let poll = Task { await judge.poll() }
        while asked.withLock({ $0 }) == 0 { await Task.yield() }
        let codes = await withTaskGroup(of: String.self) { group in
            for card in cards { group.addTask { await world.code(card, by: judge) } }
            for _ in 0..<1_000 { await Task.yield() }
            isReleased.set()
            return await group.reduce(into: Set()) { $0.insert($1) }
        }
        await poll.value
        #expect(codes == ["ok"])
        #expect(asked.withLock { $0 } == 1)
    }

    /// threats: V8. A list that failed is left alone for 5 s, then for 10, 20 and at most 30.
    @Test func `R22 are not fetched by each login where they just failed`() async throws {
        let sources = try Responders()
        let card = try sources.world.card()
        let judge = try sources.judge(sources: [sources.world.crl])
        sources.set(sources.list, .fails(.unreachable("no route")))
        for (pause, count) in [(0, 1), (4, 1), (1, 2), (9, 2), (1, 3), (20, 4), (29, 4), (1, 5), (30, 6)] {
            sources.time.advance(.seconds(pause))
            #expect(await sources.seen(card, by: judge).reason == .revocationUnavailable)
            #expect(sources.asked.count == count, "after \(pause) s")
        }
        sources.set(sources.list, .well)
        let seen = await sources.seen(card, by: judge)
        #expect(seen.trace.revocation.first?.detail.contains("not fetched again for a moment") == true)
        await judge.poll()
        #expect(await sources.seen(card, by: judge).reason == nil)
    }

    /// Two that overtake each other: what the one that came between revoked stays revoked.
    @Test func `R20 carry over from the list that they really replace`() async throws {
        let world = try PublishedLists()
        let (revoked, good) = (try world.cards.card(), try world.cards.card())
        let isReleased = Flag()
        let isHolding = Mutex(false)
        let asked = Mutex(0)
        let fetcher = Fetcher(fetch: world.cards.fetcher.fetch) { request, take throws(FetchError) in
            asked.withLock { $0 += 1 }
            if isHolding.withLock({ $0 }) { while !isReleased.isSet { await Task.yield() } }
            return try await world.fetcher.stream(request, take)
        }
        let judge = try CardJudge(
            issuers: [world.cards.issuer(sources: [.crl(world.url)])], fetcher: fetcher,
            clock: WallClock { world.cards.now })
        try world.publish([])
        await judge.poll()
        world.cards.wait(3_601)
        isHolding.withLock { $0 = true }
        async let judged = world.code(good, by: judge)
        while asked.withLock({ $0 }) < 2 { await Task.yield() }
        isHolding.withLock { $0 = false }
        try world.publish([world.entry(revoked)])
        await judge.poll()
        try world.publish([])
        isReleased.set()
        #expect(await judged == "ok")
        #expect(await world.code(revoked, by: judge) == "revoked")
        #expect(asked.withLock { $0 } == 4)
    }

    /// What cannot be read does not mean "not listed".
    @Test func `R20 are no word on anybody when their index was altered in service`() async throws {
        let world = try PublishedLists()
        let (revoked, good) = (try world.cards.card(), try world.cards.card())
        let others = (0..<17_000).map { CRLEntry(serial: [1, UInt8($0 % 256), UInt8($0 / 256)], date: CardWorld.noon) }
        try world.publish(others + [world.entry(revoked)])
        let judge = try world.judge()
        await judge.poll()
        world.set { $0.isDead = true }
        #expect(await world.code(good, by: judge) == "ok")
        let kept = try #require(world.kept(".list").first)
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: kept))
        try file.seek(toOffset: 18 * 17_001)
        for _ in 0..<4 { try file.write(contentsOf: Data(repeating: 0xFF, count: 1 << 20)) }
        #expect(await world.code(good, by: judge) == "revocation-unavailable")
        #expect(world.reports.contains { $0.contains("was altered") })
        world.set { $0.isDead = false }
        await judge.poll()
        #expect(await world.code(good, by: judge) == "ok")
        #expect(await world.code(revoked, by: judge) == "revoked")
    }

    /// What is documented in docs/revocation.md, source by source.
    @Test(arguments: [
        (true, true, "ok"), (false, true, "ok"), (true, false, "ok"), (false, false, "revocation-unavailable"),
    ])
    func `R21 lost in turn leave what is documented`(hasOCSP: Bool, hasList: Bool, code: String) async throws {
        let world = try PublishedLists()
        let card = try world.cards.card()
        try world.publish([])
        if !hasOCSP { world.cards.set { $0.ocsp = .fails(.unreachable("")) } }
        if !hasList { world.set { $0.isDead = true } }
        let judge = try world.judge(sources: [world.cards.ocsp, .crl(world.url)])
        #expect(await world.code(card, by: judge) == code)
    }

    @Test(arguments: [
        "ldap://crl.demo.invalid/cn=Demo?certificateRevocationList;binary", "http://crl.demo.invalid/",
        "file:///var/lib/porta/demo.crl",
    ])
    func `R17 come from places that are configured, by schemes that are known`(url: String) throws {
        let world = try CardWorld()
        #expect(try world.issuer(sources: [.crl(url)]).origins.count == (url.hasPrefix("file") ? 0 : 1))
        #expect(throws: PKIError.self) { try world.issuer(sources: [.ocsp("ldap://crl.demo.invalid/")]) }
        for other in ["ftp://crl.demo.invalid/", "file://host/list.crl", "ldaps://crl.demo.invalid/", "/list.crl"] {
            #expect(throws: PKIError.self) { try world.issuer(sources: [.crl(other)]) }
            #expect(throws: PKIError.self) { try world.issuer(sources: [.crl(url)]) { $0.deltas = [url: other] } }
        }
    }
}
