import Foundation
import Testing

extension Outside {
    /// Sites made by others, with the software that they really run.
    @Suite struct Peers {
        /// What a site that was registered from its bare metadata may ask for, if the visitor ticks it.
        private let names = ["given-name", "family-name"]

        /// Its metadata has a key with `use="encryption"`: lasso opens what is encrypted to it.
        @Test func `a site behind Apache with mod_auth_mellon is entered, O4 by an encrypted assertion`() async throws {
            let apache = try await MellonSite.make()
            let world = try await SandboxWorld { preparation in
                try await apache.start(preparation)
                let metadata = try await Command(
                    "curl", "-sS", "--fail", "--connect-to", "::127.0.0.1:", apache.base + "/mellon/metadata"
                ).run()
                guard metadata.status == 0 else { throw WorldError(metadata.err + apache.log) }
                try await preparation.register(metadata.out, as: "mellon")
            }
            let visitor = try world.visitor(card: "good")
            let start = try await visitor.open(apache.base + "/private/index.html")
            let last = try await visitor.decide("agree", on: visitor.present(on: start), items: names)
            let answer = try #require(SAMLAnswer(last.page), "\(last.page.html)")
            let inside = try await visitor.deliver(last)
            #expect(inside.status == 200, "\(apache.log)")
            #expect(inside.url.hasPrefix(apache.base + "/private/"))
            #expect(answer.xml.contains("<saml:EncryptedAssertion"))
            #expect(inside.body.contains(#/NAME=_[0-9a-f]{40}\./#), "\(inside.body)")
            #expect(inside.body.contains("GIVEN=Arta."), "\(inside.body)")
            // Without a login the door is shut, and a refusal does not open it.
            let other = try world.visitor(card: "revoked")
            let refused = try await other.present(on: try await other.open(apache.base + "/private/index.html"))
            let outside = try await other.deliver(try await other.goBack(from: refused))
            #expect(!outside.body.contains("NAME="))
            await apache.end()
            await world.end()
        }

        private struct Received: Decodable {
            let ok: Bool
            let problem: String?
            let nameId: String?
            let attributes: [String: [String]]?
            let relayState: String?
            let level: [String]?
        }

        private var decoder: JSONDecoder {
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            return decoder
        }

        /// By itself, and with a key to encrypt to: pysaml2 opens the assertion with xmlsec1.
        @Test(arguments: [[], ["--encrypted"]])
        func `a site made with pysaml2 is entered, O4 also with an encrypted assertion`(_ flags: [String]) async throws
        {
            let folder = try Folder()
            let port = try String(freePort())
            let script = [Programs.python, Programs.peer("pysaml2_site.py")] + flags + [port, folder.path]
            let metadata = try await Command(words: script).run()
            try #require(metadata.status == 0, "scripts/test installs pysaml2: \(metadata.err)")
            let world = try await SandboxWorld { preparation in
                try await preparation.register(metadata.out, as: "pysaml2")
            }
            let gate = try await world.porta("metadata", "--config", world.path).out
            let site = try RunningProgram(script + [folder.write(gate, "gate.xml")], log: folder.path("log"))
            let visitor = try world.visitor(card: "good")
            let base = "http://pysaml2.porta.localhost:\(port)"
            try await eventually("the site", whileRunning: site) {
                (try? await visitor.get(base + "/metadata"))?.status == 200
            }
            let start = try await visitor.open(base + "/login")
            let last = try await visitor.decide("agree", on: visitor.present(on: start), items: names)
            let answer = try #require(SAMLAnswer(last.page), "\(last.page.html)")
            let reply = try await visitor.deliver(last)
            let received = try decoder.decode(Received.self, from: Data(reply.body.utf8))
            #expect(received.ok, "\(received.problem ?? "") \(site.log)")
            #expect(answer.xml.contains("<saml:EncryptedAssertion") == !flags.isEmpty)
            if flags.isEmpty { #expect(received.nameId == answer.nameID?.value) }
            #expect(received.nameId?.count == 32)
            #expect(received.attributes?["givenName"] == ["Arta"])
            #expect(received.attributes?["sn"] == ["Shembulli"])
            #expect(received.relayState == "/private")
            #expect(received.level == ["urn:oasis:names:tc:SAML:2.0:ac:classes:SmartcardPKI"])
            // The same response a second time is nothing to it.
            let again = try await visitor.deliver(last)
            #expect(try !decoder.decode(Received.self, from: Data(again.body.utf8)).ok)
            await site.end()
            await world.end()
        }
    }
}
