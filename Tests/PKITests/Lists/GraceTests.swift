import DemoPKI
import Foundation
import OpenSSL
import PKI
import Testing

/// threats: R20, R21. A list that counts after its nextUpdate, because its issuer's file says so.
@Suite struct `A grace after nextUpdate` {
    private static let tenMinutes: @Sendable (inout RevocationRules) -> Void = { $0.grace = .seconds(600) }

    @Test func `R21 lets a list count for so long, says so, and not a second longer`() async throws {
        let world = try PublishedLists()
        let (card, revoked) = (try world.cards.card(), try world.cards.card())
        try world.publish([world.entry(revoked)])
        let judge = try world.judge(rules: Self.tenMinutes)
        await judge.poll()
        let steps = try await [3_599, 1, 599].asyncMap { seconds in
            world.cards.wait(seconds)
            let seen = await Seen(judge.judge(world.cards.presented(card.certificate)))
            #expect(seen.reason == nil)
            return try #require(seen.trace.steps.last?.detail)
        }
        #expect(
            steps == [
                "good by crl, 3599 s old", "good by crl, 3600 s old, past its nextUpdate",
                "good by crl, 4199 s old, past its nextUpdate",
            ])
        #expect(await world.code(revoked, by: judge) == "revoked")
        // Fetched anew within the grace, or taken back after a restart, it counts for as long.
        #expect(await world.code(card, by: try world.judge(keeping: false, rules: Self.tenMinutes)) == "ok")
        #expect(await world.code(card, by: try world.judge(keeping: false)) == "revocation-stale")
        world.set { $0.isDead = true }
        #expect(await world.code(card, by: try world.judge(rules: Self.tenMinutes)) == "ok")
        world.cards.wait(1)
        #expect(await world.code(card, by: judge) == "revocation-stale")
        #expect(await world.code(card, by: try world.judge(rules: Self.tenMinutes)) == "revocation-stale")
        #expect(await world.code(revoked, by: judge) == "revoked")
    }

    @Test func `R21 is in the evidence's words, by how much it is late or not`() async throws {
        let world = try PublishedLists()
        let card = try world.cards.card()
        try world.publish([])
        let judge = try world.judge(rules: Self.tenMinutes)
        await judge.poll()
        world.cards.wait(3_700)
        guard case .proven(let proven) = await judge.judge(world.cards.presented(card.certificate)) else {
            Issue.record("refused")
            return
        }
        #expect(proven.revocation.isInGrace)
        #expect(proven.trace.revocation.last?.detail == "0 entries, past its nextUpdate, within the grace")
        #expect(proven.ground.rules.contains("\"grace\":600"))
    }

    @Test func `R20 lets a delta count for so long too`() async throws {
        let world = try PublishedLists()
        let held = try world.cards.card()
        try world.publish([])
        try world.publishDelta([world.entry(held, .certificateHold)], base: 1)
        let judge = try world.judge { rules in
            world.withDelta(&rules)
            rules.grace = .seconds(300)
        }
        await judge.poll()
        for (seconds, code) in [(599.0, "on-hold"), (1, "on-hold"), (299, "on-hold"), (1, "ok")] {
            world.cards.wait(seconds)
            #expect(await world.code(held, by: judge) == code)
        }
    }

    @Test func `R20 never carries a list beyond its greatest age`() async throws {
        let world = try PublishedLists()
        let card = try world.cards.card()
        try world.publish([])
        let judge = try world.judge { rules in
            (rules.grace, rules.maxAge) = (.seconds(86_400), .seconds(7_200))
        }
        await judge.poll()
        world.cards.wait(7_200)
        #expect(await world.code(card, by: judge) == "ok")
        world.cards.wait(1)
        #expect(await world.code(card, by: judge) == "revocation-stale")
    }

    @Test func `R20 is none for answers by OCSP`() async throws {
        let world = try CardWorld()
        let card = try world.card()
        // It ran out an hour ago.
        world.set { $0.answering.thisUpdate = CardWorld.noon - 7_200 }
        let codes = try await [Duration.zero, .seconds(86_400)].asyncMap { grace in
            try await world.code(card, sources: [world.ocsp]) { $0.grace = grace }
        }
        #expect(codes == ["revocation-stale", "revocation-stale"])
    }

    @Test(arguments: [Duration.seconds(-1), .milliseconds(1), .seconds(86_401)])
    func `has bounds`(grace: Duration) {
        var rules = RevocationRules(sources: [.crl("http://crl.demo.invalid/")])
        rules.grace = grace
        #expect(rules.defects.map(\.key) == ["grace"])
        for fine in [Duration.zero, .seconds(1), .seconds(86_400)] {
            rules.grace = fine
            #expect(rules.defects == [])
        }
    }
}

extension Array {
    fileprivate func asyncMap<Other>(_ act: (Element) async throws -> Other) async rethrows -> [Other] {
        var others: [Other] = []
        for element in self { others.append(try await act(element)) }
        return others
    }
}
