import Foundation
import Gateway
import Login
import OpenSSL
import PKI
import SAML
import Testing

/// Every published code is the same everywhere, and nowhere forgotten.
struct ReasonTests {
    private func door() throws -> SAMLDoor {
        let key = try PrivateKey.generate(.ec(.p256))
        let certificate = try SelfSignedCertificate.make(
            commonName: "test", key: key, notBefore: .now, notAfter: .now.addingTimeInterval(3600))
        let identity = try IdentityProvider(
            entityID: "https://login.example.al/saml", ssoURL: "https://login.example.al/saml/sso", scope: nil,
            names: [],
            signingKeys: [SigningKey(name: "p256", certificate: certificate, key: key)])
        return SAMLDoor(
            identity: identity, sites: [], rules: RequestRules(entityID: identity.entityID, destinations: []),
            clock: .system, randomness: .system)
    }

    @Test(arguments: RefusalReason.allCases, ["sq", "en"])
    func `every reason code has a page in every language`(_ reason: RefusalReason, _ language: String) throws {
        let file = House.root.appendingPathComponent("Templates/languages/\(language).json")
        let texts = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
        let reasons = try #require(texts?["reasons"] as? [String: [String: Any]])
        let page = try #require(reasons[reason.rawValue])
        let headline = try #require(page["headline"] as? String)
        #expect(!headline.isEmpty)
    }

    @Test(arguments: RefusalReason.allCases)
    func `every reason code has a row in the documentation`(_ reason: RefusalReason) throws {
        let file = House.root.appendingPathComponent("docs/reasons.md")
        let rows = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        #expect(rows.contains { $0.hasPrefix("| `\(reason.rawValue)` |") })
    }

    @Test(arguments: RefusalReason.allCases.filter { !$0.isPageOnly })
    func `every reason that can be answered has a status, exact or coarse as the site is registered`(
        _ reason: RefusalReason
    ) throws {
        let door = try door()
        let own = "https://login.example.al/saml/status/"
        let full = door.statusText(reason, detail: .full)
        let coarse = door.statusText(reason, detail: .coarse)
        guard reason != .wrongVersion else {
            #expect(full == "urn:oasis:names:tc:SAML:2.0:status:VersionMismatch")
            return
        }
        #expect(full.hasSuffix(" / " + own + reason.rawValue))
        #expect(coarse.hasSuffix(" / " + own + reason.coarse.rawValue))
        #expect(!coarse.contains("revoked"))
    }

    @Test(arguments: CardRefusal.allCases)
    func `a refusal of the judge keeps its published code`(_ refusal: CardRefusal) {
        #expect(RefusalReason(refusal).rawValue == refusal.rawValue)
    }
}
