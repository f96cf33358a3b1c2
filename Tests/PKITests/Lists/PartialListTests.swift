import DemoPKI
import Foundation
import OpenSSL
import PKI
import Testing

/// RFC 5280 §6.3.3(d), (e), (l): lists of some reasons each, one beside the other.
@Suite struct `Lists of some reasons` {
    private static let other = "http://other.demo.invalid/list.crl"

    private let world: PublishedLists
    private let judge: CardJudge

    init() throws {
        world = try PublishedLists()
        judge = try world.judge(sources: [.crl(world.url), .crl(Self.other)])
    }

    private func publish(
        _ entries: [CRLEntry] = [], for reasons: [Int], at url: String? = nil, by authority: DemoAuthority? = nil
    ) throws {
        let list = try (authority ?? world.authority).crl(
            entries, number: 1, thisUpdate: world.cards.now, nextUpdate: world.cards.now + 3_600
        ) {
            $0.issuingDistributionPoint = IssuingDistributionPoint.der(onlySomeReasons: reasons)
        }
        let place = url ?? world.url
        world.set { $0.served[place] = list }
    }

    @Test func `R20 clear a card together where all reasons are told, fetched or at hand`() async throws {
        let card = try world.cards.card()
        try publish(for: [1, 2, 3])
        try publish(for: [3, 4, 5, 6, 7, 8], at: Self.other)
        let seen = await Seen(judge.judge(world.cards.presented(card.certificate)))
        #expect(seen.reason == nil)
        #expect(seen.trace.revocation.map(\.status) == [.invalid, .good])
        #expect(seen.trace.revocation.last?.detail == "0 entries; with \(world.url): 0 entries")
        await judge.poll()
        let again = await Seen(judge.judge(world.cards.presented(card.certificate)))
        #expect(again.trace.revocation.map(\.detail) == ["0 entries; with \(Self.other): 0 entries"])
    }

    @Test(arguments: [[4, 5, 6, 7], [1, 2, 3], [4]])
    func `R20 clear nobody while a reason is told by none`(reasons: [Int]) async throws {
        try publish(for: [1, 2, 3])
        try publish(for: reasons, at: Self.other)
        #expect(await world.code(try world.cards.card(), by: judge) == "revocation-unavailable")
    }

    @Test(arguments: [true, false])
    func `R20 refuse whom either names`(isFirst: Bool) async throws {
        let (revoked, held, good) = (try world.cards.card(), try world.cards.card(), try world.cards.card())
        let entries = [world.entry(revoked), world.entry(held, .certificateHold)]
        try publish(isFirst ? entries : [], for: [1, 2, 3, 6])
        try publish(isFirst ? [] : entries, for: [4, 5, 6, 7, 8], at: Self.other)
        for _ in 0..<2 {
            #expect(await world.code(revoked, by: judge) == "revoked")
            #expect(await world.code(held, by: judge) == "on-hold")
            #expect(await world.code(good, by: judge) == "ok")
            await judge.poll()
        }
    }

    @Test func `R20 clear nobody once one has run out`() async throws {
        let card = try world.cards.card()
        try publish(for: [1, 2, 3])
        world.cards.wait(1_800)
        try publish(for: [4, 5, 6, 7, 8], at: Self.other)
        #expect(await world.code(card, by: judge) == "ok")
        world.cards.wait(1_799)
        #expect(await world.code(card, by: judge) == "ok")
        world.cards.wait(1)
        #expect(await world.code(card, by: judge) == "revocation-stale")
    }

    /// The oldest of them is the evidence.
    @Test func `R21 are as old as the oldest of them`() async throws {
        let card = try world.cards.card()
        try publish(for: [1, 2, 3])
        world.cards.wait(100)
        try publish(for: [4, 5, 6, 7, 8], at: Self.other)
        let reasons = await [99, 100].asyncReasons { seconds in
            await Seen(
                judge.judge(
                    world.cards.presented(card.certificate), demanding: RevocationDemand(maxAge: .seconds(seconds)))
            ).reason
        }
        #expect(reasons == [.revocationStale, nil])
    }

    @Test func `R20 of another authority add nothing`() async throws {
        let sibling = try world.authority.sibling(at: CardWorld.noon)
        let issuer = try CardIssuer(
            name: "two", anchors: [Certificate(der: world.authority.root.certificate)],
            intermediates: [
                Certificate(der: world.authority.issuing.certificate), Certificate(der: sibling.issuing.certificate),
            ],
            accept: AcceptanceRules(), identity: CardWorld.identity(),
            revocation: RevocationRules(
                sources: [.crl(world.url), .crl(Self.other)], deadline: .seconds(1_000)), verified: true)
        let judge = try CardJudge(issuers: [issuer], fetcher: world.fetcher, clock: .fixed(CardWorld.noon))
        try publish(for: [1, 2, 3])
        try publish(for: [4, 5, 6, 7, 8], at: Self.other, by: sibling)
        #expect(await world.code(try world.cards.card(), by: judge) == "revocation-unavailable")
    }
}

extension Array where Element == Int64 {
    fileprivate func asyncReasons(_ act: (Int64) async -> CardRefusal?) async -> [CardRefusal?] {
        var reasons: [CardRefusal?] = []
        for element in self { reasons.append(await act(element)) }
        return reasons
    }
}
