import DemoPKI
import Foundation
import SAML
import Sandbox
import Testing

@Suite struct FolderTests {
    @Test func `a sandbox has every file, and secrets are for their owner alone`() throws {
        let world = try World()
        let open = [
            "porta.yaml", "sandbox.json", "issuers/demo.yaml", "issuers/demo-root.pem", "issuers/demo-issuing.pem",
            "relying-parties/portal.yaml", "relying-parties/portal.xml", "relying-parties/shop.yaml",
            "relying-parties/shop.xml", "tls/ca.pem", "tls/login.pem", "tls/card.pem", "saml/rsa.pem",
            "saml/p256.pem",
        ]
        let secret = [
            "tls/login.key", "tls/card.key", "tls/portal.key", "saml/rsa.key", "saml/p256.key", "secrets/sealing.key",
            "secrets/label.key", "secrets/pairwise.key", "ca/root.key", "ca/issuing.key", "ca/tls.key",
            "sites/portal.key",
        ]
        let cards = DemoCard.Kind.allCases.map(\.rawValue)
        for name in open + cards.map({ "cards/\($0).pem" }) { #expect(try world.mode(name) == 0o644, "\(name)") }
        for name in secret + cards.flatMap({ ["cards/\($0).key", "cards/\($0).p12"] }) {
            #expect(try world.mode(name) == 0o600, "\(name)")
        }
    }

    @Test func `sandbox_json says where everything is`() throws {
        let world = try World()
        let json = try JSONSerialization.jsonObject(with: Data(try world.text("sandbox.json").utf8))
        let object = try #require(json as? [String: Any])
        for key in ["login", "card_domain", "port", "operations", "ocsp", "crl", "sites", "cards"] {
            #expect(object[key] != nil, "\(key)")
        }
        #expect(object["login"] as? String == "https://login.porta.localhost:8443")
        let sites = try #require(object["sites"] as? [String: [String: String]])
        #expect(Set(sites.keys) == ["portal", "shop"])
        #expect(Set(sites["portal"]?.keys.map { $0 } ?? []) == ["url", "login", "entity_id"])
        #expect((object["cards"] as? [String])?.count == 11)
        #expect(try SandboxSummary.read(world.path) == world.summary)
    }

    @Test func `a folder that is no sandbox is left alone`() throws {
        let path = NSTemporaryDirectory() + "porta-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try "mine".write(toFile: path + "/letter.txt", atomically: true, encoding: .utf8)
        #expect(throws: SandboxError.self) { try SandboxFolder.make(at: path, now: Date()) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: path) == ["letter.txt"])
    }

    @Test func `a sandbox can be made anew`() throws {
        let world = try World()
        let before = try world.text("secrets/sealing.key")
        try SandboxFolder.make(at: world.path, port: 9443, now: Date())
        #expect(try world.text("secrets/sealing.key") != before)
        #expect(try SandboxSummary.read(world.path).port == 9443)
    }

    @Test(arguments: ["portal", "shop"])
    func `the metadata of a site is without findings`(site: String) throws {
        let world = try World()
        let bytes = Array(try world.text("relying-parties/\(site).xml").utf8)
        let report = MetadataCheck(sandbox: true, at: world.now).run(bytes)
        #expect(report.valid)
        #expect(report.findings.filter { $0.severity != .advice }.isEmpty, "\(report.findings)")
        #expect(report.entities == [world.summary.sites[site]?.entityID])
        #expect(report.sites.first?.authnRequestsSigned == (site == "portal"))
    }

    @Test func `the good card verifies under the issuer's root, whose files the gateway reads`() async throws {
        let world = try World()
        let answer = await world.run(
            "openssl verify -x509_strict -CAfile issuers/demo-root.pem -untrusted issuers/demo-issuing.pem",
            "cards/good.pem cards/p384.pem cards/rsa2048.pem cards/missing-intermediate.pem")
        #expect(answer.code == 0, "\(answer.output)")
        let expired = await world.run(
            "openssl verify -CAfile issuers/demo-root.pem -untrusted issuers/demo-issuing.pem cards/expired.pem")
        #expect(expired.output.contains("certificate has expired"))
    }

    @Test func `a card's file opens with the password that is said`() async throws {
        let world = try World()
        let answer = await world.run("openssl pkcs12 -in cards/good.p12 -passin pass:porta -noout -info")
        #expect(answer.code == 0, "\(answer.output)")
        let missing = await world.run("grep -c BEGIN cards/missing-intermediate.pem cards/good.pem")
        #expect(missing.output.contains("missing-intermediate.pem:1") && missing.output.contains("good.pem:2"))
    }
}
