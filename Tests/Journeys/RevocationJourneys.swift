import Testing

extension Outside {
    /// What the issuer says counts at the moment of the decision; what nobody says lets nobody in.
    @Suite struct Revocation {
        @Test func `with the OCSP responder off, the list still knows who is revoked`() async throws {
            let world = try await SharedWorld.world
            try await world.with(["ocsp off", "forget"], backTo: ["ocsp on", "forget"]) {
                for (card, reason) in [("revoked", "revoked"), ("on-hold", "on-hold")] {
                    let refusal = try await world.visitor(card: card).consent(at: world.portal)
                    #expect(refusal.page.reason == reason)
                }
                let last = try await world.visitor(card: "good").answer(at: world.portal)
                #expect(SAMLAnswer(last.page)?.isSuccess == true)
            }
        }

        @Test func `with the list off, the OCSP responder is enough`() async throws {
            let world = try await SharedWorld.world
            try await world.with(["crl off", "forget"], backTo: ["crl on", "forget"]) {
                #expect(try await world.visitor(card: "revoked").consent(at: world.portal).page.reason == "revoked")
                let last = try await world.visitor(card: "good").answer(at: world.portal)
                #expect(SAMLAnswer(last.page)?.isSuccess == true)
            }
        }

        @Test func `with both sources off and nothing remembered, nobody gets in`() async throws {
            let world = try await SharedWorld.world
            try await world.with(["ocsp off", "crl off", "forget"], backTo: ["ocsp on", "crl on", "forget"]) {
                let before = try await world.logins("refused", "revocation-unavailable")
                let visitor = try world.visitor(card: "good")
                let refusal = try await visitor.consent(at: world.portal)
                #expect(refusal.page.reason == "revocation-unavailable")
                #expect([403, 503].contains(refusal.status))
                let answer = try #require(SAMLAnswer(try await visitor.goBack(from: refusal).page))
                #expect(answer.status == ["Responder", world.status("revocation-unavailable")])
                #expect(!answer.hasAssertion)
                #expect(try await world.logins("refused", "revocation-unavailable") == before + 1)
            }
            let last = try await world.visitor(card: "good").answer(at: world.portal)
            #expect(SAMLAnswer(last.page)?.isSuccess == true)
        }

        @Test(arguments: [("revoke p384", "revoked"), ("hold p384", "on-hold")])
        func `a card that is revoked between the consent page and the yes gets no assertion`(
            change: String, reason: String
        ) async throws {
            let world = try await SharedWorld.world
            let visitor = try world.visitor(card: "p384")
            let consent = try await visitor.consent(at: world.portal)
            #expect(consent.page.forms["consent"] != nil)
            try await world.with([change, "forget"], backTo: ["release p384", "forget"]) {
                let refusal = try await visitor.decide("agree", on: consent)
                #expect(refusal.page.reason == reason)
                #expect(SAMLAnswer(refusal.page) == nil)
            }
        }
    }
}
