import DemoPKI
import Foundation
import Login
import PKI
import Testing

/// threats: B3, R31.
@Suite struct `The consent page` {
    static let choices: [([Item], [Item])] = [
        ([], [.givenName, .familyName]),
        ([.nationalID], [.givenName, .familyName, .nationalID]),
        ([.displayName], [.givenName, .familyName]),
        ([.nationalID, .displayName, .nationalID], [.givenName, .familyName, .nationalID]),
        (Item.allWords.compactMap(Item.init(rawValue:)), [.givenName, .familyName, .nationalID]),
    ]

    @Test(arguments: choices)
    func `releases what is required and chosen, and nothing that is not on the site's list`(
        chosen: [Item], released: [Item]
    ) async throws {
        let world = try World()
        let cookie = world.cookie()
        let offer = try await world.consent(world.issuer.card().certificate, in: cookie)
        let release = try await world.release(offer, chosen, in: cookie)
        let (items, values) = (release.consent.items, release.values)
        #expect(items == released && Set(values.keys) == Set(released))
    }

    @Test func `of a site that may not have the national ID never gives it`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let offer = try await world.consent(world.issuer.card().certificate, at: .shop, in: cookie)
        let release = try await world.release(offer, [.nationalID, .familyName], in: cookie)
        let values = release.values
        #expect(values == [.familyName: "Shembulli"])
        _ = try await world.desk.admit(release, answer: .some)
        #expect(world.ledger.entries.map(\.items) == [[.familyName]])
    }

    /// What the page showed, one thing changed.
    static let changes: [(String, RelyingParty, [SubscriberAgreement])] = [
        ("its name", .site(portal, name: "Other", required: names), World.agreements),
        ("a required item more", .site(portal, required: names + [.nationalID], optional: []), World.agreements),
        ("a required item less", .site(portal, required: [.givenName]), World.agreements),
        (
            "an optional item more", .site(portal, required: names, optional: [.nationalID, .displayName]),
            World.agreements
        ),
        (
            "an item optional that was required", .site(portal, required: [], optional: names + [.nationalID]),
            World.agreements
        ),
        ("its purpose", explained(purpose: "to sell shoes"), World.agreements),
        ("its legal basis", explained(basis: "law 1/2026"), World.agreements),
        ("its contact", explained(contact: "someone"), World.agreements),
        ("its sector", explained(sector: .public), World.agreements),
        (
            "the agreement", .portal,
            [SubscriberAgreement(version: "2.6", validFrom: HeldClock.noon - 86_400 * 1_000, path: "/help/2.6.pdf")]
        ),
        ("no agreement", .portal, []),
    ]

    static let portal = RelyingParty.portal.id.value
    static let names: [Item] = [.givenName, .familyName]

    static func explained(
        purpose: String? = nil, basis: String? = nil, contact: String? = nil, sector: RelyingParty.Sector = .private
    ) -> RelyingParty {
        RelyingParty(
            id: RelyingParty.portal.id, displayName: RelyingParty.portal.displayName, host: "example.al",
            purpose: purpose.map { LocalizedText([.english: $0]) },
            legalBasis: basis.map { LocalizedText([.english: $0]) }, contact: contact, sector: sector, required: names,
            optional: [.nationalID])
    }

    @Test(arguments: changes.indices)
    func `is asked for again when what was shown has changed`(index: Int) async throws {
        let (name, site, agreements) = Self.changes[index]
        let world = try World()
        let cookie = world.cookie()
        let offer = try await world.consent(world.issuer.card().certificate, in: cookie)
        let reloaded = try world.desk(sites: [site], agreements: agreements)
        guard
            case .askAgain(let next) = try await reloaded.agree(
                offer.form(Item.allWords.compactMap(Item.init(rawValue:))), cookie: cookie)
        else {
            Issue.record("released although \(name) has changed")
            return
        }
        #expect(next.site.optional == site.optional && next.until == offer.until)
        // What was ticked stays ticked, as far as the site may have it.
        #expect(Set(next.chosen) == Set(site.optional))
        guard case .release = try await reloaded.agree(next.form(), cookie: cookie) else {
            Issue.record("asked again although nothing has changed")
            return
        }
    }

    @Test func `does not hold for a site that shows the same after a reload only by luck`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let offer = try await world.consent(world.issuer.card().certificate, in: cookie)
        // What is not shown may change.
        let same = RelyingParty.site(Self.portal, required: Self.names, group: "government", set: 9)
        let reloaded = try world.desk(sites: [same])
        guard case .release = try await reloaded.agree(offer.form(), cookie: cookie) else {
            Issue.record("asked again although nothing that is shown has changed")
            return
        }
    }

    @Test func `can be looked at again with what was ticked`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let offer = try await world.consent(world.issuer.card().certificate, in: cookie)
        #expect(offer.chosen.isEmpty)
        let again = try await world.desk.review(offer.form([.nationalID, .displayName]), cookie: cookie)
        #expect(again.chosen == [.nationalID] && again.holder == offer.holder)
        try await world.logIn(again, again.chosen, in: cookie)
        #expect(world.ledger.entries.map(\.reasonCode) == ["ok"])
    }

    @Test func `to a card that was revoked meanwhile releases nothing`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let card = try world.issuer.card()
        let offer = try await world.consent(card.certificate, in: cookie)
        world.issuer.revoke(card)
        await world.judge.poll()
        let refusal = await refused { try await world.desk.agree(offer.form(), cookie: cookie) }
        #expect(refusal?.reason == .revoked)
        #expect(world.ledger.entries.map(\.reasonCode) == ["revoked"])
        world.issuer.record(card, as: .good)
        await world.judge.forget()
        let again = await refused { try await world.desk.agree(offer.form(), cookie: cookie) }
        #expect(again?.reason == .revoked && again?.isRepeated == true)
    }

    @Test func `while no source answers releases nothing`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let offer = try await world.consent(world.issuer.card().certificate, in: cookie)
        world.issuer.set { $0.isReachable = false }
        await world.judge.forget()
        let refusal = await refused { try await world.desk.agree(offer.form(), cookie: cookie) }
        #expect(refusal?.reason == .revocationUnavailable)
    }

    @Test func `names the agreement in force when the certificate was made`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let offer = try await world.consent(world.issuer.card().certificate, in: cookie)
        #expect(offer.agreement?.version == "2.5")
        #expect(World.agreements.inForce(on: HeldClock.noon)?.version == "3.0")
        #expect(World.agreements.inForce(on: HeldClock.noon - 86_400)?.version == "3.0")
        #expect(World.agreements.inForce(on: HeldClock.noon - 86_401)?.version == "2.5")
        #expect(World.agreements.inForce(on: .distantPast) == nil)
    }
}
