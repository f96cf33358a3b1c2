import Foundation
import Login
import OpenSSL
import SAML
import Settings
import Testing

struct MakingTests {
    private let randomness = Randomness { [UInt8](repeating: 0xAB, count: $0) }

    @Test(arguments: KeyFile.Purpose.allCases)
    func `makes a secret that only its owner may read`(_ purpose: KeyFile.Purpose) throws {
        let folder = try TestFolder()
        let made = try KeyFile.make(purpose, in: folder.path, now: Material.now, randomness: randomness)
        #expect(made.files == ["keys/\(purpose)-2026-05-28-abab.key"])
        #expect(made.line.contains("keys/\(purpose)-2026-05-28-abab.key"))
        let text = try folder.read(made.files[0])
        #expect(text.hasSuffix("\n"))
        #expect(Base64.decodeURL(String(text.dropLast())) == [UInt8](repeating: 0xAB, count: 32))
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder.path)/\(made.files[0])")
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
        #expect(throws: SettingsError.exists(made.files[0])) {
            try KeyFile.make(purpose, in: folder.path, now: Material.now, randomness: randomness)
        }
    }

    @Test func `makes a secret that the gateway then takes`() throws {
        let folder = try TestFolder()
        let made = try KeyFile.make(.sealing, in: folder.path, now: Material.now)
        try folder.edit("porta.yaml", "[ sealing.key ]", "[ sealing.key, \(made.files[0]) ]")
        #expect(folder.load().configuration?.secrets.sealing.count == 2)
    }

    @Test func `makes a signing key with its certificate that the gateway then takes`() throws {
        let folder = try TestFolder()
        let made = try KeyFile.make(.p256, commonName: "login.example.al", in: folder.path, now: Material.now)
        #expect(made.files.count == 2)
        try folder.edit("porta.yaml", "    - { name: rsa,", "    \(made.line)\n    - { name: rsa,")
        let loaded = folder.load()
        #expect(loaded.findings.map(\.description) == [])
        #expect(loaded.configuration?.signingKeys.count == 3)
        let certificate = try #require(loaded.configuration?.signingKeys.first?.certificate)
        #expect(try OperatorCertificate(certificate).publicKey.kind == .ec(.p256))
    }

    @Test func `registers a site with the least`() throws {
        let folder = try TestFolder()
        let configuration = try #require(folder.load().configuration)
        let metadata = TestFolder.metadata(entity: "https://shop.example.al/saml", host: "shop.example.al")
        let made = try RelyingPartyFile.add(
            metadata: Array(metadata.utf8), to: folder.path, of: configuration, now: Material.now)
        #expect(made.file == "relying-parties/shop-example-al.yaml")
        #expect(made.entityID == "https://shop.example.al/saml")
        #expect(try folder.read(made.metadataFile) == metadata)
        let loaded = folder.load()
        #expect(loaded.findings.map(\.description) == [])
        let site = try #require(loaded.configuration?.sites.first { $0.name == "shop-example-al" })
        #expect(site.relyingParty.sector == .private)
        #expect(site.relyingParty.required == [] && site.relyingParty.optional == [.givenName, .familyName])
        #expect(site.relyingParty.nameID == .pairwise)
        #expect(site.relyingParty.statusDetail == .coarse)
        #expect(site.manner.signingKeys.current == "rsa")
    }

    @Test func `gives a transient name where the metadata names nothing else`() throws {
        let folder = try TestFolder()
        let configuration = try #require(folder.load().configuration)
        let metadata = TestFolder.metadata(
            entity: "https://shop.example.al/saml", host: "shop.example.al:8443",
            formats: ["urn:oasis:names:tc:SAML:2.0:nameid-format:transient"])
        let made = try RelyingPartyFile.add(
            metadata: Array(metadata.utf8), to: folder.path, of: configuration, now: Material.now)
        #expect(made.file == "relying-parties/shop-example-al-8443.yaml")
        #expect(try folder.read(made.file).contains("name-id: transient"))
        #expect(folder.load().configuration?.sites.contains { $0.relyingParty.nameID == .transient } == true)
    }

    @Test func `registers no site twice, and none with broken metadata`() throws {
        let folder = try TestFolder()
        let configuration = try #require(folder.load().configuration)
        #expect(
            throws: SettingsError.registered(
                entity: "https://portal.example.al/saml", file: "relying-parties/portal.yaml")
        ) {
            try RelyingPartyFile.add(
                metadata: Array(TestFolder.metadata().utf8), to: folder.path, of: configuration, now: Material.now)
        }
        let error = #expect(throws: SettingsError.self) {
            try RelyingPartyFile.add(
                metadata: Array("<a/>".utf8), to: folder.path, of: configuration, now: Material.now)
        }
        #expect(error?.description.contains("SAML metadata") == true)
    }

    @Test func `leaves no half of a site behind`() throws {
        let folder = try TestFolder()
        let configuration = try #require(folder.load().configuration)
        try folder.write("relying-parties/shop-example-al.yaml", "metadata: portal.xml")
        let metadata = TestFolder.metadata(entity: "https://shop.example.al/saml", host: "shop.example.al")
        #expect(throws: SettingsError.exists("relying-parties/shop-example-al.yaml")) {
            try RelyingPartyFile.add(
                metadata: Array(metadata.utf8), to: folder.path, of: configuration, now: Material.now)
        }
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/relying-parties/shop-example-al.xml"))
    }
}
