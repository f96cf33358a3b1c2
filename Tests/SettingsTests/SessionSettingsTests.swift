import Foundation
import Login
import Settings
import Testing

struct SessionSettingsTests {
    private func folder(gateway: String?, site: String? = "sessions: allowed", slo: Bool = true) throws -> TestFolder {
        let folder = try TestFolder()
        if let gateway { try folder.edit("porta.yaml", "retention:", "session: \(gateway)\nretention:") }
        if let site { try folder.edit("relying-parties/portal.yaml", "sector: public", "sector: public\n\(site)") }
        let service =
            "<md:SingleLogoutService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect\" "
            + "Location=\"https://portal.example.al/slo\"/>"
        if slo {
            let metadata = try folder.read("relying-parties/portal.xml")
            let place = try #require(metadata.range(of: "SAML:2.0:protocol\">"))
            try folder.write(
                "relying-parties/portal.xml",
                metadata.replacingCharacters(in: place.upperBound..<place.upperBound, with: service))
        }
        return folder
    }

    @Test func `sessions are off unless gateway and site allow them`() throws {
        let off = try #require(try TestFolder().load().configuration)
        #expect(off.session == nil && off.sites.allSatisfy { !$0.relyingParty.takesSessions })
        let loaded = try folder(gateway: "{ minutes: 15 }").load()
        let on = try #require(loaded.configuration, "\(loaded.findings.map(\.description))")
        #expect(on.session == SessionRules(serving: 900, remembered: 8 * 3600))
        #expect(on.sites.allSatisfy { $0.relyingParty.takesSessions })
        let refused = try #require(try folder(gateway: "{ minutes: 1, remember: 1h }", site: nil).load().configuration)
        #expect(refused.session == SessionRules(serving: 60, remembered: 3600))
        #expect(refused.sites.allSatisfy { !$0.relyingParty.takesSessions })
    }

    @Test(arguments: [
        ("{ minutes: 0 }", "session.minutes"), ("{ minutes: 31 }", "session.minutes"), ("{ }", "session.minutes"),
        ("{ minutes: 15, remember: 10m }", "session.remember"), ("{ minutes: 15, remember: 25h }", "session.remember"),
        ("{ minutes: 15, hours: 1 }", "session.hours"),
    ])
    func `a length that is too short or too long is an error`(text: String, key: String) throws {
        let loaded = try folder(gateway: text).load()
        #expect(loaded.configuration == nil)
        #expect(loaded.findings.filter { $0.severity == .error }.map(\.key) == [key])
    }

    @Test(
        arguments: [
            ("no site takes part", "{ minutes: 15 }", nil, true, "porta.yaml", "no site takes part"),
            ("no session", nil, "sessions: allowed", true, "relying-parties/portal.yaml", "keeps no sessions"),
            (
                "no way to log out", "{ minutes: 15 }", "sessions: allowed", false, "relying-parties/portal.yaml",
                "partial"
            ),
        ] as [(String, String?, String?, Bool, String, String)])
    func `what is odd is a warning`(
        name: String, gateway: String?, site: String?, slo: Bool, file: String, word: String
    ) throws {
        let loaded = try folder(gateway: gateway, site: site, slo: slo).load()
        #expect(loaded.configuration != nil)
        let found = loaded.findings.filter { $0.file == file && $0.what.contains(word) && !$0.mend.isEmpty }
        #expect(found.count == 1, "\(name): \(loaded.findings.map(\.description))")
    }

    @Test func `a private site that takes part is pointed out`() throws {
        let folder = try folder(gateway: "{ minutes: 15 }")
        try folder.edit("relying-parties/portal.yaml", "sector: public", "sector: private")
        let loaded = folder.load()
        #expect(loaded.configuration != nil && loaded.findings.contains { $0.what.contains("private site") })
    }
}
