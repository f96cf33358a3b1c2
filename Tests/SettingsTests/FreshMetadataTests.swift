import DemoPKI
import Fetch
import Foundation
import Login
import OpenSSL
import SAML
import Settings
import Synchronization
import Testing

/// Sites whose metadata is kept fresh: how they are written, and how they are looked up.
struct FreshMetadataTests {
    private static let source = "metadata: { url: https://federation.example.al/all.xml, signed-by: ../saml/rsa.pem"

    /// A sound folder with one more file of `relying-parties/`.
    private func folder(_ text: String, name: String = "federation") throws -> TestFolder {
        let folder = try TestFolder()
        try folder.write("relying-parties/\(name).yaml", text)
        return folder
    }

    @Test func `a source of many sites is read with its bounds`() throws {
        let folder = try folder(
            Self.source
                + ", entities: all, except: [ https://a.example/ ], refresh: 30m, max-size: 20MB, valid-at-most: 14d,"
                + " most-vanished: 5 }\nsector: public\n")
        let loaded = folder.load()
        let configuration = try #require(loaded.configuration, "\(loaded.findings.map(\.description))")
        #expect(configuration.sites.map(\.name) == ["portal"])
        let form = try #require(configuration.forms.first)
        let source = form.origin.source
        #expect(source.place == .url("https://federation.example.al/all.xml"))
        #expect(source.keys.map(\.subjectPublicKeyInfo) == [Material.shared.rsa.key.publicKey.subjectPublicKeyInfo])
        #expect(source.refresh == .seconds(1800) && source.furthest == .seconds(14 * 86_400))
        #expect(source.maximumBytes == 20_000_000 && source.mostVanished == 5 && !source.sandbox)
        #expect(source.origin?.host == "federation.example.al")
        guard case .all(let except) = form.origin.choice else {
            Issue.record("not all")
            return
        }
        #expect(except == ["https://a.example/"])
        #expect(configuration.metadataFolder.hasSuffix("/metadata"))
    }

    @Test func `a source is fetched once, however many files name it`() throws {
        let folder = try folder(Self.source + ", entities: all }\n")
        try folder.write("relying-parties/one.yaml", Self.source + ", entity-id: https://one.example/saml }\n")
        let configuration = try #require(folder.load().configuration)
        #expect(configuration.forms.count == 2)
        #expect(configuration.metadataSources.count == 1)
        #expect(configuration.metadataSources.first?.furthest == .seconds(365 * 86_400))
    }

    @Test func `MD03 the profile saml2int takes metadata of 28 days at most`() throws {
        let folder = try folder(Self.source + ", entities: all }\n")
        try folder.write(
            "relying-parties/one.yaml",
            Self.source + ", entity-id: https://one.example/saml, refresh: 10m }\nprofile: saml2int\n")
        let source = try #require(folder.load().configuration?.metadataSources.first)
        #expect(source.furthest == .seconds(28 * 86_400))
        #expect(source.refresh == .seconds(600))
    }

    @Test func `variables override a source's keys too`() throws {
        let folder = try folder(Self.source + " }\n")
        folder.environment["PORTA_RELYING_PARTIES_FEDERATION_METADATA_URL"] = "https://other.example.al/"
        let configuration = try #require(folder.load().configuration)
        #expect(configuration.metadataSources.map(\.name) == ["https://other.example.al/"])
    }

    @Test(arguments: [
        ("metadata.signed-by", "metadata: { url: https://federation.example.al/all.xml }", "is missing"),
        ("metadata.signed-by", "metadata: { url: https://f.example/, signed-by: none.pem }", "does not exist"),
        ("metadata", "metadata: { signed-by: ../saml/rsa.pem }", "neither url nor file"),
        ("metadata.file", Self.source + ", file: all.xml }", "keep one of the two"),
        ("metadata.url", "metadata: { url: http://f.example/, signed-by: ../saml/rsa.pem }", "https://"),
        ("metadata.entity-id", Self.source + ", entities: all, entity-id: https://a.example/ }", "keep one of the two"),
        ("metadata.except", Self.source + ", except: [ https://a.example/ ] }", "entities: all"),
        ("metadata.entities", Self.source + ", entities: some }", "all"),
        ("metadata.refresh", Self.source + ", refresh: 5s }", "every minute"),
        ("metadata.max-size", Self.source + ", max-size: 1GB }", "128 MB"),
        ("metadata.most-vanished", Self.source + ", most-vanished: 101 }", "0 to 100"),
        ("metadata.sign-by", Self.source + ", sign-by: a.pem }", "did you mean \"signed-by\"?"),
        ("sector", Self.source + " }\nsector: state", "public, private"),
        (
            "attributes.optional[0]", Self.source + " }\nattributes: { optional: [ national-id ] }",
            "national-id: permitted"
        ),
    ])
    func `names key and mend of a fault`(_ key: String, _ text: String, _ word: String) throws {
        let loaded = try folder(text + "\n").load()
        let errors = loaded.findings.filter { $0.severity == .error }
        #expect(errors.map(\.key) == [key], "\(errors.map(\.description))")
        #expect(errors.allSatisfy { $0.file == "relying-parties/federation.yaml" && $0.description.contains(word) })
        #expect(loaded.configuration == nil)
    }

    @Test func `an item that no issuer can give is found before any site is known`() throws {
        let folder = try folder(Self.source + " }\nattributes: { required: [ birth-date ] }\n")
        try folder.edit("issuers/demo.yaml", "namespace: AL-NID", "namespace: OTHER")
        let errors = folder.load().findings.filter { $0.severity == .error }
        #expect(errors.contains { $0.file == "relying-parties/federation.yaml" && $0.key == "attributes" })
    }

    @Test func `S11 a site whose metadata has run out is not served, and all others are`() throws {
        let folder = try folder("metadata: old.xml\n", name: "old")
        try folder.write(
            "relying-parties/old.xml",
            TestFolder.metadata().replacing("2026-12-31", with: "2026-01-31").replacing("portal.", with: "old."))
        let loaded = folder.load()
        #expect(loaded.configuration?.sites.map(\.name) == ["portal"])
        #expect(loaded.findings.contains { $0.severity == .warning && $0.what.contains("the site is not served") })
    }

    @Test func `many files are read as one by one: in order, with all their findings`() throws {
        let folder = try folder("metadata: none.xml\n", name: "zz-bad")
        let names = (100..<350).map { "site\($0)" }
        for name in names {
            try folder.write("relying-parties/\(name).yaml", "metadata: \(name).xml\n")
            try folder.write("relying-parties/\(name).xml", TestFolder.metadata(entity: "https://\(name).example/"))
        }
        let spoilt = folder.load()
        #expect(spoilt.findings.filter { $0.severity == .error }.map(\.file) == ["relying-parties/zz-bad.yaml"])
        try folder.remove("relying-parties/zz-bad.yaml")
        let loaded = folder.load()
        #expect(loaded.configuration?.sites.map(\.name) == ["portal"] + names)
        let hash = loaded.configuration?.configurationHash
        #expect(folder.load().configuration?.configurationHash == hash)
        try folder.write("relying-parties/site222.yaml", "metadata: site222.xml\nsector: public\n")
        #expect(folder.load().configuration?.configurationHash != hash)
        folder.environment["PORTA_RELYING_PARTIES_SITE333_SECTOR"] = "public"
        let overridden = folder.load()
        #expect(!overridden.findings.contains { $0.file == "environment" })
        #expect(overridden.configuration?.sites.first { $0.name == "site333" }?.relyingParty.sector == .public)
    }

    // MARK: Look-ups

    /// A publisher of signed metadata whose answer a test changes.
    private final class Publisher: Sendable {
        private let document = Mutex<[UInt8]>([])

        func publish(_ hosts: [String], until end: String = "2026-12-31T00:00:00Z") throws {
            let entities = hosts.map {
                TestFolder.metadata(entity: "https://\($0)/saml", host: $0)
            }
            let text = """
                <md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" ID="_f" validUntil="\(end)">\
                \(Self.template)\(entities.joined())</md:EntitiesDescriptor>
                """
            let signed = try Self.signed(text)
            document.withLock { $0 = signed }
        }

        func feeds(of configuration: Configuration) -> [String: MetadataFeed] {
            let fetcher = Fetcher { [self] _ throws(FetchError) in
                FetchResponse(status: 200, body: document.withLock { $0 })
            }
            return Dictionary(
                uniqueKeysWithValues: configuration.metadataSources.map {
                    ($0.identity, MetadataFeed($0, fetcher: fetcher, folder: nil, now: { Material.now }))
                })
        }

        private static let template = """
            <ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo><ds:CanonicalizationMethod \
            Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/><ds:SignatureMethod \
            Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/><ds:Reference URI="#_f"><ds:Transforms>\
            <ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>\
            <ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/></ds:Transforms><ds:DigestMethod \
            Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue/></ds:Reference></ds:SignedInfo>\
            <ds:SignatureValue/></ds:Signature>
            """

        private static func signed(_ text: String) throws -> [UInt8] {
            let folder = NSTemporaryDirectory() + "porta-publisher-" + UUID().uuidString
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            try text.write(toFile: folder + "/in.xml", atomically: true, encoding: .utf8)
            try Material.shared.rsa.keyPEM().write(toFile: folder + "/key", atomically: true, encoding: .utf8)
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = [
                "xmlsec1", "--sign", "--output", folder + "/out.xml", "--privkey-pem", folder + "/key", "--id-attr:ID",
                "urn:oasis:names:tc:SAML:2.0:metadata:EntitiesDescriptor", folder + "/in.xml",
            ]
            process.standardError = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            try #require(process.terminationStatus == 0, "xmlsec1 is installed by scripts/test")
            return Array(try Data(contentsOf: URL(fileURLWithPath: folder + "/out.xml")))
        }
    }

    private static func id(_ host: String) -> String { "https://\(host)/saml" }

    @Test func `each entity of a source is a site by the same rules, but for those that are named or left out`()
        async throws
    {
        let folder = try folder(
            Self.source + ", entities: all, except: [ \"\(Self.id("bad.example.al"))\" ] }\nstatus-detail: full\n")
        try folder.write(
            "relying-parties/one.yaml",
            Self.source + ", entity-id: \"\(Self.id("one.example.al"))\" }\npurpose: Ours\nlogo: ../logo.svg\n")
        let configuration = try #require(folder.load().configuration)
        // What comes now on the disk counts for nothing.
        try folder.remove("relying-parties/one.yaml")
        try folder.remove("logo.svg")
        let publisher = Publisher()
        let feeds = publisher.feeds(of: configuration)
        let book = SiteBook(configuration, feeds: feeds)
        let hosts = ["one", "two", "bad", "portal"].map { "\($0).example.al" }
        #expect(hosts.map { book.site(Self.id($0))?.name } == [nil, nil, nil, "portal"])
        try publisher.publish(hosts)
        for feed in feeds.values {
            await feed.poll()
            #expect(feed.condition.trouble == nil)
        }
        #expect(hosts.map { book.site(Self.id($0))?.name } == ["one", "federation", nil, "portal"])
        let two = try #require(book.site(Self.id("two.example.al")))
        #expect(two.relyingParty.id.value == Self.id("two.example.al"))
        #expect(two.relyingParty.host == "two.example.al")
        #expect(two.relyingParty.statusDetail == .full)
        #expect(two.serviceProvider.postServices.allSatisfy { $0.location.contains("two.example.al") })
        let one = try #require(book.site(Self.id("one.example.al")))
        #expect(one.relyingParty.purpose != nil && one.emblem != nil)
        #expect(one.relyingParty.statusDetail == .coarse)
        #expect(book.site("https://nobody.example.al/") == nil)
    }

    /// The rules of a file for many may be laxer than those of the site's own.
    @Test func `S11 a site with a file of its own is never served by another's rules`() async throws {
        let folder = try folder(Self.source + ", entities: all }\n")
        try folder.write(
            "relying-parties/one.yaml",
            "metadata: { url: https://one.example.al/own.xml, signed-by: ../saml/rsa.pem, entity-id: "
                + "\"\(Self.id("one.example.al"))\" }\n")
        try folder.write("relying-parties/late.yaml", "metadata: late.xml\n")
        try folder.write(
            "relying-parties/late.xml",
            TestFolder.metadata(entity: Self.id("late.example.al"), host: "late.example.al")
                .replacing("2026-12-31", with: "2026-01-31"))
        let loaded = folder.load()
        let configuration = try #require(loaded.configuration, "\(loaded.findings)")
        #expect(configuration.withheldSites == [Self.id("late.example.al")])
        let publisher = Publisher()
        let feeds = publisher.feeds(of: configuration)
        let book = SiteBook(configuration, feeds: feeds)
        try publisher.publish(["one.example.al", "two.example.al", "late.example.al"])
        // The site's own source stays silent.
        for feed in feeds.values where feed.source.place == .url("https://federation.example.al/all.xml") {
            await feed.poll()
        }
        #expect(book.site(Self.id("two.example.al"))?.name == "federation")
        #expect(book.site(Self.id("one.example.al")) == nil)
        #expect(book.site(Self.id("late.example.al")) == nil)
    }

    @Test func `a source's sites change all at once`() async throws {
        let configuration = try #require(try folder(Self.source + ", entities: all }\n").load().configuration)
        let publisher = Publisher()
        let feeds = publisher.feeds(of: configuration)
        let book = SiteBook(configuration, feeds: feeds)
        let hosts = ["one.example.al", "two.example.al", "three.example.al"]
        try publisher.publish([hosts[0], hosts[1]])
        for feed in feeds.values { await feed.poll() }
        #expect(hosts.map { book.site(Self.id($0)) != nil } == [true, true, false])
        try publisher.publish([hosts[1], hosts[2]], until: "2026-12-31T00:00:01Z")
        for feed in feeds.values { await feed.poll() }
        #expect(hosts.map { book.site(Self.id($0)) != nil } == [false, true, true])
    }

    @Test func `the only entity of a source is the site, and two are nobody`() async throws {
        let configuration = try #require(try folder(Self.source + " }\n").load().configuration)
        let publisher = Publisher()
        let feeds = publisher.feeds(of: configuration)
        let book = SiteBook(configuration, feeds: feeds)
        try publisher.publish(["one.example.al"])
        for feed in feeds.values { await feed.poll() }
        #expect(book.site(Self.id("one.example.al"))?.name == "federation")
        try publisher.publish(["one.example.al", "two.example.al"], until: "2026-12-31T00:00:01Z")
        for feed in feeds.values { await feed.poll() }
        #expect(book.site(Self.id("one.example.al")) == nil)
    }
}
