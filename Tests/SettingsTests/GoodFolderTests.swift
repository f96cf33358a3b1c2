import DemoPKI
import Foundation
import Login
import OpenSSL
import PKI
import SAML
import Settings
import Testing

struct GoodFolderTests {
    @Test func `reads a complete folder without a word`() throws {
        let loaded = try TestFolder().load()
        #expect(loaded.findings.map(\.description) == [])
        let configuration = try #require(loaded.configuration)
        #expect(configuration.environment == .production)
        #expect(configuration.clock == nil)
        #expect(configuration.languages.map(\.code) == ["sq", "en"])
        #expect(configuration.loginHost == "login.example.al")
        #expect(configuration.loginAuthority == "login.example.al")
        #expect(configuration.listen.map(\.description) == ["0.0.0.0:443", "[::]:443"])
        #expect(configuration.redirectListen == [SocketAddressText(host: "0.0.0.0", port: 80)])
        #expect(configuration.entityID == "https://login.example.al/saml")
        #expect(configuration.signingKeys.map(\.name) == ["rsa", "p256"])
        #expect(configuration.secrets.sealing == [[UInt8](repeating: 0, count: 32)])
        #expect(configuration.secrets.pairwise == [UInt8](repeating: 2, count: 32))
        #expect(configuration.issuerSets == [1: ["demo"]])
        #expect(configuration.times == LoginTimes())
        #expect(configuration.retention == Retention(audit: 3650 * 86_400, evidence: 1095 * 86_400))
        #expect(configuration.configurationHash.count == 32)
    }

    @Test func `takes certificates of those who sign lists and issue no cards`() throws {
        let folder = try TestFolder()
        try folder.write("issuers/lists.pem", try Material.shared.listIssuer())
        try folder.edit("issuers/demo.yaml", "intermediates:", "list-issuers: [ lists.pem ]\nintermediates:")
        let loaded = folder.load()
        #expect(loaded.findings.filter { $0.severity == .error }.isEmpty)
        #expect(loaded.configuration?.issuers.count == 1)
    }

    @Test func `hands over an issuer with its rules and its guide`() throws {
        let settings = try #require(try TestFolder().load().configuration?.issuers.first)
        #expect(settings.name == "demo")
        #expect(settings.issuer.anchors.map(\.der) == [Material.shared.authority.root.certificate])
        #expect(settings.issuer.intermediates.map(\.der) == [Material.shared.authority.issuing.certificate])
        #expect(settings.issuer.accept.keyUsages == .digitalSignature)
        #expect(settings.issuer.accept.policies.map(\.description) == ["1.3.6.1.4.1.99999.1.1"])
        #expect(settings.issuer.identity.namespace == "AL-NID")
        #expect(settings.issuer.identity.nationalID.pattern?.text == "^[A-T0-9][0-9]{8}[A-W]$")
        #expect(
            settings.issuer.revocation.sources == [
                .ocsp("http://ocsp.example.al/"), .crl("http://crl.example.al/demo.crl"),
            ])
        #expect(settings.issuer.revocation.refresh == .seconds(300))
        #expect(settings.guide.cardTLS == .onRequest12)
        #expect(settings.guide.pinDigits == 4 && settings.guide.biometric)
        #expect(settings.guide.help.servicePoints.first?.name == "Office, Tirana")
        #expect(settings.guide.help.servicePoints.first?.services == ["activate", "pin"])
        #expect(settings.guide.help.drivers == ["windows": "https://issuer.example.al/windows"])
        #expect(settings.guide.agreements.first?.version == "2.5")
        let files = settings.guide.servedFiles
        #expect(files.map(\.path) == settings.guide.agreements.map(\.path))
        #expect(files.first?.mediaType == "application/pdf")
    }

    @Test func `hands over a site with its metadata and its key`() throws {
        let site = try #require(try TestFolder().load().configuration?.sites.first)
        #expect(site.name == "portal")
        #expect(site.relyingParty.id.value == "https://portal.example.al/saml")
        #expect(site.relyingParty.displayName.text(in: [try #require(Language("en"))]) == "The Portal")
        #expect(site.relyingParty.host == "portal.example.al")
        #expect(site.relyingParty.sector == .public)
        #expect(site.relyingParty.required == [.givenName, .familyName])
        #expect(site.relyingParty.optional == [.nationalID])
        #expect(site.relyingParty.statusDetail == .full)
        #expect(site.relyingParty.issuers == ["demo"])
        #expect(site.relyingParty.issuerSet == 1)
        #expect(site.relyingParty.pairwiseGroup == "example.al")
        #expect(site.relyingParty.language?.code == "en")
        #expect(site.manner.signingKeys.current == "p256")
        #expect(site.serviceProvider.defaultService?.location == "https://portal.example.al/acs")
    }

    @Test func `gives a site that says nothing the least`() throws {
        let folder = try TestFolder()
        try folder.write("relying-parties/portal.yaml", "metadata: portal.xml\n")
        let site = try #require(folder.load().configuration?.sites.first)
        #expect(site.relyingParty.sector == .private)
        #expect(site.relyingParty.required == [])
        #expect(site.relyingParty.optional == [.givenName, .familyName])
        #expect(site.relyingParty.nameID == .pairwise)
        #expect(site.relyingParty.statusDetail == .coarse)
        #expect(site.relyingParty.issuers == nil && site.relyingParty.issuerSet == 0)
        #expect(site.relyingParty.displayName.text(in: []) == "portal.example.al")
        #expect(site.manner.signingKeys.current == "rsa")
    }

    @Test func `lets a sandbox hold its clock and use unverified issuers and sites on this machine`() throws {
        let folder = try TestFolder()
        try folder.edit("porta.yaml", "environment: production", "environment: sandbox\nclock: 2026-06-01T12:00:00Z")
        try folder.edit("issuers/demo.yaml", "verified: true", "verified: false")
        try folder.write("relying-parties/portal.xml", TestFolder.metadata(host: "portal.porta.localhost:8444"))
        let loaded = folder.load()
        #expect(loaded.findings.map(\.description) == [])
        #expect(loaded.configuration?.clock == Date(timeIntervalSince1970: 1_780_315_200))
        #expect(loaded.configuration?.sites.first?.relyingParty.host == "portal.porta.localhost")
    }

    @Test func `takes keys from the environment`() throws {
        let folder = try TestFolder()
        folder.environment = [
            "PORTA_TIMES_START": "15m", "PORTA_LANGUAGES": "en, sq", "PORTA_PUBLIC_PORT": "8443",
            "PORTA_OPERATOR_NAME_IT": "L'agenzia", "PORTA_RELYING_PARTIES_PORTAL_SECTOR": "private",
            "PORTA_ISSUERS_DEMO_REVOCATION_SOURCES_1_CRL": "http://other.example.al/demo.crl", "HOME": "/root",
        ]
        let loaded = folder.load()
        #expect(loaded.findings.map(\.description) == [])
        let configuration = try #require(loaded.configuration)
        #expect(configuration.times.start == 900)
        #expect(configuration.languages.map(\.code) == ["en", "sq"])
        #expect(configuration.loginAuthority == "login.example.al:8443")
        #expect(configuration.operator.name.texts.count == 3)
        #expect(configuration.sites.first?.relyingParty.sector == .private)
        #expect(configuration.issuers.first?.issuer.revocation.sources.last == .crl("http://other.example.al/demo.crl"))
    }

    @Test func `warns of a variable that is no setting`() throws {
        let folder = try TestFolder()
        folder.environment = ["PORTA_TIMES_STRAT": "15m"]
        let loaded = folder.load()
        #expect(loaded.configuration != nil)
        #expect(
            loaded.findings.map(\.description)
                == [
                    "environment: warning: PORTA_TIMES_STRAT: no setting has this name; did you mean PORTA_TIMES_START?"
                ])
    }

    @Test func `makes a hash of all that was read`() throws {
        let folder = try TestFolder()
        let hash = folder.load().configuration?.configurationHash
        #expect(hash != nil)
        #expect(try TestFolder().load().configuration?.configurationHash == hash)
        try folder.secret("label.key", Base64.encodeURL([UInt8](repeating: 9, count: 32)))
        #expect(folder.load().configuration?.configurationHash != hash)
        let other = try TestFolder()
        other.environment = ["PORTA_TIMES_START": "15m"]
        #expect(other.load().configuration?.configurationHash != hash)
    }

    @Test func `does not print secrets`() throws {
        let secrets = try #require(try TestFolder().load().configuration?.secrets)
        #expect("\(secrets)" == "•••")
        #expect(String(reflecting: secrets) == "•••")
    }

    @Test func `serves emblems by their contents`() throws {
        let configuration = try #require(try TestFolder().load().configuration)
        let emblem = try #require(configuration.operator.emblem)
        #expect(emblem.hasPrefix("/help/files/") && emblem.hasSuffix(".svg"))
        #expect(configuration.servedFiles.contains { $0.path == emblem && $0.mediaType == "image/svg+xml" })
    }
}
