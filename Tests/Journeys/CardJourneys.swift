import Testing

extension Outside {
    /// Each card of the sandbox ends in its own way, and page, site, counter and record say the same.
    @Suite struct Cards {
        @Test(arguments: ["good", "missing-intermediate", "p384", "rsa2048"])
        func `a card that may log in opens the portal`(card: String) async throws {
            let world = try await SharedWorld.world
            let before = try await (world.logins("released", "ok"), world.audit().count)
            let visitor = try world.visitor(card: card)
            let last = try await visitor.answer(at: world.portal)
            let answer = try #require(SAMLAnswer(last.page))
            #expect(answer.isSuccess && answer.hasAssertion)
            #expect(answer.attribute("givenName") != nil && answer.attribute("sn") != nil)
            #expect(answer.attribute("serialNumber") == nil)
            #expect(try await visitor.deliver(last).page.ids.contains("logged-in"))
            #expect(try await world.logins("released", "ok") == before.0 + 1)
            let records = try await world.audit()
            #expect(records.count == before.1 + 1)
            #expect(records.last?.reason == "ok" && records.last?.outcome == "released")
            #expect(try records.last?.site == world.portal.entityID)
        }

        static let refused = [
            "expired": "expired", "not-yet-valid": "not-yet-valid", "revoked": "revoked", "on-hold": "on-hold",
            "just-activated": "unknown-to-issuer", "signature": "wrong-certificate-signature",
        ]

        @Test(arguments: refused.sorted { $0.key < $1.key })
        func `a card that may not log in ends on its own page`(card: String, reason: String) async throws {
            let world = try await SharedWorld.world
            let before = try await world.logins("refused", reason)
            let visitor = try world.visitor(card: card)
            let refusal = try await visitor.consent(at: world.portal)
            #expect(refusal.status == 403)
            #expect(refusal.page.reason == reason)
            let number = try #require(refusal.page.caseNumber)
            try await siteLearns(reason, visitor, refusal, world)
            #expect(try await world.logins("refused", reason) == before + 1)
            let records = try await world.audit(case: number).filter { $0.event == "decision" }
            #expect(records.count == 1)
            #expect(records.first?.reason == reason && records.first?.outcome == "refused")
        }

        @Test(arguments: [("unknown-issuer", "unknown-issuer"), (nil, "no-certificate")])
        func `a stranger's card or none is counted, not recorded one by one`(
            card: String?, reason: String
        ) async throws {
            let world = try await SharedWorld.world
            let before = try await world.logins("refused", reason)
            let visitor = try world.visitor(card: card)
            let refusal = try await visitor.consent(at: world.portal)
            #expect(refusal.page.reason == reason)
            #expect(refusal.page.links["use-card"] != nil)
            try await siteLearns(reason, visitor, refusal, world)
            #expect(try await world.logins("refused", reason) == before + 1)
            let number = try #require(refusal.page.caseNumber)
            #expect(try await world.audit().allSatisfy { $0.case != number })
        }

        /// The portal is told every reason, in a signed status without an assertion.
        private func siteLearns(
            _ reason: String, _ visitor: Visitor, _ refusal: Answer, _ world: SandboxWorld
        ) async throws {
            let last = try await visitor.goBack(from: refusal)
            let answer = try #require(SAMLAnswer(last.page))
            #expect(answer.status == ["Responder", "AuthnFailed", world.status(reason)])
            #expect(!answer.hasAssertion)
            #expect(try await !visitor.deliver(last).page.ids.contains("logged-in"))
        }

        @Test func `the shop learns no more than that the card was refused`() async throws {
            let world = try await SharedWorld.world
            let visitor = try world.visitor(card: "revoked")
            let last = try await visitor.goBack(from: visitor.consent(at: world.shop))
            #expect(SAMLAnswer(last.page)?.status == ["Responder", "AuthnFailed", world.status("refused")])
        }

        @Test func `the national number goes only to the site that may have it, and only when ticked`() async throws {
            let world = try await SharedWorld.world
            let visitor = try world.visitor(card: "good")
            let given = try await visitor.answer(at: world.portal, items: ["national-id"])
            #expect(SAMLAnswer(given.page)?.attribute("serialNumber") != nil)
            let asked = try await visitor.answer(at: world.shop, items: ["national-id"])
            #expect(SAMLAnswer(asked.page)?.attribute("serialNumber") == nil)
        }

        @Test func `one person has one name at a site, whatever the card, and another at the next site`() async throws {
            let world = try await SharedWorld.world
            var names: [String: Set<String>] = [:]
            for (card, site) in [("good", "portal"), ("missing-intermediate", "portal"), ("good", "shop")] {
                let visitor = try world.visitor(card: card)
                let last = try await visitor.answer(at: try #require(world.facts.sites[site]))
                let name = try #require(SAMLAnswer(last.page)?.nameID)
                #expect(name.format == "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent")
                names[site, default: []].insert(name.value)
            }
            #expect(names["portal"]?.count == 1 && names["shop"]?.count == 1)
            #expect(names["portal"] != names["shop"])
        }

        @Test(arguments: [("cancel", "cancelled"), ("not-me", "not-me")])
        func `a visitor who does not wish to go on goes back without a login`(
            button: String, reason: String
        ) async throws {
            let world = try await SharedWorld.world
            let before = try await world.logins("cancelled", reason)
            let visitor = try world.visitor(card: "good")
            var page = try await visitor.decide(button, on: visitor.consent(at: world.portal))
            if page.page.reason != nil {
                #expect(page.page.reason == reason)
                #expect(page.page.links["use-card"] != nil)
                page = try await visitor.goBack(from: page)
            }
            let answer = try #require(SAMLAnswer(page.page))
            #expect(answer.status == ["Responder", "AuthnFailed", world.status(reason)])
            #expect(try await world.logins("cancelled", reason) == before + 1)
        }

        @Test func `the start page has a way back without a card`() async throws {
            let world = try await SharedWorld.world
            let visitor = try world.visitor()
            let last = try await visitor.goBack(from: visitor.start(at: world.portal))
            #expect(SAMLAnswer(last.page)?.status == ["Responder", "AuthnFailed", world.status("cancelled")])
        }

        @Test func `strangers' cards and missing ones stand in the record as one count a minute`() async throws {
            let world = try await SharedWorld.world
            for (card, reason) in [("unknown-issuer", "unknown-issuer"), (nil, "no-certificate")] {
                let before = try await world.counted(reason)
                for _ in 0..<3 { _ = try await world.visitor(card: card).consent(at: world.portal) }
                // They are written down every few seconds.
                try await eventually("the count") { try await world.counted(reason) >= before + 3 }
            }
        }
    }
}
