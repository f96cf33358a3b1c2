import Foundation
import Testing

extension Outside {
    /// TLS as `openssl s_client` and raw sockets see it.
    @Suite struct Handshakes {
        @Test(arguments: ["1.2", "1.3"])
        func `a session that is taken up again proves no card`(version: String) async throws {
            let world = try await SharedWorld.world
            let visitor = try world.visitor(card: "good")
            let start = try await visitor.start(at: world.portal)
            let address = try await visitor.click(on: start, older: version == "1.2")
            let folder = try Folder()
            let session = folder.path("session")
            let first = try await client(world, address, version, card: "good", ["-sess_out", session])
            #expect(first.contains("303"))
            #expect(!first.contains("New Session Ticket arrived") && !first.contains("TLS session ticket:"))
            // Whatever the client kept of the first connection, it offers again, this time without the card.
            let kept = FileManager.default.fileExists(atPath: session) ? ["-sess_in", session] : []
            let second = try await client(world, address, version, card: nil, kept)
            #expect(second.contains("New, TLSv\(version)") && !second.contains("Reused"))
            let back = try #require(second.firstMatch(of: #/(?i)location: (\S+)/#)).1
            #expect(try await visitor.get(String(back)).page.reason == "no-certificate")
        }

        @Test(arguments: ["1.2", "1.3"]) func `the login host gives out no sessions either`(version: String)
            async throws
        {
            let world = try await SharedWorld.world
            let text = try await client(world, world.facts.login + "/", version, card: nil, [])
            #expect(text.contains("200 OK"))
            #expect(!text.contains("New Session Ticket arrived") && !text.contains("TLS session ticket:"))
            #expect(!text.contains("Acceptable client certificate CA names"))
        }

        @Test func `the older TLS is spoken only where the visitor pressed for it`() async throws {
            let world = try await SharedWorld.world
            let visitor = try world.visitor(card: "good")
            let start = try await visitor.start(at: world.portal)
            let newer = try await visitor.click(on: start)
            let refused = try await client(world, newer, "1.2", card: "good", [])
            #expect(refused.contains("alert protocol version") && !refused.contains("303"))
        }

        @Test func `the card host names the card's issuer and no other`() async throws {
            let world = try await SharedWorld.world
            let visitor = try world.visitor()
            let address = try await visitor.click(on: visitor.start(at: world.portal))
            let text = try await client(world, address, "1.3", card: nil, [])
            let names = try #require(text.range(of: "Acceptable client certificate CA names"))
            let list = text[names.upperBound...].split(separator: "\n").prefix {
                !$0.hasPrefix("Requested Signature Algorithms")
            }
            #expect(list.count == 1, "\(list)")
            #expect(!text.contains("SHA1"))
        }

        @Test(arguments: ["evil.example", "porta.localhost", "x.card.porta.localhost", "a.b.card.porta.localhost"])
        func `a foreign name and a made-up label get the alert and nothing else`(name: String) async throws {
            let world = try await SharedWorld.world
            let output = try await Command(
                "openssl", "s_client", "-connect", "127.0.0.1:\(world.facts.port)", "-servername", name
            ).run()
            #expect(output.all.contains("SSL alert number 112"))
            #expect(output.all.contains("no peer certificate available"))
        }

        @Test func `a label in which one letter was changed gets the alert`() async throws {
            let world = try await SharedWorld.world
            let visitor = try world.visitor(card: "good")
            let name = try await visitor.cardHost(from: visitor.start(at: world.portal))
            let other = (name.hasPrefix("a") ? "b" : "a") + name.dropFirst()
            let answer = try await Command(
                "openssl", "s_client", "-connect", "127.0.0.1:\(world.facts.port)", "-servername", other
            ).run()
            #expect(answer.all.contains("SSL alert number 112"))
        }

        @Test func `odd hellos get the answer that is written down`() async throws {
            let world = try await SharedWorld.world
            let visitor = try world.visitor(card: "good")
            let card = try await visitor.cardHost(from: visitor.start(at: world.portal))
            for host in [world.facts.loginHost, card] {
                #expect(try await hello(world, "bytes", host).end == "open")
                #expect(try await hello(world, "records", host).end == "open")
            }
            #expect(try await hello(world, "nameless", "-").alert == 112)
            let large = try await hello(world, "large", "-")
            #expect(large.alert == 50)
        }

        @Test func `a thousand visitors who vanish in the handshake disturb nobody`() async throws {
            let world = try await SharedWorld.world
            let visitor = try world.visitor(card: "good")
            let start = try await visitor.start(at: world.portal)
            let host = try await visitor.cardHost(from: start)
            async let vanished = hello(world, "vanish", host, "500")
            async let strangers = hello(world, "vanish", world.facts.loginHost, "500")
            let last = try await world.visitor(card: "good").answer(at: world.portal)
            #expect(SAMLAnswer(last.page)?.isSuccess == true)
            #expect(try await vanished.count == 500)
            #expect(try await strangers.count == 500)
            try await eventually("the end of every handshake") {
                let metrics = try await visitor.get(world.facts.operations + "/metrics").body
                return metrics.contains("\nporta_open_handshakes 0")
            }
            let page = try await visitor.present(on: start)
            #expect(page.page.forms["consent"] != nil)
        }

        @Test func `a handshake that died is explained on the way back`() async throws {
            let world = try await SharedWorld.world
            let visitor = try world.visitor(card: "good")
            let start = try await visitor.start(at: world.portal)
            #expect(start.page.reason == nil)
            let host = try await visitor.cardHost(from: start)
            _ = try await hello(world, "vanish", host, "2")
            let before = try await world.logins("failed", "handshake-failed")
            try await eventually("the hint") { try await visitor.get(start.url).page.reason == "handshake-failed" }
            let back = try await visitor.get(start.url)
            #expect(back.status == 200)
            #expect(back.page.metas["porta-cause"] != nil)
            #expect(try await world.logins("failed", "handshake-failed") == before + 1)
            try await Task.sleep(for: .milliseconds(1100))
            #expect(try await visitor.present(on: back).page.forms["consent"] != nil)
            #expect(try await visitor.get(start.url).page.reason == nil)
        }

        @Test func `a connection that died beside a good one is no interruption`() async throws {
            let world = try await SharedWorld.world
            let visitor = try world.visitor(card: "good")
            let start = try await visitor.start(at: world.portal)
            let address = try await visitor.click(on: start)
            #expect(try await visitor.get(address).status == 303)
            _ = try await hello(world, "vanish", #require(URL(string: address)?.host), "2")
            try await eventually("the end of every handshake") {
                let metrics = try await visitor.get(world.facts.operations + "/metrics").body
                return metrics.contains("\nporta_open_handshakes 0")
            }
            #expect(try await visitor.get(start.url).page.reason == nil)
        }

        /// One request by `openssl s_client`, with everything it says about the session.
        private func client(
            _ world: SandboxWorld, _ address: String, _ version: String, card: String?, _ more: [String]
        ) async throws -> String {
            let url = try #require(URLComponents(string: address))
            let host = try #require(url.host)
            let query = url.percentEncodedQuery.map { "?" + $0 } ?? ""
            let offered = card.map {
                ["-cert", "\(world.path)/cards/\($0).pem", "-key", "\(world.path)/cards/\($0).key"]
            }
            let output = try await Command(
                words: [
                    "openssl", "s_client", "-connect", "127.0.0.1:\(world.facts.port)", "-servername", host, "-CAfile",
                    world.path + "/tls/ca.pem", "-tls" + version.replacing(".", with: "_"), "-ign_eof",
                ] + (offered ?? []) + more
            ).with(input: "GET /\(query) HTTP/1.1\r\nHost: \(host):\(world.facts.port)\r\nConnection: close\r\n\r\n")
                .run()
            return output.all
        }

        private struct Ending: Decodable {
            let end: String
            var alert: Int?
            var count: Int?
        }

        private func hello(_ world: SandboxWorld, _ words: String...) async throws -> Ending {
            let output = try await Command(
                words: ["python3", Programs.peer("hellos.py"), String(world.facts.port)] + words
            ).run()
            guard output.status == 0 else { throw WorldError(output.err) }
            return try JSONDecoder().decode(Ending.self, from: Data(output.out.utf8))
        }
    }
}
