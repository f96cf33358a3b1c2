import DemoPKI
import Foundation
import OpenSSL
import PKI
import Testing

/// threats: V6, R20: a delta counts only beside the full list that it adds to (RFC 5280 §5.2.4).
@Suite struct `A delta beside a full list` {
    @Test func `adds, lifts a hold, and lifts no revocation`() async throws {
        let world = try PublishedLists()
        let (added, released, revoked, good) = (
            try world.cards.card(), try world.cards.card(), try world.cards.card(), try world.cards.card()
        )
        try world.publish([world.entry(released, .certificateHold), world.entry(revoked)])
        try world.publishDelta(
            [world.entry(added), world.entry(released, .removeFromCRL), world.entry(revoked, .removeFromCRL)], base: 1)
        let judge = try world.judge(rules: world.withDelta)
        await judge.poll()
        #expect(await world.code(added, by: judge) == "revoked")
        #expect(await world.code(released, by: judge) == "ok")
        #expect(await world.code(revoked, by: judge) == "revoked")
        #expect(await world.code(good, by: judge) == "ok")
        #expect(world.reports == [])
        // After a restart too, with all sources dead.
        world.set { $0.isDead = true }
        let again = try world.judge(rules: world.withDelta)
        #expect(await world.code(added, by: again) == "revoked")
        #expect(await world.code(released, by: again) == "ok")
    }

    typealias Change = @Sendable (inout CRLShape, PublishedLists) -> Void
    static let misfits: [(String, Int, Change, String)] = [
        ("a base newer than the full list", 9, { _, _ in }, "does not count"),
        (
            "another scope", 1,
            { list, _ in list.issuingDistributionPoint = IssuingDistributionPoint.der(onlyUsers: true) },
            "does not count"
        ),
        (
            "another authority's identifier", 1, { list, _ in list.authorityKeyIdentifier = [1, 2, 3] },
            "does not count"
        ),
        ("a full list", 1, { list, _ in list.deltaBase = nil }, "a delta is expected"),
        ("a broken signature", 1, { list, _ in list.breaksSignature = true }, "not signed"),
        ("the root's name", 1, { list, _ in list.issuer = DemoAuthority.rootName("Demo") }, "not signed"),
        (
            "yesterday's", 1,
            { list, world in
                list.thisUpdate = world.cards.now - 7_200
                list.nextUpdate = world.cards.now - 3_600
            }, "nextUpdate has passed"
        ),
        (
            "an unknown critical extension", 1, { list, _ in list.moreExtensions = [.unknown(critical: true)] },
            "unknown"
        ),
    ]

    @Test(arguments: misfits.indices)
    func `R20 does not count where it does not fit; the full list does`(index: Int) async throws {
        let (name, base, change, word) = Self.misfits[index]
        let world = try PublishedLists()
        let (held, good) = (try world.cards.card(), try world.cards.card())
        try world.publish([world.entry(held, .certificateHold)])
        try world.publishDelta([world.entry(good, .certificateHold), world.entry(held, .removeFromCRL)], base: base) {
            change(&$0, world)
        }
        let judge = try world.judge(rules: world.withDelta)
        await judge.poll()
        #expect(await world.code(good, by: judge) == "ok", "\(name)")
        #expect(await world.code(held, by: judge) == "on-hold", "\(name)")
        await judge.poll()
        #expect(world.reports.count == 1, "\(name): said once")
        #expect(world.reports.first?.contains(word) == true, "\(name): \(world.reports)")
    }

    @Test func `R21 that is lost leaves the full list, and whom it revoked revoked`() async throws {
        let world = try PublishedLists()
        let (revoked, held, good) = (try world.cards.card(), try world.cards.card(), try world.cards.card())
        try world.publish([])
        try world.publishDelta([world.entry(revoked), world.entry(held, .certificateHold)], base: 1)
        let judge = try world.judge(rules: world.withDelta)
        await judge.poll()
        world.set { [delta = world.deltaURL] in $0.served[delta] = nil }
        world.cards.wait(599)
        await judge.poll()
        #expect(await world.code(held, by: judge) == "on-hold")
        world.cards.wait(1)  // the delta has run out
        #expect(await world.code(held, by: judge) == "ok")
        await judge.poll()
        #expect(await world.code(revoked, by: judge) == "revoked")
        #expect(await world.code(held, by: judge) == "ok")
        #expect(await world.code(good, by: judge) == "ok")
        #expect(world.reports.contains { $0.contains("no such host") })
    }

    @Test func `is not missed when the full list is newer`() async throws {
        let world = try PublishedLists()
        let card = try world.cards.card()
        try world.publish([])
        try world.publishDelta([world.entry(card, .certificateHold)], base: 1)
        let judge = try world.judge(rules: world.withDelta)
        await judge.poll()
        #expect(await world.code(card, by: judge) == "on-hold")
        world.cards.wait(1)
        try world.publish([])
        await judge.poll()
        #expect(await world.code(card, by: judge) == "ok")
        #expect(world.reports == [])
    }

    @Test func `R20 never goes backwards`() async throws {
        let world = try PublishedLists()
        let card = try world.cards.card()
        try world.publish([])
        try world.publishDelta([], base: 1)
        let old = world.served(world.deltaURL)
        world.cards.wait(1)
        try world.publishDelta([world.entry(card, .certificateHold)], base: 1)
        let judge = try world.judge(rules: world.withDelta)
        await judge.poll()
        world.set { [delta = world.deltaURL] in $0.served[delta] = old }
        await judge.poll()
        #expect(await world.code(card, by: judge) == "on-hold")
        #expect(world.reports.contains { $0.contains("older list") })
    }

    /// A hold that is younger than the answer counts, whatever the age of the full list beneath it.
    @Test(arguments: [true, false])
    func `R23 holds by its own date`(isYounger: Bool) async throws {
        let world = try PublishedLists()
        let card = try world.cards.card()
        try world.publish([])
        world.cards.wait(60)
        let judge = try world.judge(sources: [world.cards.ocsp, .crl(world.url)], rules: world.withDelta)
        if !isYounger { try world.publishDelta([world.entry(card, .certificateHold)], base: 1) }
        world.cards.wait(1)
        #expect(await world.code(card, by: judge) == "ok")  // and remembered
        world.cards.wait(1)
        if isYounger { try world.publishDelta([world.entry(card, .certificateHold)], base: 1) }
        await judge.poll()
        world.cards.set { [now = world.cards.now] in $0.answering.thisUpdate = now - 1 }
        #expect(await world.code(card, by: judge) == (isYounger ? "on-hold" : "ok"))
    }

    /// What revokes needs no full list; only what clears does.
    @Test func `R20 revokes though its full list is not at hand`() async throws {
        let world = try PublishedLists()
        let (revoked, held) = (try world.cards.card(), try world.cards.card())
        try world.publishDelta([world.entry(revoked), world.entry(held, .certificateHold)], base: 1)
        let judge = try world.judge(sources: [world.cards.ocsp, .crl(world.url)], rules: world.withDelta)
        await judge.poll()
        #expect(await world.code(revoked, by: judge) == "revoked")
        #expect(await world.code(held, by: judge) == "ok")
    }

    /// RFC 5280 §6.3.3(d): a list of some reasons clears nobody; whom it names it refuses.
    @Test func `R20 or a list of some reasons only revokes and holds all the same`() async throws {
        let world = try PublishedLists()
        let (revoked, held, good) = (try world.cards.card(), try world.cards.card(), try world.cards.card())
        let judge = try world.judge(sources: [world.cards.ocsp, .crl(world.url)])
        for card in [revoked, held] { #expect(await world.code(card, by: judge) == "ok") }
        world.cards.wait(1)
        try world.publish([world.entry(revoked), world.entry(held, .certificateHold)]) {
            $0.issuingDistributionPoint = IssuingDistributionPoint.der(onlySomeReasons: [1, 6])
        }
        world.cards.set { [now = world.cards.now] in $0.answering.thisUpdate = now - 1 }
        await judge.poll()
        #expect(await world.code(revoked, by: judge) == "revoked")
        #expect(await world.code(held, by: judge) == "on-hold")
        #expect(await world.code(good, by: judge) == "ok")
        #expect(await world.code(good, by: try world.judge()) == "revocation-unavailable")
    }
}
