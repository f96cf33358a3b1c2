import Foundation
import Testing

extension Outside {
    /// `porta block` beside a gateway that serves: it counts from the next judgement on, and is in the audit.
    @Suite struct Blocks {
        private struct Line: Decodable {
            let kind: String
            let label: String
            let reason: String
            let by: String
            let state: String
        }

        /// The national identifier of the card `good`, from its certificate.
        private func nationalID(_ world: SandboxWorld) async throws -> String {
            let subject = try await Command(
                "openssl", "x509", "-in", world.path + "/cards/good.pem", "-noout", "-subject", "-nameopt", "multiline"
            ).run()
            let line = subject.lines.first { $0.contains("serialNumber") }
            return try #require(line?.split(separator: " ").last.map(String.init))
        }

        private func block(_ world: SandboxWorld, _ words: String..., input: String? = nil) async throws
            -> Command.Output
        {
            var command = Command(words: [Programs.porta] + words + ["--config", world.path])
            command.input = input
            return try await command.run()
        }

        private func logsIn(_ card: String, _ world: SandboxWorld) async throws -> Bool {
            SAMLAnswer(try await world.visitor(card: card).answer(at: world.portal).page)?.isSuccess == true
        }

        @Test func `a person who is blocked at the consent page is refused at the yes, and let in when it is lifted`()
            async throws
        {
            let world = try await SharedWorld.world
            let visitor = try world.visitor(card: "good")
            let consent = try await visitor.consent(at: world.portal)
            #expect(consent.page.forms["consent"] != nil)
            let before = try await world.logins("refused", "card-blocked")

            // The identifier comes over standard input: a command line can be read by others.
            let number = try await nationalID(world)
            let blocked = try await block(
                world, "block", "person", "-", "--reason", "reported stolen", "--by", "anna", "--json",
                input: number + "\n")
            #expect(blocked.status == 0, "\(blocked.all)")
            let line = try JSONDecoder().decode(Line.self, from: Data(blocked.out.utf8))
            #expect(line.kind == "person" && line.label.hasPrefix("AL-NID ") && line.state == "blocked")

            let refusal = try await visitor.decide("agree", on: consent)
            #expect(refusal.page.reason == "card-blocked" && refusal.status == 403)
            #expect(SAMLAnswer(refusal.page) == nil)
            let answer = try #require(SAMLAnswer(try await visitor.goBack(from: refusal).page))
            #expect(!answer.hasAssertion)
            #expect(try await world.logins("refused", "card-blocked") == before + 1)
            // `explain` asks the same list.
            let explained = try await world.porta(
                "explain", "--json", "--config", world.path, world.path + "/cards/good.pem")
            #expect(explained.status == 1 && explained.out.contains(#""reason":"card-blocked""#), "\(explained.all)")

            let listed = try await block(world, "block", "list", "--json")
            #expect(listed.out.contains(line.label) && listed.out.contains("anna") && !listed.all.contains(number))
            let lifted = try await block(world, "unblock", "person", number, "--by", "anna")
            #expect(lifted.status == 0, "\(lifted.all)")
            #expect(try await logsIn("good", world))
            #expect(try await block(world, "unblock", "person", number).status == 1)

            let records = try await world.audit().filter { ["block", "unblock"].contains($0.event) }
            #expect(records.map(\.event).suffix(2) == ["block", "unblock"])
            let shown = try await world.porta("audit", "show", "--config", world.path)
            #expect(shown.out.contains("blocked by anna: reported stolen") && !shown.out.contains(number))
            #expect(!world.gateway.words.contains(number))
            let verified = try await world.porta("audit", "verify", "--config", world.path)
            #expect(verified.status == 0, "\(verified.all)")
        }

        @Test(arguments: ["card", "serial", "key", "issuer"])
        func `a card, a key and an issuer are blocked by what the operator has of them`(thing: String) async throws {
            let world = try await SharedWorld.world
            let file = world.path + "/cards/p384.pem"
            let words: [String]
            switch thing {
            case "serial":
                let serial = try await Command("openssl", "x509", "-in", file, "-noout", "-serial").run()
                let hex = try #require(serial.lines.first?.split(separator: "=").last.map(String.init))
                words = ["card", "--issuer", "demo", hex]
            case "issuer": words = ["issuer", "demo"]
            default: words = [thing, file]
            }
            let end = ["--config", world.path]
            let blocked = try await Command(
                words: [Programs.porta, "block"] + words + ["--reason", "a test", "--until", "2099-01-01"] + end
            ).run()
            #expect(blocked.status == 0, "\(blocked.all)")
            let refusal = try await world.visitor(card: "p384").consent(at: world.portal)
            #expect(refusal.page.reason == (thing == "issuer" ? "issuer-blocked" : "card-blocked"))
            if thing != "issuer" { #expect(try await logsIn("rsa2048", world)) }
            let lifted = try await Command(words: [Programs.porta, "unblock"] + words + end).run()
            #expect(lifted.status == 0, "\(lifted.all)")
            #expect(try await logsIn("p384", world))
        }

        /// Of whichever authority the card is, the anchor included: none that logs in is missed.
        @Test func `a serial number is blocked for every authority of its issuer`() async throws {
            let world = try await SharedWorld.world
            let words = ["card", "--issuer", "demo", "7A7B", "--config", world.path]
            let blocked = try await Command(words: [Programs.porta, "block"] + words + ["--reason", "x"]).run()
            #expect(blocked.status == 0, "\(blocked.all)")
            let shown = try await world.porta("audit", "show", "--config", world.path, "--json", "--limit", "5")
            let record = try #require(shown.lines.last { $0.contains("demo 7a7b") })
            struct Line: Decodable {
                struct Block: Decodable { let subjects: [String] }
                let block: Block
            }
            #expect(try JSONDecoder().decode(Line.self, from: Data(record.utf8)).block.subjects.count == 2)
            let lifted = try await Command(words: [Programs.porta, "unblock"] + words).run()
            #expect(lifted.status == 0, "\(lifted.all)")
        }

        @Test(arguments: [
            ["person", "12", "--reason", "x"], ["person", "I45314061F", "--namespace", "XX", "--reason", "x"],
            ["card", "--issuer", "nobody", "01", "--reason", "x"],
            ["card", "--issuer", "demo", "xyz", "--reason", "x"],
            ["card", "/nonexistent", "--reason", "x"], ["key", "abc", "--reason", "x"],
            ["issuer", "nobody", "--reason", "x"], ["issuer", "demo"],
            ["issuer", "demo", "--reason", "x", "--until", "2001-01-01"],
            ["issuer", "demo", "--reason", "x", "--until", "soon"], ["issuer", "demo", "--reason", "x\ny"],
            ["issuer", "demo", "--reason", "x\u{202E}y"], ["issuer", "demo", "--reason", "x", "--by", "a\u{200B}b"],
        ])
        func `what cannot be blocked is said, and nothing is written`(words: [String]) async throws {
            let world = try await SharedWorld.world
            let before = try await world.audit().count
            let output = try await Command(
                words: [Programs.porta, "block"] + words + ["--config", world.path]
            ).run()
            #expect(output.status == 2, "\(output.all)")
            #expect(!output.err.isEmpty)
            #expect(try await world.audit().count == before)
        }

        @Test func `fifty logins at once while blocks are written lose nothing`() async throws {
            let world = try await SandboxWorld()
            let before = try await world.audit().count
            let answered = try await withThrowingTaskGroup(of: Int.self) { group in
                for lane in 0..<10 {
                    group.addTask {
                        var answered = 0
                        for _ in 0..<5 where try await logsIn(lane % 2 == 0 ? "good" : "p384", world) { answered += 1 }
                        return answered
                    }
                }
                group.addTask {
                    for number in 0..<10 {
                        let key = String(repeating: "0\(number)", count: 32)
                        for verb in ["block", "unblock"] {
                            let words = [Programs.porta, verb, "key", key, "--reason", "x", "--config", world.path]
                            let output = try await Command(words: words).run()
                            guard output.status == 0 else { throw WorldError(output.all) }
                        }
                    }
                    return 0
                }
                return try await group.reduce(0, +)
            }
            #expect(answered == 50)
            let records = try await world.audit()
            #expect(records.count == before + 70)
            #expect(records.filter { $0.outcome == "released" }.count == 50)
            let verified = try await world.porta("audit", "verify", "--config", world.path)
            #expect(verified.status == 0, "\(verified.all)")
            await world.end()
        }

        @Test func `the issuer of a stranger's card is there for the operator`() async throws {
            let world = try await SharedWorld.world
            let refusal = try await world.visitor(card: "unknown-issuer").consent(at: world.portal)
            #expect(refusal.page.reason == "unknown-issuer")
            try await eventually("the unknown issuer") {
                try await world.porta("audit", "unknown-issuers", "--json", "--config", world.path).out
                    .contains("Porta Unknown Issuing CA")
            }
            let listed = try await world.porta("audit", "unknown-issuers", "--config", world.path)
            #expect(listed.status == 0 && listed.out.contains("C=AL, O=Porta Sandbox, CN=Porta Unknown Issuing CA"))
        }
    }
}
