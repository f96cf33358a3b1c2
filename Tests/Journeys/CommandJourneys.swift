import Foundation
import Testing

extension Outside {
    /// The program on the command line.
    @Suite struct Commands {
        @Test(arguments: [
            "serve", "check", "sandbox", "explain", "metadata", "relying-party", "keys", "audit", "validate",
        ])
        func `every command explains itself`(name: String) async throws {
            let help = try await Command(Programs.porta, name, "--help").run()
            #expect(help.status == 0)
            #expect(help.out.contains("USAGE:"))
        }

        @Test(arguments: [
            ["dance"], ["serve"], ["check", "--config", "/nonexistent"], ["sandbox"], ["explain"], ["validate"],
        ])
        func `wrong usage ends with 2`(words: [String]) async throws {
            #expect(try await Command(words: [Programs.porta] + words).run().status == 2)
        }

        @Test func `a gateway whose operations port is taken ends instead of half serving`() async throws {
            let world = try await SharedWorld.world
            let (listen, redirect) = (try freePort(), try freePort())
            let output = try await Command(
                "timeout", "-s", "KILL", "60", "env", "PORTA_LISTEN=127.0.0.1:\(listen)",
                "PORTA_REDIRECT_LISTEN=127.0.0.1:\(redirect)", Programs.porta, "serve", "--config", world.path
            ).run()
            #expect(output.status == 2, "\(output.all)")
        }

        static let cards = [
            "good": "ok", "missing-intermediate": "ok", "p384": "ok", "rsa2048": "ok", "expired": "expired",
            "not-yet-valid": "not-yet-valid", "revoked": "revoked", "on-hold": "on-hold",
            "signature": "wrong-certificate-signature", "unknown-issuer": "unknown-issuer",
            "just-activated": "unknown-to-issuer",
        ]

        private struct Explanation: Decodable {
            struct Step: Decodable {
                let name: String
                let ok: Bool
                let detail: String
            }

            let reason: String
            let steps: [Step]
        }

        @Test(arguments: cards.sorted { $0.key < $1.key })
        func `explain says step by step what a login would say`(card: String, reason: String) async throws {
            let world = try await SharedWorld.world
            let file = "\(world.path)/cards/\(card).pem"
            let output = try await world.porta("explain", "--config", world.path, "--json", file)
            #expect(output.status == (reason == "ok" ? 0 : 1), "\(output.all)")
            let explanation = try JSONDecoder().decode(Explanation.self, from: Data(output.out.utf8))
            #expect(explanation.reason == reason)
            #expect(!explanation.steps.isEmpty)
            #expect(explanation.steps.allSatisfy(\.ok) == (reason == "ok"))
            let words = try await world.porta(
                "explain", "--config", world.path, "--relying-party", world.portal.entityID, file)
            #expect(words.out.contains(reason))
            // What the holder reads, in both languages, or what the site would get.
            #expect(words.out.contains(reason == "ok" ? "urn:oid:2.5.4.42" : "the holder is told   sq: "))
            #expect(words.out.contains(reason == "ok" ? "persistent (pairwise)" : "status/\(reason)"))
        }

        @Test func `explain looks at another day too`() async throws {
            let world = try await SharedWorld.world
            let output = try await world.porta(
                "explain", "--config", world.path, "--at", "2060-01-01T00:00:00Z", "--json",
                world.path + "/cards/good.pem")
            #expect(output.status == 1)
            #expect(output.out.contains("\"expired\""))
        }

        @Test func `the sites are listed`() async throws {
            let world = try await SharedWorld.world
            let list = try await world.porta("relying-party", "list", "--config", world.path)
            #expect(list.status == 0)
            for site in world.facts.sites.values { #expect(list.out.contains(site.entityID)) }
        }

        @Test func `a site that may not be is not added`() async throws {
            let world = try await SharedWorld.world
            let folder = try Folder()
            let before = try files(world.path + "/relying-parties")
            let site = TestSite.plain.metadata.replacing(
                "https://plain.porta.localhost/acs", with: "http://shop.example/acs")
            let added = try await world.porta(
                "relying-party", "add", "--config", world.path, folder.write(site, "site.xml"))
            #expect(added.status == 1 || added.status == 2)
            #expect(added.all.contains("https"))
            #expect(try files(world.path + "/relying-parties") == before)
        }

        @Test(arguments: ["sealing", "label", "pairwise"])
        func `a new secret is for its owner's eyes only`(kind: String) async throws {
            let world = try await SharedWorld.world
            let folder = try Folder()
            let path = folder.path("sandbox")
            _ = try await Command("cp", "-rp", world.path, path).run()
            let before = try files(path)
            let made = try await Command(Programs.porta, "keys", "new", kind, "--config", path).run()
            #expect(made.status == 0, "\(made.all)")
            let new = try #require(try files(path).subtracting(before).first)
            #expect(made.out.contains(new.split(separator: "/").last ?? ""))
            let attributes = try FileManager.default.attributesOfItem(atPath: path + "/" + new)
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
            let text = Folder.text(path + "/" + new)
            #expect(text.wholeMatch(of: #/[A-Za-z0-9_-]{43}\n/#) != nil)
        }

        private func files(_ path: String) throws -> Set<String> {
            Set(try FileManager.default.subpathsOfDirectory(atPath: path)).filter { $0.contains(".") }
        }

        /// R41.
        @Test(arguments: ["good", "expired", "signature", "revoked", "on-hold", "just-activated"])
        func `audit explain decides a past login again from its record alone`(_ card: String) async throws {
            let world = try await SharedWorld.world
            let visitor = try world.visitor(card: card)
            var page = try await visitor.consent(at: world.portal)
            if card == "good" { page = try await visitor.decide("agree", on: page) }
            let records = try await world.audit()
            let number = try #require(page.page.caseNumber ?? records.last { $0.reason == "ok" }?.case)
            let again = try await world.porta("audit", "explain", "--config", world.path, number)
            #expect(again.status == 0, "\(again.all)")
            #expect(again.out.contains("the same decision, step by step: "))
            let told = try await world.porta("audit", "explain", "--config", world.path, "--json", number)
            #expect(told.out.contains("\"same\":true") || told.out.contains("\"same\" : true"), "\(told.out)")
            #expect(told.out.contains("\"state\":\"judged-again\""), "\(told.out)")
        }

        @Test(arguments: ["not-me", "cancel"])
        func `audit explain does not ask for a judgement where the visitor ended the login`(_ act: String) async throws
        {
            let world = try await SharedWorld.world
            let visitor = try world.visitor(card: "good")
            _ = try await visitor.decide(act, on: try await visitor.consent(at: world.portal))
            let reason = act == "cancel" ? "cancelled" : act
            let record = try #require(try await world.audit().last { $0.reason == reason && $0.event == "decision" })
            let again = try await world.porta(
                "audit", "explain", "--config", world.path, "--json", try #require(record.case))
            #expect(again.status == 0 && again.out.contains("\"state\":\"not-judged\""), "\(again.all)")
        }

        @Test(arguments: [
            ("2026-01-31T00:00:00.5Z", 0), ("2026-01-31t01:00:00.25+01:00", 0), ("2026-01-31", 2), ("soon", 2),
        ])
        func `times are read as RFC 3339 writes them`(_ since: String, _ status: Int32) async throws {
            let world = try await SharedWorld.world
            let shown = try await world.porta("audit", "show", "--config", world.path, "--since", since)
            #expect(shown.status == status, "\(shown.err)")
        }

        /// A folder like the shared world's, on which nobody serves.
        private func folder(_ change: (String) throws -> Void) async throws -> (Folder, String) {
            let world = try await SharedWorld.world
            let folder = try Folder()
            let path = folder.path("sandbox")
            _ = try await Command("cp", "-rp", world.path, path).run()
            for file in ["porta.sqlite", "porta.sqlite-wal", "porta.sqlite-shm"] {
                try? FileManager.default.removeItem(atPath: path + "/" + file)
            }
            try change(path)
            return (folder, path)
        }

        @Test(arguments: [
            ("no store, which a text calls itself", "the store cannot be", 2), ("", "others can read", 0),
        ])
        func `check looks at the store that is there`(_ text: String, _ words: String, _ status: Int32) async throws {
            let (folder, path) = try await folder { path in
                try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/porta.sqlite"))
                try FileManager.default.setAttributes(
                    [.posixPermissions: 0o644], ofItemAtPath: path + "/porta.sqlite")
            }
            let checked = try await Command(Programs.porta, "check", "--offline", "--config", path).run()
            #expect(checked.status == status && checked.out.contains(words), "\(checked.all)")
            withExtendedLifetime(folder) {}
        }

        @Test func `check asks the address of a delta too`() async throws {
            let (folder, path) = try await folder { path in
                let file = path + "/issuers/demo.yaml"
                let text = Folder.text(file).replacing(#/- { crl: "[^"]+"/#) {
                    $0.output + #", delta: "http://127.0.0.1:9/x.crl""#
                }
                try text.write(toFile: file, atomically: true, encoding: .utf8)
            }
            let checked = try await Command(Programs.porta, "check", "--config", path).run()
            #expect(checked.out.contains("].delta") && checked.out.contains("127.0.0.1:9/x.crl"), "\(checked.all)")
            withExtendedLifetime(folder) {}
        }

        @Test func `audit shows a case by its number to people`() async throws {
            let world = try await SharedWorld.world
            let refusal = try await world.visitor(card: "revoked").consent(at: world.portal)
            let number = try #require(refusal.page.caseNumber)
            #expect(number.wholeMatch(of: #/[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]/#) != nil)
            let shown = try await world.porta("audit", "show", "--config", world.path, number)
            #expect(shown.status == 0)
            #expect(shown.out.contains(number) && shown.out.contains("revoked"))
            let unknown = try await world.porta("audit", "show", "--config", world.path, "0000-0000-0")
            #expect(unknown.status != 0)
        }

        @Test func `the demo logs in by itself and says what the site received`() async throws {
            var command = Command(Programs.root + "/scripts/demo", "--check")
            command.environment = ["PORTA_BINARY": Programs.porta]
            let demo = try await command.run()
            #expect(demo.status == 0, "\(demo.all)")
            for word in ["givenName", "serialNumber", "logged in   yes"] { #expect(demo.out.contains(word)) }
        }
    }
}
