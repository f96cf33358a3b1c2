import DemoPKI
import Foundation
import Login
import OpenSSL
import Testing

/// threats: O7. The names by which sites know persons.
@Suite struct `A pairwise name` {
    private func name(
        _ card: DemoCard, at site: RelyingParty, in world: World, _ id: String = "_r1"
    ) async throws -> String? {
        let cookie = world.cookie()
        let release = try await world.release(
            world.consent(card.certificate, id, at: site, in: cookie), in: cookie)
        guard case .pairwise(let name) = release.name else { return nil }
        return name
    }

    static let portal = RelyingParty.portal
    static let grouped = RelyingParty.site("https://tax.example.al/saml", group: "government")

    /// For the key 00 01 … 1f. Another implementation, in Python:
    ///
    ///     message = b"porta pairwise 1\0" + group_or_entity_id + b"\0" + b"AL-NID" + b"\0" + national_id
    ///     base64.b32encode(hmac.new(key, message, "sha256").digest()[:20]).decode().lower()
    static let vectors: [(RelyingParty, DemoPerson, String)] = [
        (portal, .arta, "crvizrasn3nfrjccq5y7cnzrfatwjxj3"),
        (.shop, .arta, "yllzcqicrj4m5qrmzwheg4mtolwecb7p"),
        (grouped, .arta, "m7zbhwmsbuswhryz5i2oltecdl6grqwc"),
    ]

    @Test(arguments: vectors.indices)
    func `is what another implementation computes`(index: Int) async throws {
        let (site, person, expected) = Self.vectors[index]
        #expect(person.nationalID == "I45314061M")
        let world = try World(sites: [.portal, .shop, Self.grouped])
        #expect(try await name(world.issuer.card(for: person), at: site, in: world) == expected)
    }

    /// `subject-id`, the only name that is the same everywhere, equals no pairwise one.
    @Test func `is not the name that is the same at every site`() async throws {
        let sites = ["https://a.example.al/saml", "https://b.example.al/saml"].map {
            RelyingParty.site($0, required: [.subjectID, .pairwiseID])
        }
        let world = try World(sites: sites)
        for site in sites {
            let cookie = world.cookie()
            let release = try await world.release(
                world.consent(world.issuer.card().certificate, site.id.value, at: site, in: cookie), in: cookie)
            let values = release.values
            #expect(values[.subjectID] == "jwpmxa3t456ht667mx3drzbd5c4nbfsm")
            #expect(values[.pairwiseID] != values[.subjectID])
        }
    }

    @Test func `is the same with a new card of the same person`() async throws {
        let world = try World()
        let first = try await name(world.issuer.card(), at: .portal, in: world, "_1")
        let renewed = try await name(world.issuer.card(.p384), at: .portal, in: world, "_2")
        #expect(first == renewed && first?.utf8.count == 32)
    }

    @Test func `is another at every site and for every person`() async throws {
        let world = try World()
        var names: Set<String?> = []
        for person: DemoPerson in [.arta, .besnik, .drita] {
            let card = try world.issuer.card(for: person)
            for site in [RelyingParty.portal, .shop] {
                names.insert(try await name(card, at: site, in: world, "\(person.givenName)"))
            }
        }
        #expect(names.count == 6 && !names.contains(nil))
    }

    @Test func `is shared by the sites of a group, and not with a site that is named like it`() async throws {
        let sister = RelyingParty.site("https://health.example.al/saml", group: "government")
        let impostor = RelyingParty.site("other", group: nil)
        let world = try World(sites: [Self.grouped, sister, impostor])
        let card = try world.issuer.card()
        let first = try await name(card, at: Self.grouped, in: world)
        #expect(try await name(card, at: sister, in: world) == first)
        #expect(try await name(card, at: impostor, in: world) != first)
    }
}
