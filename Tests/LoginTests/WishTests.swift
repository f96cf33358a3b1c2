import DemoPKI
import Foundation
import Login
import OpenSSL
import PKI
import Testing

@Suite struct `What a request chooses` {
    /// A site that federates, with two sets of items and two services behind it.
    private static func hub(group: String? = nil, perRequester: Bool = false) -> RelyingParty {
        RelyingParty(
            id: .init("https://hub.example.al/saml"), displayName: LocalizedText([.english: "The hub"]),
            host: "hub.example.al", required: [.givenName, .familyName], optional: [.nationalID],
            pairwiseGroup: group, mayHaveNationalID: true,
            itemSets: [
                1: ItemSet(name: LocalizedText([.english: "Only a name"]), items: [.familyName]),
                2: ItemSet(name: nil, items: [.givenName], demandsMore: true),
            ],
            requesters: [
                tax: Requester(name: LocalizedText([.english: "The tax office"])),
                bank: Requester(name: LocalizedText([.english: "The bank"]), pairwiseGroup: "banks"),
                RelyingParty.portal.id.value: Requester(name: nil),
            ], isPairwisePerRequester: perRequester)
    }

    private static let tax = "https://tax.example.al/saml"
    private static let bank = "https://bank.example.al/saml"

    private func world(_ hub: RelyingParty = hub()) throws -> World { try World(sites: [hub, .portal]) }

    private func consent(
        _ world: World, _ person: DemoPerson = .arta, nameID: NameIDKind = .pairwise, in cookie: BrowserCookie,
        _ wish: (inout LoginWishes) -> Void
    ) async throws -> ConsentOffer {
        var wishes = LoginWishes()
        wish(&wishes)
        let request = LoginRequest(
            site: .init("https://hub.example.al/saml"), requestID: "_w", answerIndex: 0, state: nil, nameID: nameID,
            receivedAt: world.clock.now, wishes: wishes)
        let attempt = try await world.desk.bind(world.desk.begin(request), to: cookie)
        let handed = try await world.use(world.issuer.card(for: person).certificate, in: attempt, cookie)
        return try await world.desk.present(handed.attempt, possession: handed.possession, cookie: cookie)
    }

    @Test func `is carried to the release, whatever it is`() async throws {
        let world = try world()
        let cookie = world.cookie()
        var chosen = LoginWishes()
        chosen.level = "urn:a:level"
        chosen.itemSet = 1
        chosen.requesters = [Self.tax, Self.bank]
        chosen.hasUnknownRequester = true
        chosen.isNamedInGroup = true
        let offer = try await consent(world, in: cookie) { $0 = chosen }
        let carried = try await world.release(offer, in: cookie).request
        #expect(carried.wishes == chosen)
    }

    @Test func `R31: is less than the registration, never more`() async throws {
        let world = try world()
        let cookie = world.cookie()
        let offer = try await consent(world, in: cookie) { $0.itemSet = 1 }
        #expect(offer.site.required == [.familyName] && offer.site.optional.isEmpty)
        #expect(offer.site.service?.text(in: []) == "Only a name")
        // Whatever the form says.
        let values = try await world.release(offer, [.nationalID, .givenName], in: cookie).values
        #expect(values == [.familyName: "Shembulli"])
    }

    @Test(arguments: [2, 3] as [UInt16]) func `is refused where the registration does not know it`(
        _ number: UInt16
    ) async throws {
        let world = try world()
        let cookie = world.cookie()
        let refusal = await refused { try await consent(world, in: cookie) { $0.itemSet = number } }
        #expect(refusal?.reason == .requestInvalid)
    }

    @Test func `names for whom it asks in words of the registration`() async throws {
        let world = try world()
        let offer = try await consent(world, in: world.cookie()) {
            $0.requesters = [Self.tax, RelyingParty.portal.id.value]
            $0.hasUnknownRequester = true
        }
        #expect(offer.site.shownRequesters.names.map { $0.text(in: []) } == ["The tax office", "Site"])
        #expect(offer.site.shownRequesters.hasUnknown)
        let unknown = await refused {
            try await consent(world, in: world.cookie()) { $0.requesters = ["https://stranger.example/saml"] }
        }
        #expect(unknown?.reason == .requestInvalid)
    }

    @Test func `B3: cannot be changed between the page and the agreement`() async throws {
        let world = try world()
        let cookie = world.cookie()
        let offer = try await consent(world, in: cookie) { $0.requesters = [Self.tax] }
        let other = try world.desk(sites: [Self.hub(), .portal])
        guard case .release = try await other.agree(offer.form(), cookie: cookie) else {
            Issue.record("asked again though nothing has changed")
            return
        }
        var renamed = Self.hub()
        renamed = RelyingParty(
            id: renamed.id, displayName: renamed.displayName, host: renamed.host, required: renamed.required,
            optional: renamed.optional, mayHaveNationalID: true,
            requesters: [Self.tax: Requester(name: LocalizedText([.english: "The lottery"]))])
        let changed = try world.desk(sites: [renamed, .portal])
        guard case .askAgain(let again) = try await changed.agree(offer.form(), cookie: cookie) else {
            Issue.record("released for another requester than was shown")
            return
        }
        #expect(again.site.shownRequesters.names.map { $0.text(in: []) } == ["The lottery"])
    }

    private func name(_ world: World, _ requesters: [String]) async throws -> String? {
        let cookie = world.cookie()
        let offer = try await consent(world, in: cookie) { $0.requesters = requesters }
        let name = try await world.release(offer, in: cookie).name
        if case .pairwise(let name) = name { return name }
        return nil
    }

    @Test func `O7: each requester knows a person by another name, and none by a name of another site`() async throws {
        let world = try world(Self.hub(perRequester: true))
        let (tax, bank, portal) = (
            try await name(world, [Self.tax]), try await name(world, [Self.bank]),
            try await name(world, [RelyingParty.portal.id.value])
        )
        let alone = try await name(world, [])
        #expect(Set([tax, bank, portal, alone].compactMap(\.self)).count == 4)
        // The portal's own names stay the portal's, though the hub may ask for it.
        let cookie = world.cookie()
        let offer = try await world.consent(world.issuer.card(for: .arta).certificate, "_p", at: .portal, in: cookie)
        let own = try await world.release(offer, in: cookie).name
        #expect(own != portal.map(ReleasedName.pairwise))
    }

    @Test func `keeps one name for all requesters where the site is the scope`() async throws {
        let world = try world()
        #expect(try await name(world, [Self.tax]) == name(world, [Self.bank]))
        #expect(try await name(world, [Self.tax]) == name(world, []))
    }

    @Test func `knows a person by the same name after the entity ID has changed, in a group`() async throws {
        let renamed = try world(Self.hub(group: "https://old-hub.example.al/saml"))
        let old = RelyingParty.site("https://old-hub.example.al/saml")
        let before = try World(sites: [old])
        let cookie = before.cookie()
        let offer = try await before.consent(before.issuer.card(for: .arta).certificate, at: old, in: cookie)
        let was = try await before.release(offer, in: cookie).name
        #expect(try await name(renamed, []).map(ReleasedName.pairwise) == was)
    }

    @Test func `of a person gets nobody else`() async throws {
        let world = try world()
        let mine = try #require(try await name(world, []))
        let expected = ExpectedPerson(kind: .pairwise, name: mine)
        let cookie = world.cookie()
        let offer = try await consent(world, .arta, in: cookie) { $0.expected = expected }
        #expect(offer.holder.givenName == "Arta")
        let refusal = await refused { try await consent(world, .besnik, in: world.cookie()) { $0.expected = expected } }
        #expect(refusal?.reason == .otherSubject && refusal?.isRecorded == true)
        #expect(world.ledger.entries.map(\.reasonCode) == ["other-subject"])
        // By the number too, where the site may have it.
        let number = ExpectedPerson(kind: .nationalID, name: "I45314061M")
        _ = try await consent(world, .arta, nameID: .nationalID, in: world.cookie()) { $0.expected = number }
        let other = await refused {
            try await consent(world, .besnik, nameID: .nationalID, in: world.cookie()) { $0.expected = number }
        }
        #expect(other?.reason == .otherSubject)
    }

    @Test func `is no name for once, no empty and no endless one`() {
        #expect(ExpectedPerson(kind: .transient, name: "x") == nil)
        #expect(ExpectedPerson(kind: .pairwise, name: "") == nil)
        #expect(ExpectedPerson(kind: .pairwise, name: String(repeating: "x", count: 129)) == nil)
    }

    @Test func `shows the number where the name is the number`() async throws {
        let world = try world()
        let cookie = world.cookie()
        let offer = try await consent(world, nameID: .nationalID, in: cookie) { _ in }
        #expect(offer.site.required == [.givenName, .familyName, .nationalID] && offer.site.optional.isEmpty)
        let release = try await world.release(offer, in: cookie)
        let (name, items) = (release.name, release.consent.items)
        #expect(name == .nationalID("I45314061M") && items.contains(.nationalID))
        // A site that may not have it gets it by no way.
        let request = world.request("_x", at: .portal, nameID: .nationalID)
        let attempt = try await world.desk.bind(world.desk.begin(request), to: cookie)
        #expect(await refused { try await world.desk.start(attempt, cookie: cookie, language: nil) } != nil)
    }
}
