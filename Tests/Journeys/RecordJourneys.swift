import Foundation
import Synchronization
import Testing

extension Outside {
    /// What was acknowledged is on the disk, whatever happens to the program.
    @Suite struct Records {
        @Test func `kill -9 in the middle of logins loses no acknowledged record`() async throws {
            let world = try await SandboxWorld()
            let seen = Acknowledged()
            try await withThrowingTaskGroup { group in
                for card in ["good", "p384", "revoked", "expired"] {
                    group.addTask {
                        for _ in 0..<50 { try await once(card, world, seen) }
                    }
                }
                while seen.count < 24 { try await Task.sleep(for: .milliseconds(20)) }
                world.gateway.send(SIGKILL)
                // The visitors' connections break off from here on.
                while let result = await group.nextResult() {
                    if case .failure(let error) = result { #expect(error is CurlError, "\(error)") }
                }
            }
            await world.gateway.end()
            try await world.gateway.start()
            let records = try await world.audit()
            let cases = Set(records.compactMap(\.case))
            let requests = Set(records.compactMap(\.request))
            #expect(seen.cases.isSubset(of: cases))
            #expect(seen.requests.isSubset(of: requests))
            #expect(seen.count >= 24)
            let verified = try await world.porta("audit", "verify", "--config", world.path)
            #expect(verified.status == 0, "\(verified.all)")
            // What was answered stays answered, and new logins go on.
            let last = try await world.visitor(card: "good").answer(at: world.portal)
            #expect(SAMLAnswer(last.page)?.isSuccess == true)
            await world.end()
        }

        private func once(_ card: String, _ world: SandboxWorld, _ seen: Acknowledged) async throws {
            let visitor = try world.visitor(card: card)
            let page = try await visitor.consent(at: world.portal)
            if page.page.reason != nil {
                if let number = page.page.caseNumber { seen.note(case: number) }
            } else if let answer = SAMLAnswer(try await visitor.decide("agree", on: page).page),
                let request = answer.value(of: "InResponseTo")
            {
                seen.note(request: request)
            }
        }

        @Test func `a changed record is found`() async throws {
            let world = try await SandboxWorld()
            for card in ["good", "revoked"] { _ = try await world.visitor(card: card).consent(at: world.portal) }
            _ = try await world.visitor(card: "good").answer(at: world.portal)
            await world.gateway.end()
            #expect(try await world.porta("audit", "verify", "--config", world.path).status == 0)
            let changed = try await Command("python3", Programs.peer("spoil.py"), world.path + "/porta.sqlite").run()
            #expect(changed.status == 0, "\(changed.all)")
            let found = try await world.porta("audit", "verify", "--config", world.path)
            #expect(found.status == 1, "\(found.all)")
            await world.end()
        }

        @Test func `a login that began before a restart is finished after it`() async throws {
            let world = try await SharedWorld.world
            let visitor = try world.visitor(card: "good")
            let consent = try await visitor.consent(at: world.portal)
            #expect(await world.gateway.end() == 0)
            try await world.gateway.start()
            let last = try await visitor.decide("agree", on: consent)
            #expect(try await visitor.deliver(last).page.ids.contains("logged-in"))
        }

        /// Where a connection stands when the gateway is told to stop.
        enum Underway: String, CaseIterable, Sendable {
            case cardInHandshake, cardBeforeItsRequest, loginInHandshake

            var manner: String { self == .cardBeforeItsRequest ? "late" : "slow" }
            var status: String { self == .loginInHandshake ? "200" : "303" }
        }

        @Test(arguments: Underway.allCases)
        func `a shutdown waits for what is under way, and says that it stops`(_ underway: Underway) async throws {
            let world = try await SharedWorld.world
            let visitor = try world.visitor(card: "good")
            var (host, path) = (world.facts.loginHost, "/")
            if underway != .loginInHandshake {
                let address = try await visitor.click(on: visitor.start(at: world.portal))
                let url = try #require(URLComponents(string: address))
                (host, path) = (try #require(url.host), "/?" + (url.percentEncodedQuery ?? ""))
            }
            let folder = try Folder()
            let client = try RunningProgram(
                [
                    "python3", Programs.peer("hellos.py"), String(world.facts.port), underway.manner, host, path,
                    folder.path("go"),
                ], log: folder.path("log"))
            try await eventually("the handshake", whileRunning: client) { client.log.contains("waiting") }
            world.gateway.send(SIGTERM)
            try await eventually("the end of listening") {
                try await Command("curl", "-sk", "--connect-to", "::127.0.0.1:", world.facts.login + "/").run().status
                    == 7
            }
            let ready = try await visitor.get(world.facts.operations + "/health/ready")
            #expect(ready.status == 503)
            #expect(ready.body == "stopping\n")
            try folder.write("", "go")
            await client.end(0)
            #expect(client.log.contains("HTTP/1.1 \(underway.status)"), "\(client.log)")
            #expect(await world.gateway.end(0) == 0)
            try await world.gateway.start()
        }

        @Test func `a start link that came too late leaves the cookie that its way back needs`() async throws {
            let world = try await SharedWorld.world
            let visitor = try world.visitor()
            let begun = try await visitor.follow(try await visitor.get(try world.portal.login)) {
                $0.contains("/start?s=")
            }
            let link = try #require(begun.location)
            await world.gateway.end()
            try await world.gateway.start(at: Date() + 180)
            let page = try await visitor.get(link)
            #expect(page.page.reason == "attempt-expired")
            #expect(page.header("set-cookie")?.hasPrefix("__Host-porta=") == true)
            let answer = try #require(SAMLAnswer(try await visitor.goBack(from: page).page))
            #expect(answer.status.last == world.status("attempt-expired"))
            await world.gateway.end()
            try await world.gateway.start()
        }

        @Test func `nothing personal stands in the gateway's own log`() async throws {
            let world = try await SharedWorld.world
            let visitor = try world.visitor(card: "good")
            let last = try await visitor.answer(at: world.portal, items: ["national-id"])
            let answer = try #require(SAMLAnswer(last.page))
            for name in ["serialNumber", "givenName", "sn"] {
                let value = try #require(answer.attribute(name))
                #expect(!world.gateway.words.contains(value), "\(name)")
            }
            let name = try #require(answer.nameID)
            #expect(!world.gateway.words.contains(name.value))
        }
    }
}

/// What visitors were shown before the program was killed.
private final class Acknowledged: Sendable {
    private let seen = Mutex((cases: Set<String>(), requests: Set<String>()))

    var cases: Set<String> { seen.withLock { $0.cases } }
    var requests: Set<String> { seen.withLock { $0.requests } }
    var count: Int { seen.withLock { $0.cases.count + $0.requests.count } }

    func note(case number: String) { seen.withLock { _ = $0.cases.insert(number) } }
    func note(request: String) { seen.withLock { _ = $0.requests.insert(request) } }
}
