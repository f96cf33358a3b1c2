import Foundation
import Testing

extension Outside {
    /// Sites whose metadata is fetched.
    @Suite struct Federations {
        private static let soon = Date().addingTimeInterval(5 * 86_400)

        /// A site with an address that nobody may have, and the sites of the federation.
        private static let bad = TestSite.curious.metadata.replacing(
            "https://curious.porta.localhost/acs", with: "http://shop.example/acs")

        private func world(_ federation: Federation) async throws -> SandboxWorld {
            try await federation.publish([TestSite.plain.metadata, Self.bad], until: Self.soon)
            try await federation.start()
            return try await SandboxWorld { preparation in
                let folder = preparation.path + "/relying-parties"
                try FileManager.default.copyItem(atPath: federation.certificate, toPath: folder + "/federation.pem")
                try """
                metadata: { url: "\(federation.url)", signed-by: federation.pem, entities: all }
                attributes: { required: [ given-name ], optional: [] }
                """.write(toFile: folder + "/federation.yaml", atomically: true, encoding: .utf8)
            }
        }

        private func start(_ site: TestSite, in world: SandboxWorld, _ visitor: Visitor) async throws -> Answer {
            try await visitor.follow(
                try await visitor.post(world.sso, site.request(to: world.facts).posted))
        }

        @Test func `S11 the sites of a signed aggregate are entered, and one bad entity hurts nobody else`()
            async throws
        {
            let federation = try await Federation.make()
            let world = try await world(federation)
            let visitor = try world.visitor(card: "good")
            let start = try await start(.plain, in: world, visitor)
            let last = try await visitor.decide("agree", on: visitor.present(on: start))
            let answer = try #require(SAMLAnswer(last.page), "\(last.page.html)")
            #expect(answer.isSuccess)
            #expect(answer.attribute("givenName") != nil)
            #expect(last.page.forms["answer"]?.action == TestSite.plain.consumer)
            #expect(try await self.start(.curious, in: world, visitor).page.reason == "unknown-relying-party")
            #expect(world.gateway.words.contains("acs-location"))
            let metrics = try await Command("curl", "-sS", world.facts.operations + "/metrics").run().out
            #expect(metrics.contains("porta_metadata_sites{source=\"\(federation.url)\"} 1\n"))
            #expect(metrics.contains("porta_metadata_failing{source=\"\(federation.url)\"} 0\n"))
            let check = try await world.porta("check", "--config", world.path)
            #expect(check.out.contains("\(federation.url): 1 site"), "\(check.all)")
            await federation.end()
            await world.end()
        }

        @Test func `S11 the last good metadata survives a restart, a spoilt edition and a server that is gone`()
            async throws
        {
            let federation = try await Federation.make()
            let world = try await world(federation)
            let visitor = try world.visitor()
            try federation.spoil("plain.porta.localhost/acs", "other.porta.localhost/acs")
            await world.gateway.end()
            try await world.gateway.start()
            try await eventually("the refusal in the log") { world.gateway.words.contains("signature-invalid") }
            #expect(try await start(.plain, in: world, visitor).page.links["use-card"] != nil)
            await federation.end()
            await world.gateway.end()
            try await world.gateway.start()
            #expect(try await start(.plain, in: world, visitor).page.links["use-card"] != nil)
            let check = try await world.porta("check", "--config", world.path)
            #expect(check.out.contains("it cannot be fetched"), "\(check.all)")
            #expect(check.status == 0)
            await world.end()
        }

        @Test func `a site is added by the address of its metadata`() async throws {
            let federation = try await Federation.make()
            try await federation.publish([TestSite.plain.metadata], until: Self.soon)
            try await federation.start()
            let world = try await SandboxWorld { preparation in
                let add = [Programs.porta, "relying-party", "add", "--config", preparation.path, federation.url]
                let unpinned = try await Command(words: add).run()
                #expect(unpinned.status == 2 && unpinned.err.contains("--signed-by"))
                let strange = try await Command(
                    words: add + ["--signed-by", preparation.path + "/saml/rsa.pem"]
                ).run()
                #expect(strange.status == 2 && strange.err.contains("signature-invalid"), "\(strange.all)")
                let added = try await Command(words: add + ["--signed-by", federation.certificate]).run()
                #expect(added.out == "relying-parties/plain-porta-localhost.yaml\n", "\(added.all)")
            }
            let list = try await world.porta("relying-party", "list", "--config", world.path)
            #expect(list.out.contains("the only entity of \(federation.url)"))
            let visitor = try world.visitor()
            #expect(try await start(.plain, in: world, visitor).page.links["use-card"] != nil)
            let explained = try await world.porta(
                "explain", "--config", world.path, "--relying-party", TestSite.plain.entityID,
                world.path + "/cards/good.pem")
            #expect(explained.status == 0, "\(explained.all)")
            await federation.end()
            await world.end()
        }

        @Test func `a login under way is refused cleanly when its site's metadata has gone`() async throws {
            let federation = try await Federation.make()
            let world = try await world(federation)
            let visitor = try world.visitor(card: "good")
            let shown = try await visitor.present(on: try await start(.plain, in: world, visitor))
            #expect(shown.page.forms["consent"] != nil)
            // Another site in its place: two may go at once.
            try await federation.publish(
                [TestSite.plain.metadata.replacing("plain.porta", with: "another.porta")],
                until: Self.soon.addingTimeInterval(60))
            await world.gateway.end()
            try await world.gateway.start()
            try await eventually("the other edition") { world.gateway.words.contains("metadata changed") }
            let refused = try await visitor.decide("agree", on: shown)
            #expect(refused.page.reason == "unknown-relying-party")
            #expect(refused.status == 400 || refused.status == 403)
            await federation.end()
            await world.end()
        }
    }
}
