import Foundation
import Testing

extension Outside {
    /// The two kinds of host as a stranger meets them.
    @Suite struct Edges {
        @Test func `every route of the login host carries the security headers`() async throws {
            let world = try await SharedWorld.world
            let visitor = try world.visitor(card: "good")
            let start = try await visitor.start(at: world.portal)
            let consent = try await visitor.present(on: start)
            let answers =
                [start, consent, try await visitor.decide("agree", on: consent)]
                + (try await pages(world, visitor))
            for answer in answers {
                let place = Comment(rawValue: String(answer.url.prefix(90)) + " \(answer.status)")
                #expect(answer.header("strict-transport-security")?.contains("max-age=") == true, place)
                #expect(answer.header("x-content-type-options") == "nosniff", place)
                let policy = answer.header("content-security-policy") ?? ""
                #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), place)
                #expect(!policy.contains("unsafe"), place)
                #expect(
                    ["same-origin", "strict-origin", "no-referrer"].contains(answer.header("referrer-policy")), place)
                #expect(answer.header("server") == nil, place)
                let isFile = [".css", ".js", ".svg", "/saml/metadata"].contains { answer.url.hasSuffix($0) }
                #expect(isFile || answer.header("cache-control") == "no-store", place)
            }
        }

        private func pages(_ world: SandboxWorld, _ visitor: Visitor) async throws -> [Answer] {
            var answers: [Answer] = []
            for path in [
                "/", "/help/", "/start", "/start?a=x", "/start?s=x", "/card", "/card/begin", "/saml/sso",
                "/saml/metadata",
                "/saml/status/revoked", "/nothing", "/porta.css", "/answer.js", "/favicon.svg", "/decision",
            ] {
                answers.append(try await visitor.get(world.facts.login + path))
            }
            for path in ["/decision", "/return", "/card", "/saml/sso", "/"] {
                answers.append(try await visitor.post(world.facts.login + path, [("a", "x")]))
            }
            return answers
        }

        @Test func `the only cookie belongs to this host alone and is closed to scripts`() async throws {
            let world = try await SharedWorld.world
            let visitor = try world.visitor()
            let begun = try await visitor.open(world.portal.login) { $0.contains("/start?s=") }
            let cookies = try await visitor.get(try #require(begun.location)).headers.filter { $0.name == "set-cookie" }
            #expect(cookies.count == 1)
            let cookie = try #require(cookies.first?.value)
            #expect(cookie.hasPrefix("__Host-porta="))
            for word in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] { #expect(cookie.contains(word)) }
            for word in ["Domain", "Max-Age", "Expires"] { #expect(!cookie.contains(word)) }
        }

        @Test func `an answer page lets its form go to the site`() async throws {
            let world = try await SharedWorld.world
            let last = try await world.visitor(card: "good").answer(at: world.portal)
            #expect(last.header("content-security-policy")?.contains("form-action") == false)
            #expect(last.header("referrer-policy") == "strict-origin")
        }

        @Test func `a request head of 17 KB is answered 431 on both hosts`() async throws {
            let world = try await SharedWorld.world
            let visitor = try world.visitor(card: "good")
            let long = "X-Long: " + String(repeating: "a", count: 17 * 1024)
            #expect(try await visitor.get(world.facts.login + "/", "-H", long).status == 431)
            let address = try await visitor.click(on: visitor.start(at: world.portal))
            #expect(try await visitor.get(address, "-H", long).status == 431)
        }

        /// What the login host answers to bytes sent at once, and whether it then ended the connection by itself.
        private func exchange(_ sent: String, _ world: SandboxWorld) async throws -> String {
            let host = try #require(world.facts.login.split(separator: "/").last?.split(separator: ":").first)
            let output = try await Command(
                "openssl", "s_client", "-quiet", "-ign_eof", "-connect", "127.0.0.1:\(world.facts.port)",
                "-servername", String(host)
            ).with(input: sent.replacing("HOST", with: "\(host):\(world.facts.port)")).run()
            #expect(output.status != 124)
            return output.out
        }

        @Test func `requests sent ahead are answered in their order, and the last that says so ends the connection`()
            async throws
        {
            let world = try await SharedWorld.world
            let sent =
                ["/", "/nothing", "/saml/metadata"].map { "GET \($0) HTTP/1.1\r\nHost: HOST\r\n\r\n" }.joined()
                + "GET / HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\nGET / HTTP/1.1\r\nHost: HOST\r\n\r\n"
            let answers = try await exchange(sent, world)
            #expect(answers.statuses == ["200", "404", "200", "200"])
            #expect(answers.lowercased().ranges(of: "connection: close").count == 1)
        }

        @Test func `the answer to HEAD has no body, also where nothing is`() async throws {
            let world = try await SharedWorld.world
            let sent =
                "HEAD /nothing HTTP/1.1\r\nHost: HOST\r\n\r\n"
                + "HEAD / HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n"
            let answers = try await exchange(sent, world)
            #expect(answers.statuses == ["404", "200"])
            #expect(!answers.contains("<"))
        }

        /// threats: R8
        @Test(arguments: [
            ("HELO porta\r\n\r\n", "400"),
            (
                "POST /saml/sso HTTP/1.1\r\nHost: HOST\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                    + "Content-Length: 1000000\r\n\r\n" + String(repeating: "a", count: 100_000), "413"
            ),
        ])
        func `R8 what is no request, or too long for one, is answered before it ends`(sent: String, status: String)
            async throws
        {
            let answers = try await exchange(sent, SharedWorld.world)
            #expect(answers.statuses == [status])
            #expect(answers.lowercased().contains("connection: close"))
        }

        @Test func `the card host answers one GET of one address and nothing else`() async throws {
            let world = try await SharedWorld.world
            let visitor = try world.visitor(card: "good")
            let address = try await visitor.click(on: visitor.start(at: world.portal))
            let query = try #require(address.firstIndex(of: "?"))
            let host = String(address[..<query])
            #expect(try await visitor.get(host + "favicon.ico").status == 404)
            #expect(try await visitor.get(host + "x" + address[query...]).status == 404)
            #expect(try await visitor.post(address, [("a", "b")]).status == 405)
            #expect(try await visitor.get(address, "-X", "OPTIONS").status == 405)
            let bad = [
                host, host + "?a=", host + "?a=x&a=y", address + "&b=1", host + "?a=%3Cscript%3E",
                host + "?a=" + String(repeating: "a", count: 3073),
            ]
            for address in bad {
                let answer = try await visitor.get(address)
                #expect(answer.status == 400, "\(address.prefix(100))")
                #expect(answer.body.isEmpty && answer.location == nil)
            }
            let good = try await visitor.get(address)
            #expect(good.status == 303)
            #expect(good.header("connection")?.lowercased() == "close")
            #expect(good.header("cache-control") == "no-store")
        }

        @Test func `the card host hands possession to pages of the login host only`() async throws {
            let world = try await SharedWorld.world
            let visitor = try world.visitor(card: "good")
            let start = try await visitor.start(at: world.portal)
            let address = try await visitor.click(on: start)
            let fetched = try await visitor.get(address, "-H", "Origin: \(world.facts.login)")
            #expect(fetched.status == 200)
            #expect(fetched.header("content-type") == "text/plain")
            #expect(fetched.header("access-control-allow-origin") == world.facts.login)
            #expect(fetched.header("access-control-allow-credentials") == "true")
            #expect(fetched.header("vary") == "Origin")
            #expect(fetched.header("x-content-type-options") == "nosniff")
            for origin in ["null", "https://evil.example", "https://portal.porta.localhost", world.facts.login + "0"] {
                let answer = try await visitor.get(address, "-H", "Origin: \(origin)")
                #expect(answer.status == 403 && answer.body.isEmpty)
                #expect(answer.header("access-control-allow-origin") == nil)
            }
            let attempt = try #require(address.split(separator: "?a=").last)
            let page = try await visitor.post(
                world.facts.login + "/card", [("a", String(attempt)), ("p", fetched.body)],
                "-H", "Origin: \(world.facts.login)")
            #expect(page.page.forms["consent"] != nil)
        }

        @Test func `a host name that is not the server name is answered 421`() async throws {
            let world = try await SharedWorld.world
            let visitor = try world.visitor(card: "good")
            let address = try await visitor.click(on: visitor.start(at: world.portal))
            for host in [world.facts.loginHost, "x." + world.facts.cardDomain, "evil.example"] {
                #expect(try await visitor.get(address, "-H", "Host: \(host):\(world.facts.port)").status == 421)
                let login = try await visitor.get(world.facts.login + "/", "-H", "Host: x\(host):\(world.facts.port)")
                #expect(login.status == 421)
            }
            let name = try #require(URL(string: address)?.host)
            #expect(
                try await visitor.get(address, "-H", "Host: \(name.uppercased()):\(world.facts.port)").status == 303)
        }

        @Test func `certificate headers from outside are nobody's identity`() async throws {
            let world = try await SharedWorld.world
            let visitor = try world.visitor()
            let start = try await visitor.start(at: world.portal)
            let card = Folder.text(world.path + "/cards/good.pem").replacing("\n", with: " ")
            var headers: [String] = []
            for name in ["Client-Cert", "X-SSL-Client-Cert", "X-Client-Cert", "ssl-client-cert", "X-SSL-CERT"] {
                headers += ["-H", "\(name): \(card)"]
            }
            let address = try await visitor.click(on: start)
            let back = try #require(try await visitor.request(address, headers).location)
            #expect(try await visitor.request(back, headers).page.reason == "no-certificate")
        }

        @Test func `plain HTTP is only a pointer to the login host`() async throws {
            let world = try await SharedWorld.world
            let visitor = try world.visitor()
            let listener = try #require(world.facts.redirect)
            for (path, method) in [("/", "GET"), ("/saml/sso?SAMLRequest=x", "GET"), ("/start", "POST")] {
                let answer = try await visitor.get(listener + path, "-X", method, "-H", "Host: evil.example")
                #expect(answer.status == 308)
                #expect(answer.location?.hasPrefix(world.facts.login + "/") == true)
                #expect(answer.header("set-cookie") == nil)
            }
        }

        @Test func `nothing but health and metrics is on the operations listener, and they are nowhere else`()
            async throws
        {
            let world = try await SharedWorld.world
            let visitor = try world.visitor()
            for path in ["/health/live", "/health/ready", "/metrics"] {
                #expect(try await visitor.get(world.facts.operations + path).status == 200)
                #expect(try await visitor.get(world.facts.login + path).status == 404)
            }
            let metrics = try await visitor.get(world.facts.operations + "/metrics").body
            #expect(metrics.contains(#/porta_ocsp_circuit_open\{issuer="demo",url="http:[^"]+"\} [01]/#))
            #expect(try await visitor.get(world.facts.operations + "/saml/metadata").status == 404)
            #expect(try await visitor.post(world.facts.login + "/sandbox/forget", []).status == 404)
        }
    }
}

extension String {
    /// The codes of all answers in it.
    fileprivate var statuses: [String] { ranges(of: "HTTP/1.1 ").map { String(self[$0.upperBound...].prefix(3)) } }
}
