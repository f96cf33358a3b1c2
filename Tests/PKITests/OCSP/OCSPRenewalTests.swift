import DemoPKI
import Fetch
import Foundation
import PKI
import Testing

/// threats: V8, V9, R22: what is done between logins, so that none of them waits.
@Suite struct `Between logins` {
    static let first = Responders.first

    /// Runs the judge's background work for so long, in steps that both clocks take together.
    private func run(
        _ sources: Responders, _ judge: CardJudge, for seconds: Int, step: Double = 5, sleepers: Int = 1,
        at moments: [Int: () async throws -> Void] = [:]
    ) async throws {
        let service = Task { try await judge.run() }
        await sources.time.until(sleepers: sleepers)
        for second in stride(from: Int(step), through: seconds, by: Int(step)) {
            sources.wait(step)
            await sources.time.until(sleepers: sleepers)
            try await moments[second]?()
        }
        service.cancel()
        _ = try? await service.value
    }

    @Test func `the good answer of a card seen lately is renewed before it lapses`() async throws {
        let sources = try Responders()
        let card = try sources.world.card()
        let judge = try sources.judge(sources: [.ocsp(Self.first)])
        #expect(await sources.seen(card, by: judge).reason == nil)
        try await run(sources, judge, for: 310)
        #expect(sources.asked.count == 2)
        let seen = await sources.seen(card, by: judge)
        #expect(seen.reason == nil)
        #expect(seen.trace.revocation.first?.detail == "remembered")
        #expect(sources.asked.count == 2)
    }

    @Test func `a card not seen for a while is left alone`() async throws {
        let sources = try Responders()
        let card = try sources.world.card()
        let judge = try sources.judge(sources: [.ocsp(Self.first)]) { $0.ocsp.keepFreshFor = .seconds(60) }
        #expect(await sources.seen(card, by: judge).reason == nil)
        try await run(sources, judge, for: 310)
        #expect(sources.asked.count == 1)
    }

    @Test func `as many cards are renewed as the issuer allows`() async throws {
        let sources = try Responders()
        let judge = try sources.judge(sources: [.ocsp(Self.first)]) { $0.ocsp.keepFresh = 3 }
        for _ in 0..<5 { #expect(await sources.seen(try sources.world.card(), by: judge).reason == nil) }
        try await run(sources, judge, for: 310)
        #expect(sources.asked.count == 8)
    }

    @Test func `an answer that cannot be renewed lives as long as it says, and no longer`() async throws {
        let sources = try Responders()
        let card = try sources.world.card()
        let judge = try sources.judge(sources: [.ocsp(Self.first)])
        #expect(await sources.seen(card, by: judge).reason == nil)
        sources.set(Self.first, .fails(.unreachable("")))
        try await run(
            sources, judge, for: 305,
            at: [
                295: { #expect(await sources.seen(card, by: judge).reason == nil) },
                300: { #expect(await sources.seen(card, by: judge).reason == .revocationUnavailable) },
            ])
    }

    /// R22: a revocation that OCSP knows of refuses the card no later than `refresh` after it was published.
    @Test func `a new revocation is learned of by OCSP within refresh`() async throws {
        let sources = try Responders()
        let card = try sources.world.card()
        let judge = try sources.judge(sources: [.ocsp(Self.first)]) { $0.ocsp.keepFresh = 0 }
        #expect(await sources.seen(card, by: judge).reason == nil)
        sources.world.record(card, as: .revoked(at: CardWorld.noon, reason: .keyCompromise))
        sources.wait(299)
        #expect(await sources.seen(card, by: judge).reason == nil)
        sources.wait(1)
        #expect(await sources.seen(card, by: judge).reason == .revoked)
    }

    /// R22: with renewal, usually sooner.
    @Test func `a new revocation is learned of by renewal, without a login`() async throws {
        let sources = try Responders()
        let card = try sources.world.card()
        let judge = try sources.judge(sources: [.ocsp(Self.first)])
        #expect(await sources.seen(card, by: judge).reason == nil)
        sources.world.record(card, as: .revoked(at: CardWorld.noon, reason: .keyCompromise))
        try await run(
            sources, judge, for: 250,
            at: [
                235: { #expect(await sources.seen(card, by: judge).reason == nil) },
                245: { #expect(await sources.seen(card, by: judge).reason == .revoked) },
            ])
        #expect(sources.asked.count == 2)
    }

    /// R22: a revocation that a list publishes refuses the card no later than the poll interval after it, and 1 s.
    @Test func `a new revocation is learned of by the list within the poll interval`() async throws {
        let sources = try Responders()
        let card = try sources.world.card()
        let judge = try sources.judge(sources: [sources.world.crl])
        try await run(
            sources, judge, for: 302, step: 1, sleepers: 2,
            at: [
                1: {
                    #expect(await sources.seen(card, by: judge).reason == nil)
                    sources.world.record(card, as: .revoked(at: sources.world.now, reason: .keyCompromise))
                },
                299: { #expect(await sources.seen(card, by: judge).reason == nil) },
                301: { #expect(await sources.seen(card, by: judge).reason == .revoked) },
            ])
    }

    /// threats: V9. Ten thousand logins of one card: one question a window.
    @Test func `a card that logs in all the time is asked about once a window`() async throws {
        let sources = try Responders()
        let card = try sources.world.card()
        let judge = try sources.judge(sources: [.ocsp(Self.first)])
        let presented = sources.world.presented(card.certificate)
        for _ in 0..<10_000 {
            guard case .proven = await judge.judge(presented) else {
                Issue.record("refused")
                return
            }
        }
        #expect(sources.asked.count == 1)
    }
}
