import Testing

extension Outside {
    /// One attempt, one browser, one answer.
    @Suite struct Attempts {
        @Test func `what a card handed back is of no use in another browser`() async throws {
            let world = try await SharedWorld.world
            let owner = try world.visitor(card: "good")
            let address = try await owner.handBack(from: owner.start(at: world.portal))
            let stranger = try world.visitor()
            #expect(try await stranger.get(address).page.reason == "wrong-browser")
            _ = try await stranger.start(at: world.portal)
            let refusal = try await stranger.get(address)
            #expect(refusal.page.reason == "wrong-browser")
            #expect(refusal.page.forms["consent"] == nil && refusal.page.forms["answer"] == nil)
            #expect(try await owner.get(address).page.forms["consent"] != nil)
        }

        @Test func `what a card handed back is of no use in another attempt of the same browser`() async throws {
            let world = try await SharedWorld.world
            let visitor = try world.visitor(card: "good")
            let first = Link(try await visitor.handBack(from: visitor.start(at: world.portal)))
            let second = Link(try await visitor.handBack(from: visitor.start(at: world.shop)))
            let mixed = "\(world.facts.login)/card?a=\(second["a"])&p=\(first["p"])"
            #expect(try await visitor.get(mixed).page.reason == "wrong-browser")
        }

        @Test func `a consent form with the possession of another attempt gives nothing away`() async throws {
            let world = try await SharedWorld.world
            let visitor = try world.visitor(card: "good")
            let (first, second) = try await (visitor.consent(at: world.portal), visitor.consent(at: world.shop))
            let (form, other) = (
                try #require(first.page.forms["consent"]), try #require(second.page.forms["consent"])
            )
            for name in ["a", "p", "c"] {
                let mixed = form.replacing(name, by: try #require(other.value(name)))
                let answer = try await visitor.submit(mixed, on: first, ("decision", "agree"))
                #expect(SAMLAnswer(answer.page) == nil, "\(name) of another attempt")
                #expect(answer.page.reason != nil || answer.page.forms["consent"] != nil)
            }
        }

        @Test func `an attempt is answered once`() async throws {
            let world = try await SharedWorld.world
            let visitor = try world.visitor(card: "good")
            let start = try await visitor.start(at: world.portal)
            let address = try await visitor.handBack(from: start)
            let consent = try await visitor.get(address)
            #expect(SAMLAnswer(try await visitor.decide("agree", on: consent).page)?.isSuccess == true)
            for again in [
                try await visitor.decide("agree", on: consent), try await visitor.get(address),
                try await visitor.get(start.url),
            ] {
                #expect(again.page.reason == "attempt-used", "\(again.url.prefix(80))")
                #expect(again.status == 403)
            }
        }

        @Test func `of sixteen yeses at the same moment exactly one wins`() async throws {
            let world = try await SharedWorld.world
            let before = try await world.audit().count { $0.outcome == "released" }
            let visitor = try world.visitor(card: "good")
            let consent = try await visitor.consent(at: world.portal)
            let pages = try await withThrowingTaskGroup { group in
                for _ in 0..<16 {
                    let tab = try visitor.tab()
                    group.addTask { try await tab.decide("agree", on: consent).page }
                }
                return try await group.reduce(into: [Page]()) { $0.append($1) }
            }
            #expect(pages.count { SAMLAnswer($0)?.isSuccess == true } == 1)
            #expect(pages.count { $0.reason == "attempt-used" } == 15)
            #expect(try await world.audit().count { $0.outcome == "released" } == before + 1)
        }

        @Test func `reload and Back are no replay before the answer`() async throws {
            let world = try await SharedWorld.world
            let visitor = try world.visitor(card: "good")
            let question = try #require(try await visitor.get(world.portal.login).location)
            let start = try await visitor.open(question)
            #expect(start.page.links["use-card"] != nil)
            #expect(try await visitor.open(question).page.links["use-card"] != nil)
            #expect(try await visitor.get(start.url).page.links["use-card"] != nil)
            let address = try await visitor.handBack(from: start)
            #expect(try await visitor.get(address).page.forms["consent"] != nil)
            let consent = try await visitor.get(address)
            #expect(try await visitor.decide("review", on: consent).page.forms["consent"] != nil)
            let last = try await visitor.decide("agree", on: consent)
            #expect(try await visitor.deliver(last).page.ids.contains("logged-in"))
            #expect(try await visitor.open(question).page.reason == "attempt-used")
        }

        @Test func `after a refusal another card may be tried in the same attempt`() async throws {
            let world = try await SharedWorld.world
            let visitor = try world.visitor(card: "signature")
            let refusal = try await visitor.consent(at: world.portal)
            #expect(refusal.page.reason == "wrong-certificate-signature")
            // Tries are told apart by the second of their click.
            try await Task.sleep(for: .milliseconds(1100))
            let other = try visitor.changing(to: "good")
            let last = try await other.decide("agree", on: other.present(on: refusal))
            #expect(SAMLAnswer(last.page)?.isSuccess == true)
        }

        @Test func `another person's card than the one shown is refused`() async throws {
            let world = try await SharedWorld.world
            let visitor = try world.visitor(card: "good")
            let consent = try await visitor.consent(at: world.portal)
            let attempt = try #require(consent.page.forms["consent"]?.value("a"))
            try await Task.sleep(for: .milliseconds(1100))
            let other = try visitor.changing(to: "p384")
            let begun = try await other.get("\(world.facts.login)/card/begin?a=\(attempt)")
            let page = try await other.follow(begun)
            #expect(page.page.reason == "card-changed")
        }

        @Test func `a sealed text of one kind opens as no other`() async throws {
            let world = try await SharedWorld.world
            let visitor = try world.visitor(card: "good")
            let begun = try await visitor.open(world.portal.login) { $0.contains("/start?s=") }
            let start = try await visitor.follow(begun)
            let back = Link(try await visitor.handBack(from: start))
            let consent = try await visitor.get(back.text)
            let texts = [
                "start": Link(try #require(begun.location))["s"], "attempt": back["a"], "possession": back["p"],
                "consent": try #require(consent.page.forms["consent"]?.value("c")),
            ]
            let doors = [
                "start": "/start?s=", "attempt": "/start?a=", "possession": "/card?a=\(back["a"])&p=",
            ]
            for (door, path) in doors {
                for (kind, text) in texts where kind != door {
                    let answer = try await visitor.get(world.facts.login + path + text)
                    #expect(["request-invalid", "wrong-browser"].contains(answer.page.reason), "\(kind) as \(door)")
                    #expect([400, 403].contains(answer.status))
                }
            }
        }
    }
}

/// An address whose query is looked into.
private struct Link {
    let text: String

    init(_ text: String) { self.text = text }

    subscript(name: String) -> String {
        for pair in text.split(separator: "?").last?.split(separator: "&") ?? [] where pair.hasPrefix(name + "=") {
            return String(pair.dropFirst(name.count + 1))
        }
        return ""
    }
}
