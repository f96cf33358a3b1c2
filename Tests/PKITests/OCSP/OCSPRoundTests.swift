import DemoPKI
import Fetch
import Foundation
import OpenSSL
import PKI
import Testing

/// threats: V2, V8, V9, R21, R23: two responders of one issuer, and the time in the test's hand.
@Suite struct `Two responders` {
    static let (first, second) = (Responders.first, Responders.second)
    static let dead = Responders.Way.fails(.unreachable("no route"))

    @Test func `are asked in order, the second only where the first gave nothing`() async throws {
        let sources = try Responders()
        let card = try sources.world.card()
        let judge = try sources.judge()
        #expect(await sources.seen(card, by: judge).reason == nil)
        #expect(sources.asked == [Self.first])
        await judge.forget()
        sources.set(Self.first, Self.dead)
        let seen = await sources.seen(card, by: judge)
        #expect(seen.reason == nil)
        #expect(seen.trace.revocation.map(\.status) == [.unavailable, .good])
        #expect(seen.trace.revocation.map(\.url) == [Self.first, Self.second])
    }

    /// R23: the second is asked when the first is slower than it should be; the first verified answer wins.
    @Test func `are both asked where the first is slow`() async throws {
        let sources = try Responders()
        let card = try sources.world.card()
        let judge = try sources.judge()
        sources.set(Self.first, .silent)
        async let judged = sources.seen(card, by: judge)
        await sources.until(asked: 1)
        await sources.time.until(sleepers: 2)
        sources.time.advance(.milliseconds(499))
        #expect(sources.asked == [Self.first])
        sources.time.advance(.milliseconds(1))
        let seen = await judged
        #expect(seen.reason == nil)
        #expect(sources.asked == [Self.first, Self.second])
        #expect(seen.trace.revocation.map(\.status) == [.unavailable, .good])
        #expect(seen.trace.revocation.first?.detail == "silent until another answered")
        sources.set(Self.first, .well)
    }

    @Test func `are asked after the delay that is configured, or when the first has used its share`() async throws {
        let sources = try Responders()
        let card = try sources.world.card()
        sources.set(Self.first, .silent)
        let patient = try sources.judge { $0.ocsp.hedge = .after(.seconds(2)) }
        async let judged = sources.seen(card, by: patient)
        await sources.until(asked: 1)
        await sources.time.until(sleepers: 2)
        sources.time.advance(.milliseconds(1_999))
        #expect(sources.asked == [Self.first])
        sources.time.advance(.milliseconds(1))
        #expect(await judged.reason == nil)

        let stubborn = try sources.judge { $0.ocsp.hedge = .off }
        async let late = sources.seen(card, by: stubborn)
        await sources.until(asked: 3)
        await sources.time.until(sleepers: 2)
        sources.time.advance(.milliseconds(2_999))
        #expect(sources.asked == [Self.first, Self.second, Self.first])
        sources.time.advance(.milliseconds(1))
        #expect(await late.reason == nil)
        #expect(sources.asked.last == Self.second)
        sources.set(Self.first, .well)
    }

    /// R23: after what 95 of 100 of its latest answers stayed below.
    @Test func `are both asked as soon as the first is slower than it usually is`() async throws {
        let sources = try Responders()
        let judge = try sources.judge()
        sources.set(Self.first, .silent)
        for answered in 1...10 {
            let card = try sources.world.card()
            async let judged = sources.seen(card, by: judge)
            await sources.until(asked: answered)
            await sources.time.until(sleepers: 2)
            sources.time.advance(.milliseconds(80))
            sources.set(Self.first, .well)
            #expect(await judged.reason == nil)
            sources.set(Self.first, .silent)
        }
        #expect(await judge.responders().first?.p95 == .milliseconds(80))
        let card = try sources.world.card()
        async let judged = sources.seen(card, by: judge)
        await sources.until(asked: 11)
        await sources.time.until(sleepers: 2)
        sources.time.advance(.milliseconds(79))
        #expect(sources.asked.last == Self.first)
        sources.time.advance(.milliseconds(1))
        #expect(await judged.reason == nil)
        #expect(sources.asked.last == Self.second)
        sources.set(Self.first, .well)
    }

    /// Whoever says it, and however late: a revocation is remembered at once and for ever.
    @Test func `agree with the one that says revoked, even if it is the slower`() async throws {
        let sources = try Responders()
        let card = try sources.world.card()
        let judge = try sources.judge()
        sources.set(Self.first, .silent)
        async let judged = sources.seen(card, by: judge)
        await sources.until(asked: 1)
        await sources.time.until(sleepers: 2)
        sources.time.advance(.milliseconds(500))
        #expect(await judged.reason == nil)  // the second said good; the first still thinks
        sources.set(Self.first, .saying(.revoked(at: CardWorld.noon, reason: .keyCompromise)))
        while await sources.seen(card, by: judge).reason == nil { await Task.yield() }
        let seen = await sources.seen(card, by: judge)
        #expect(seen.reason == .revoked)
        #expect(seen.trace.revocation.map(\.url) == [Self.first])
        #expect(sources.asked.count == 2)
    }

    /// A good answer that comes late does not wash off what a newer one said.
    @Test(arguments: [OCSPStatus.unknown, .revoked(at: CardWorld.noon, reason: .certificateHold)])
    func `do not let an older good answer undo a newer doubt`(doubt: OCSPStatus) async throws {
        let sources = try Responders()
        let card = try sources.world.card()
        let judge = try sources.judge()
        sources.set(Self.first, .silent)
        sources.set(Self.second, .saying(doubt))
        async let judged = sources.seen(card, by: judge)
        await sources.until(asked: 1)
        await sources.time.until(sleepers: 2)
        sources.time.advance(.milliseconds(500))
        let reason = await judged.reason
        #expect(reason == .onHold || reason == .unknownToIssuer)
        var older = OCSPAnswerOptions()
        older.thisUpdate = CardWorld.noon - 30
        sources.set(Self.first, .answering(older))
        for _ in 0..<3 { #expect(await sources.seen(card, by: judge).reason == reason) }
        // What is newer counts.
        sources.world.wait(1)
        sources.set(Self.first, .well)
        #expect(await sources.seen(card, by: judge).reason == nil)
    }

    @Test func `are silent, and no login waits longer than its deadline`() async throws {
        let sources = try Responders()
        let card = try sources.world.card()
        let judge = try sources.judge(sources: [.ocsp(Self.first), .ocsp(Self.second), sources.world.crl])
        for url in [Self.first, Self.second, sources.list] { sources.set(url, .silent) }
        async let judged = sources.seen(card, by: judge)
        await sources.until(asked: 1)
        await sources.time.until(sleepers: 2)
        sources.time.advance(.milliseconds(500))  // the second responder is asked
        await sources.until(asked: 2)
        sources.time.advance(.milliseconds(3_500))  // both have used their share: four of six seconds
        await sources.until(asked: 3)
        await sources.time.until(sleepers: 1)
        sources.time.advance(.milliseconds(1_999))
        #expect(sources.asked == [Self.first, Self.second, sources.list])
        sources.time.advance(.milliseconds(1))
        let seen = await judged
        #expect(seen.reason == .revocationUnavailable)
        #expect(seen.trace.revocation.map(\.detail) == Array(repeating: "no answer in time", count: 3))
        #expect(sources.requests.map(\.limits.deadline) == [.seconds(4), .milliseconds(3_500), .seconds(2)])
        for url in [Self.first, Self.second, sources.list] { sources.set(url, .well) }
    }

    @Test func `leave the list its share`() async throws {
        let sources = try Responders()
        let card = try sources.world.card()
        let judge = try sources.judge(sources: [.ocsp(Self.first), .ocsp(Self.second), sources.world.crl])
        for url in [Self.first, Self.second] { sources.set(url, .silent) }
        async let judged = sources.seen(card, by: judge)
        await sources.until(asked: 1)
        await sources.time.until(sleepers: 2)
        sources.time.advance(.milliseconds(500))
        await sources.until(asked: 2)
        sources.time.advance(.milliseconds(3_500))
        let seen = await judged
        #expect(seen.reason == nil)
        #expect(seen.trace.revocation.map(\.source) == [.ocsp, .ocsp, .crl])
        for url in [Self.first, Self.second] { sources.set(url, .well) }
    }

    /// A verified "unknown" ends the search (the card was activated a moment ago).
    @Test func `are not asked about a card that the first does not know`() async throws {
        let sources = try Responders()
        let card = try sources.world.card(.justActivated)
        #expect(await sources.seen(card, by: try sources.judge()).reason == .unknownToIssuer)
        #expect(sources.asked == [Self.first])
    }

    @Test func `share what one of them said`() async throws {
        let sources = try Responders()
        let card = try sources.world.card()
        let judge = try sources.judge()
        sources.set(Self.first, Self.dead)
        for _ in 0..<3 { #expect(await sources.seen(card, by: judge).reason == nil) }
        #expect(sources.asked == [Self.first, Self.second])
    }

    /// A visitor who reloads the page cancels the request, and must not find a refusal in its place.
    @Test func `are waited for although nobody waits for the verdict any more`() async throws {
        let sources = try Responders()
        let card = try sources.world.card()
        let judge = try sources.judge()
        sources.set(Self.first, .silent)
        let judged = Task { await sources.seen(card, by: judge).reason }
        await sources.until(asked: 1)
        judged.cancel()
        sources.set(Self.first, .well)
        #expect(await judged.value == nil)
    }

    @Test func `hedge by way of one question each for many cards at once`() async throws {
        let sources = try Responders()
        let card = try sources.world.card()
        let judge = try sources.judge()
        sources.set(Self.first, .silent)
        let reasons = await withTaskGroup(of: CardRefusal?.self) { group in
            for _ in 0..<30 { group.addTask { await sources.seen(card, by: judge).reason } }
            await sources.until(asked: 1)
            await sources.time.until(sleepers: 60)
            sources.time.advance(.milliseconds(500))
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(reasons == Array(repeating: nil, count: 30))
        #expect(sources.asked == [Self.first, Self.second])
        sources.set(Self.first, .well)
    }
}

/// threats: V8, R23: a responder that keeps failing is left alone.
@Suite struct `The circuit breaker` {
    static let (first, second) = (Responders.first, Responders.second)

    private func fail(_ times: Int, _ sources: Responders, _ judge: CardJudge) async throws {
        for _ in 0..<times { _ = await sources.seen(try sources.world.card(), by: judge) }
    }

    @Test func `opens after failures in a row, tries again after a pause, and closes`() async throws {
        let sources = try Responders()
        let judge = try sources.judge()
        sources.set(Self.first, .fails(.timedOut("")))
        try await fail(4, sources, judge)
        #expect(await judge.responders().first?.circuit == .closed)
        try await fail(1, sources, judge)
        var condition = try #require(await judge.responders().first)
        #expect((condition.circuit, condition.failures, condition.questions, condition.answers) == (.open, 5, 5, 0))
        #expect(condition.issuer == "demo" && condition.url == Self.first && condition.p95 == nil)

        // While it is open nobody waits for it.
        let before = sources.asked.count
        let seen = await sources.seen(try sources.world.card(), by: judge)
        #expect(seen.reason == nil)
        #expect(seen.trace.revocation.first?.detail.contains("left alone") == true)
        #expect(sources.asked.dropFirst(before) == [Self.second])

        // After the pause one question goes out, and no second one while it is under way.
        sources.time.advance(.seconds(30))
        sources.set(Self.first, .silent)
        let (one, other) = (try sources.world.card(), try sources.world.card())
        async let probing = sources.seen(one, by: judge)
        await sources.until(asked: before + 2)
        #expect(await judge.responders().first?.circuit == .probing)
        #expect(await sources.seen(other, by: judge).reason == nil)
        #expect(sources.asked.dropFirst(before + 1) == [Self.first, Self.second])
        sources.set(Self.first, .well)
        #expect(await probing.reason == nil)
        condition = try #require(await judge.responders().first)
        #expect((condition.circuit, condition.failures, condition.answers) == (.closed, 0, 1))
    }

    @Test func `opens again at once when the trial fails`() async throws {
        let sources = try Responders()
        let judge = try sources.judge { $0.ocsp.breakerFailures = 2 }
        sources.set(Self.first, .bytes(Array("<html>".utf8), type: "text/html"))
        try await fail(2, sources, judge)
        #expect(await judge.responders().first?.circuit == .open)
        sources.time.advance(.seconds(30))
        try await fail(1, sources, judge)
        #expect(await judge.responders().first?.circuit == .open)
        let before = sources.asked.count
        try await fail(1, sources, judge)
        #expect(sources.asked.dropFirst(before) == [Self.second])
    }

    /// Nobody's card can switch a responder off for all others.
    @Test(arguments: [OCSPAnswerOptions.ResponseStatus.unauthorized, .malformedRequest, .sigRequired])
    func `does not count what is said about one question`(status: OCSPAnswerOptions.ResponseStatus) async throws {
        let sources = try Responders()
        let judge = try sources.judge()
        var options = OCSPAnswerOptions()
        options.status = status
        sources.set(Self.first, .answering(options))
        try await fail(10, sources, judge)
        #expect(await judge.responders().map(\.circuit) == [.closed, .closed])
    }

    @Test(arguments: [
        Responders.Way.fails(.unreachable("")), .fails(.tooLarge(limit: 1)), .fails(.unintelligible("")),
        .bytes([], status: 503), .bytes([], status: 429), .bytes([0x30, 0x80]), .bytes([], type: nil),
    ])
    func `counts every way of not answering at all`(way: Responders.Way) async throws {
        let sources = try Responders()
        let judge = try sources.judge()
        sources.set(Self.first, way)
        try await fail(5, sources, judge)
        #expect(await judge.responders().map(\.circuit) == [.open, .closed])
    }

    @Test func `refuses every login while the only responder is left alone, and never lets one in`() async throws {
        let sources = try Responders()
        let judge = try sources.judge(sources: [.ocsp(Self.first)])
        sources.set(Self.first, .fails(.unreachable("")))
        try await fail(5, sources, judge)
        sources.set(Self.first, .well)
        let seen = await sources.seen(try sources.world.card(), by: judge)
        #expect(seen.reason == .revocationUnavailable)
        #expect(sources.asked.count == 5)
        sources.time.advance(.seconds(30))
        #expect(await sources.seen(try sources.world.card(), by: judge).reason == nil)
    }

    @Test func `begins anew when everything is forgotten`() async throws {
        let sources = try Responders()
        let judge = try sources.judge(sources: [.ocsp(Self.first)])
        sources.set(Self.first, .fails(.unreachable("")))
        try await fail(5, sources, judge)
        sources.set(Self.first, .well)
        await judge.forget()
        #expect(await sources.seen(try sources.world.card(), by: judge).reason == nil)
    }

    /// threats: D5. What waits for a dead responder is bounded.
    @Test func `is helped by a bound on what is under way`() async throws {
        let sources = try Responders()
        let judge = try sources.judge(sources: [.ocsp(Self.first)])
        sources.set(Self.first, .silent)
        let cards = try (0..<129).map { _ in try sources.world.card() }
        await withTaskGroup(of: CardRefusal?.self) { group in
            for card in cards.dropLast() { group.addTask { await sources.seen(card, by: judge).reason } }
            await sources.until(asked: 128)
            let late = await sources.seen(cards[128], by: judge)
            #expect(late.reason == .revocationUnavailable)
            #expect(late.trace.revocation.first?.detail.contains("too many questions") == true)
            sources.set(Self.first, .well)
            for await reason in group { #expect(reason == nil) }
        }
    }
}
