import SAML
import SignedXML
import Testing

/// S10: the four comparisons of SAML core §3.3.2.2.1 against what a card gives.
@Suite struct AuthnLevelsTests {
    private static let (x509, card) = (AuthnContextClass.x509, AuthnContextClass.smartcardPKI)
    private static let (low, substantial, high) = (
        AuthnContextClass.eidasLow, AuthnContextClass.eidasSubstantial, AuthnContextClass.eidasHigh
    )
    private static let password = "urn:oasis:names:tc:SAML:2.0:ac:classes:Password"

    struct Case: Sendable, CustomTestStringConvertible {
        let comparison: String
        let asked: [String]
        let granted: String?

        init(_ comparison: String, _ asked: [String], _ granted: String?) {
            self.comparison = comparison
            self.asked = asked
            self.granted = granted
        }

        var testDescription: String { "\(comparison) \(asked.map { $0.suffix(12) })" }
    }

    /// For a card of the level substantial.
    static let cases = [
        Case("exact", [card], card), Case("exact", [x509], x509), Case("exact", [password], nil),
        Case("exact", [password, x509, card], x509), Case("exact", [substantial], substantial),
        Case("exact", [high], nil), Case("exact", [low], nil), Case("exact", ["urn:x"], nil),
        Case("exact", [card + "/"], nil), Case("exact", [card.uppercased()], nil),
        Case("minimum", [x509], card), Case("minimum", [card], card), Case("minimum", [low], substantial),
        Case("minimum", [substantial], substantial), Case("minimum", [high], nil),
        Case("minimum", [high, low], substantial), Case("minimum", [password], nil),
        Case("minimum", [password, x509], card),
        Case("better", [x509], card), Case("better", [card], nil), Case("better", [low], substantial),
        Case("better", [low, substantial], nil), Case("better", [substantial], nil), Case("better", [password], nil),
        Case("better", [low, x509], nil), Case("better", [low, password], nil),
        Case("maximum", [high], substantial), Case("maximum", [substantial], substantial), Case("maximum", [low], nil),
        Case("maximum", [x509], x509), Case("maximum", [card], card), Case("maximum", [password], nil),
        Case("maximum", [low, high], substantial),
    ]

    private func context(_ comparison: String, _ asked: [String], as name: String) throws -> AuthnRequest {
        let references = asked.map {
            "<saml:\(name) xmlns:saml=\"\(SAMLNamespace.assertion.uri)\">\($0)</saml:\(name)>"
        }
        let text = World.text(try World.shop.request(to: World.sso, at: World.now).bytes).replacing(
            "</saml:Issuer>",
            with: "</saml:Issuer><samlp:RequestedAuthnContext Comparison=\"\(comparison)\">\(references.joined())"
                + "</samlp:RequestedAuthnContext>")
        return try ReceivedRequest.post(samlRequest: World.base64(text), relayState: nil).opened(
            by: try World.registered(World.shop))
    }

    @Test(arguments: cases)
    func `S10 grants what the comparison says, and the strongest of it`(_ test: Case) throws {
        let request = try context(test.comparison, test.asked, as: "AuthnContextClassRef")
        let asked = try #require(request.requestedAuthnContext)
        #expect(AuthnLevels.card(eidas: Self.substantial).granted(asked)?.uri == test.granted)
        var rules = World.rules
        rules.levels = .card(eidas: Self.substantial)
        let site = try World.registered(World.shop)
        guard let granted = test.granted else {
            #expect(throws: AuthnRequestRefusal.self) { try request.accepted(from: site, under: rules, at: World.now) }
            return
        }
        let accepted = try request.accepted(from: site, under: rules, at: World.now)
        #expect(accepted.context == .class(granted))
        var content = World.content()
        content.state(accepted.context)
        #expect(content.authnContextClass == granted)
    }

    @Test func `compares declarations for equality, and only those that were configured`() throws {
        let request = try context("exact", ["urn:decl:a", "urn:decl:b"], as: "AuthnContextDeclRef")
        let asked = try #require(request.requestedAuthnContext)
        #expect(asked.declarations == ["urn:decl:a", "urn:decl:b"])
        #expect(AuthnLevels.card.granted(asked) == nil)
        var levels = AuthnLevels.card
        levels.declarations = ["urn:decl:b"]
        #expect(levels.granted(asked) == .declaration("urn:decl:b"))
        let minimum = try context("minimum", ["urn:decl:b"], as: "AuthnContextDeclRef")
        #expect(levels.granted(try #require(minimum.requestedAuthnContext)) == nil)
    }

    @Test func `takes an order of the operator's own`() throws {
        let levels = AuthnLevels(scales: [["urn:bronze", "urn:silver", "urn:gold"]], given: ["urn:gold"])
        let request = try context("minimum", ["urn:silver"], as: "AuthnContextClassRef")
        #expect(levels.granted(try #require(request.requestedAuthnContext)) == .class("urn:gold"))
        #expect(levels.usual == "urn:gold")
    }
}
