import DemoPKI
import Foundation
import Login
import OpenSSL
import PKI
import Settings
import Testing

/// The rules that an issuer's and a site's file can have beyond those of every folder.
struct IssuerRuleTests {
    private func issuer(_ folder: TestFolder) throws -> CardIssuer {
        let loaded = folder.load()
        return try #require(loaded.configuration?.issuers.first, "\(loaded.findings)").issuer
    }

    @Test func `reads life-cycle, keys and path length`() throws {
        let folder = try TestFolder()
        try folder.edit(
            "issuers/demo.yaml", "verified: true",
            """
            verified: true
            environment: production
            issuing: { from: 2009-01-12, until: 2023-07-31 }
            retired: 2033-08-01
            blocked: false
            """)
        let digest = String(repeating: "0a", count: 32)
        try folder.edit(
            "issuers/demo.yaml", "policies: [ 1.3",
            "keys: { rsa: 3072-4096, curves: [ P-256, P-384 ] }\n  path-length: 1\n  blocked-keys: keys.txt\n  policies: [ 1.3"
        )
        try folder.write("issuers/keys.txt", "# known\n\(digest)   # from the issuer\n\n\(digest.uppercased())\n")
        let issuer = try issuer(folder)
        let day = { (text: String) in try Date(text + "T00:00:00Z", strategy: .iso8601) }
        #expect(
            issuer.lifeCycle
                == IssuerLifeCycle(
                    issuingFrom: try day("2009-01-12"), issuingUntil: try day("2023-08-01") - 1,
                    retired: try day("2033-08-01")))
        #expect(issuer.accept.keys.rsaBits == 3072...4096 && issuer.accept.keys.curves == [.p256, .p384])
        #expect(issuer.accept.keys.blocked.count == 1 && issuer.accept.pathLength == 1)
        #expect(folder.load().findings.isEmpty)
    }

    @Test func `knows issuers that make no RSA keys`() throws {
        let folder = try TestFolder()
        try folder.edit("issuers/demo.yaml", "policies: [ 1.3", "keys: { rsa: none }\n  policies: [ 1.3")
        #expect(try issuer(folder).accept.keys == KeyRules(rsaBits: nil))
    }

    @Test(arguments: [
        ("blocked: true", "blocked", "none of its cards"), ("blocked: the key was stolen", "blocked", "none of its"),
        ("retired: 2020-01-01", "retired", "none of its cards"),
    ])
    func `says aloud that no card of an issuer is accepted`(line: String, key: String, words: String) throws {
        let folder = try TestFolder()
        try folder.edit("issuers/demo.yaml", "verified: true", "verified: true\n" + line)
        let loaded = folder.load()
        #expect(loaded.configuration != nil)
        #expect(loaded.findings.map(\.key) == [key] && loaded.findings.map(\.severity) == [.warning])
        #expect(loaded.findings.allSatisfy { $0.what.contains(words) })
        #expect(try issuer(folder).lifeCycle != IssuerLifeCycle())
    }

    @Test func `says aloud that neither purpose nor policy is demanded`() throws {
        let folder = try TestFolder()
        try folder.edit("issuers/demo.yaml", "[ clientAuth ]", "[]")
        try folder.edit("issuers/demo.yaml", "[ 1.3.6.1.4.1.99999.1.1 ]", "[]")
        let loaded = folder.load()
        #expect(loaded.configuration != nil)
        #expect(loaded.findings.map(\.key) == ["accept"] && loaded.findings.map(\.severity) == [.warning])
    }

    @Test func `reads what a site demands of revocation data`() throws {
        let folder = try TestFolder()
        try folder.edit(
            "relying-parties/portal.yaml", "sector: public",
            "sector: public\nrevocation: { max-age: 1h, when-unavailable: refuse }")
        let loaded = folder.load()
        let site = try #require(loaded.configuration?.sites.first, "\(loaded.findings)")
        #expect(
            site.relyingParty.revocation == RevocationDemand(maxAge: .seconds(3_600), whenUnavailable: .refuse))
        try folder.edit("relying-parties/portal.yaml", "when-unavailable: refuse", "when-unavailable: accept")
        #expect(folder.load().findings.map(\.key) == ["revocation.when-unavailable"])
    }

    // MARK: The Albanian template

    private func withTemplate(_ change: (inout String) -> Void = { _ in }) throws -> TestFolder {
        let folder = try TestFolder()
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        var text = try String(contentsOf: root.appending(path: "docs/issuers/albania.yaml"), encoding: .utf8)
        change(&text)
        try folder.write("issuers/albania.yaml", text)
        try folder.write("issuers/albania-root.pem", Material.shared.stranger.root.certificatePEM)
        try folder.write("issuers/albania-issuing.pem", Material.shared.stranger.issuing.certificatePEM)
        return folder
    }

    @Test func `refuses the Albanian template outside a sandbox`() throws {
        let loaded = try withTemplate().load()
        #expect(loaded.configuration == nil)
        #expect(loaded.findings.map(\.file) == ["issuers/albania.yaml"])
        #expect(loaded.findings.map(\.key) == ["verified"])
        #expect(loaded.findings.first?.what.contains("never verified") == true)
    }

    @Test func `reads the Albanian template in a sandbox, and nowhere has it a fact that is not marked`() throws {
        let folder = try withTemplate()
        try folder.edit("porta.yaml", "environment: production", "environment: sandbox")
        let loaded = folder.load()
        let issuers = try #require(loaded.configuration?.issuers, "\(loaded.findings.map(\.description))")
        let albania = try #require(issuers.first { $0.name == "albania" })
        #expect(!albania.issuer.verified && albania.issuer.identity.namespace == "AL-NID")
        let lines = try folder.read("issuers/albania.yaml").split(separator: "\n")
        let facts = [
            "policies:", "extended-key-usage:", "key-usage:", "national-id:", "ocsp:", "crl:", "keys:", "anchors:",
        ]
        for fact in facts {
            #expect(lines.contains { $0.contains(fact) && $0.contains("# unproven") }, "\(fact) is not marked")
        }
    }
}
