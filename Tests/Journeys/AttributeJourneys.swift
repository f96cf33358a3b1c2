import Foundation
import Testing

extension Outside {
    /// What a site may get besides the names: derived from the identifier, or about how the card was checked.
    @Suite struct Attributes {
        @Test func `a site gets what is derived from the identifier and how the card was checked`() async throws {
            let shared = try await SharedWorld.current
            let (world, visitor) = (shared.world, try shared.world.visitor(card: "good"))
            let question = shared.curious.request(to: world.facts)
            let start = try await visitor.follow(try await visitor.post(world.sso, question.posted))
            let consent = try await visitor.present(on: start)
            // Shown before they are sent, as people write them.
            for shown in ["14.03.1984", "Po", "Jo", "Femër"] { #expect(consent.page.html.contains(shown), "\(shown)") }
            let answer = try #require(SAMLAnswer(try await visitor.decide("agree", on: consent).page))
            #expect(answer.isSuccess)
            #expect(answer.attribute("schacDateOfBirth") == "19840314")
            #expect(answer.attribute("schacGender") == "2")
            #expect(answer.attribute("ageOver18") == "true")
            #expect(answer.attribute("ageOver120") == "false")
            #expect(answer.attribute("revocationSource") == "ocsp")
            #expect(try #require(answer.attribute("revocationAge").flatMap { Int($0) }) < 3_600)
            #expect(answer.attribute("dataAsOf")?.wholeMatch(of: #/\d{4}-\d\d-\d\d/#) != nil)
            let identifier = try #require(answer.attribute("pairwise-id"))
            #expect(identifier == "\(try #require(answer.nameID).value)@porta.localhost")
            // The personal number is in none of it.
            #expect(!answer.xml.contains("I45314061"))
        }

        @Test(arguments: ["age-over-18", "data-as-of", "revocation-source", "revocation-age"])
        func `the name of each attribute of ours opens as a page that explains it`(_ name: String) async throws {
            let world = try await SharedWorld.world
            let page = try await world.visitor().get(world.facts.entityID + "/attributes/" + name)
            #expect(page.status == 200)
            #expect(page.page.html.contains(name))
        }

        @Test(arguments: ["age-over-", "age-over-018", "given-name", "x"])
        func `other names have no page`(_ name: String) async throws {
            let world = try await SharedWorld.world
            #expect(try await world.visitor().get(world.facts.entityID + "/attributes/" + name).status == 404)
        }
    }
}
