import DemoPKI
import Foundation
import Login
import OpenSSL
import PKI
import Testing

/// A desk with a demo issuer behind it: clock, network, randomness and ledger are in the test's hands.
final class World: Sendable {
    let clock = HeldClock()
    let randomness = HeldRandomness()
    let issuer: DemoIssuer
    let ledger: WatchedLedger
    let judge: CardJudge
    let desk: LoginDesk

    static let oldSecret = [UInt8](repeating: 0x0A, count: 32)
    static let newSecret = [UInt8](repeating: 0x0B, count: 32)
    /// 00 01 02 … 1f: the key of the published test vectors.
    static let pairwiseSecret = [UInt8](0..<32)
    static let sites: [RelyingParty] = [.portal, .shop, .bank, .taxes, .health]
    /// The first was in force when the cards were made, the second is in force now.
    static let agreements = [
        SubscriberAgreement(version: "2.5", validFrom: HeldClock.noon - 86_400 * 1_000, path: "/help/2.5.pdf"),
        SubscriberAgreement(version: "3.0", validFrom: HeldClock.noon - 86_400, path: "/help/3.0.pdf"),
    ]

    init(
        times: LoginTimes = LoginTimes(), sites: [RelyingParty] = World.sites, gate: Gate? = nil,
        session: SessionRules? = nil
    ) throws {
        issuer = try DemoIssuer(clock: clock)
        ledger = try WatchedLedger(clock: clock, gate: gate)
        judge = try CardJudge(issuers: [issuer.configured()], fetcher: issuer.fetcher, clock: clock.wall)
        desk = try Self.desk(
            judge, ledger, clock, randomness, times: times, sites: sites,
            sessions: session.map { [ledger] in Sessions(rules: $0, store: ledger.store) })
    }

    /// Another desk at the same ledger: another node, or the same one after a reload.
    func desk(
        sites: [RelyingParty] = World.sites, agreements: [SubscriberAgreement] = World.agreements,
        sealing: [[UInt8]] = [World.oldSecret], labels: [[UInt8]] = [World.oldSecret], session: SessionRules? = nil,
        sessions: Sessions? = nil
    ) throws -> LoginDesk {
        try Self.desk(
            judge, ledger, clock, randomness, sites: sites, agreements: agreements, sealing: sealing, labels: labels,
            sessions: sessions ?? session.map { Sessions(rules: $0, store: ledger.store) })
    }

    private static func desk(
        _ judge: CardJudge, _ ledger: WatchedLedger, _ clock: HeldClock, _ randomness: HeldRandomness,
        times: LoginTimes = LoginTimes(), sites: [RelyingParty], agreements: [SubscriberAgreement] = agreements,
        sealing: [[UInt8]] = [oldSecret], labels: [[UInt8]] = [oldSecret], sessions: Sessions? = nil
    ) throws -> LoginDesk {
        LoginDesk(
            sites: SiteDirectory(sites), agreements: ["demo": agreements], judge: judge, ledger: ledger,
            sealing: try SealingKeys(sealing, randomness: randomness.source), labels: try LabelKeys(labels),
            pairwise: try PairwiseKey(pairwiseSecret), times: times, clock: clock.wall, randomness: randomness.source,
            sessions: sessions)
    }

    func cookie() -> BrowserCookie { BrowserCookie(randomness: randomness.source) }
}

extension RelyingParty {
    /// Asks for names, offers the national ID, and learns every reason.
    static let portal = site("https://portal.example.al/saml", required: [.givenName, .familyName], set: 0)
    /// Requires nothing, and may not have the national ID.
    static let shop = site("https://shop.example/saml", optional: [.givenName, .familyName, .displayName], set: 5)
    /// Two that take part in sessions.
    static let taxes = site("https://taxes.example.al/saml", required: [.givenName], takesSessions: true)
    static let health = site("https://health.example.al/saml", required: [.familyName], takesSessions: true)
    /// Takes no cards of the demo issuer.
    static let bank = site("https://bank.example/saml", issuers: ["another"], set: 63)

    static func site(
        _ id: String, name: String = "Site", required: [Item] = [], optional: [Item] = [.nationalID],
        group: String? = nil, issuers: Set<String>? = nil, set: UInt8 = 0, takesSessions: Bool = false
    ) -> RelyingParty {
        RelyingParty(
            id: ID(id), displayName: LocalizedText([.english: name]), host: "example.al", required: required,
            optional: optional, pairwiseGroup: group, issuers: issuers, issuerSet: set,
            takesSessions: takesSessions)
    }
}

extension Language {
    static let english = Language("en")!
    static let albanian = Language("sq")!
}
