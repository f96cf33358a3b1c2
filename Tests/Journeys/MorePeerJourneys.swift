import Foundation
import Testing

extension Outside.Peers {
    /// What a peer's page says of who came, as JSON.
    struct Came: Decodable {
        let ok: Bool
        let problem: String?
        let nameId: String?
        let format: String?
        let attributes: [String: [String]]?
        let relayState: String?
        let encrypted: Bool?

        init(_ body: String) throws {
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            self = try decoder.decode(Came.self, from: Data(body.utf8))
        }
    }

    private static let persistent = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
    private static let names = ["given-name", "family-name"]

    /// In the clear, and encrypted to the key in the site's metadata.
    @Test(arguments: [false, true])
    func `a site made with python3-saml is entered, O4 also with an encrypted assertion`(_ isEncrypted: Bool)
        async throws
    {
        let folder = try Folder()
        let port = try String(freePort())
        let base = "http://python3-saml.porta.localhost:\(port)"
        let script =
            [Programs.python, Programs.peer("python3_saml_site.py")] + (isEncrypted ? ["--encrypted"] : [])
            + [port, folder.path]
        let metadata = try await Command(words: script).run()
        try #require(metadata.status == 0, "scripts/test installs python3-saml: \(metadata.err)")
        let world = try await SandboxWorld { preparation in
            try await preparation.register(metadata.out, as: "python3-saml")
        }
        let gate = try await world.porta("metadata", "--config", world.path).out
        let site = try RunningProgram(script + [folder.write(gate, "gate.xml")], log: folder.path("log"))
        let visitor = try world.visitor(card: "good")
        try await eventually("the site", whileRunning: site) {
            (try? await visitor.get(base + "/metadata"))?.status == 200
        }
        let start = try await visitor.open(base + "/login")
        let last = try await visitor.decide("agree", on: visitor.present(on: start), items: Self.names)
        let came = try Came(try await visitor.deliver(last).body)
        #expect(came.ok, "\(came.problem ?? "") \(site.log)")
        #expect(came.encrypted == isEncrypted)
        #expect(came.format == Self.persistent)
        #expect(came.nameId?.isEmpty == false)
        #expect(came.attributes?["urn:oid:2.5.4.42"]?.count == 1)
        #expect(came.attributes?["urn:oid:2.5.4.4"]?.count == 1)
        #expect(came.relayState == "/private")
        // The same response a second time is nothing to it, and to another browser neither.
        #expect(try !Came(try await visitor.deliver(last).body).ok)
        await site.end()
        await world.end()
    }

    /// djangosaml2 stands on pysaml2, and makes a user of Django's out of who comes.
    @Test func `a site made with Django and djangosaml2 is entered`() async throws {
        let folder = try Folder()
        let port = try String(freePort())
        let base = "http://django.porta.localhost:\(port)"
        let script = [Programs.python, Programs.peer("django_site.py"), port, folder.path]
        let metadata = try await Command(words: script).run()
        try #require(metadata.status == 0, "scripts/test installs djangosaml2: \(metadata.err)")
        let world = try await SandboxWorld { preparation in
            try await preparation.register(metadata.out, as: "django")
        }
        let gate = try await world.porta("metadata", "--config", world.path).out
        let site = try RunningProgram(script + [folder.write(gate, "gate.xml")], log: folder.path("log"))
        let visitor = try world.visitor(card: "good")
        try await eventually("the site", whileRunning: site) {
            (try? await visitor.get(base + "/saml2/metadata/"))?.status == 200
        }
        let start = try await visitor.open(base + "/private")
        let last = try await visitor.decide("agree", on: visitor.present(on: start), items: Self.names)
        let inside = try await visitor.deliver(last)
        #expect(inside.url.hasPrefix(base + "/private"), "\(site.log)")
        let came = try Came(inside.body)
        #expect(came.nameId?.isEmpty == false)
        #expect(came.attributes?["givenName"] == ["Arta"])
        // The same answer a second time makes nobody a user, and a refusal neither.
        #expect(try await visitor.deliver(last).status >= 400)
        let other = try world.visitor(card: "revoked")
        let refused = try await other.present(on: try await other.open(base + "/private"))
        let outside = try await other.deliver(try await other.goBack(from: refused))
        #expect(!outside.body.contains("name_id"))
        await site.end()
        await world.end()
    }

    /// Its metadata has a key with `use="encryption"`, and methods for it.
    @Test func `a site behind Shibboleth SP is entered, O4 by an encrypted assertion`() async throws {
        let shibboleth = try await ShibbolethSite.make()
        let world = try await SandboxWorld { preparation in
            try await shibboleth.start(
                preparation, signer: preparation.path + "/saml/rsa.pem", entityID: preparation.entityID)
            let metadata = try await Command(
                "curl", "-sS", "--fail", "--connect-to", "::127.0.0.1:", shibboleth.base + "/Shibboleth.sso/Metadata"
            ).run()
            guard metadata.status == 0 else { throw WorldError(metadata.err + shibboleth.log) }
            try await preparation.register(metadata.out, as: "shibboleth")
        }
        let visitor = try world.visitor(card: "good")
        let start = try await visitor.open(shibboleth.base + "/private/index.html")
        let last = try await visitor.decide("agree", on: visitor.present(on: start), items: Self.names)
        #expect(try #require(SAMLAnswer(last.page)).xml.contains("EncryptedAssertion"))
        let inside = try await visitor.deliver(last)
        #expect(inside.status == 200, "\(shibboleth.log)")
        #expect(inside.url.hasPrefix(shibboleth.base + "/private/"))
        #expect(inside.body.contains(#/NAME=[a-z2-7]{32}\. GIVEN=[^.(]+\./#), "\(inside.body) \(shibboleth.log)")
        // Without a login the door is shut, and a refusal does not open it.
        let other = try world.visitor(card: "revoked")
        let refused = try await other.present(on: try await other.open(shibboleth.base + "/private/index.html"))
        let outside = try await other.deliver(try await other.goBack(from: refused))
        #expect(!outside.body.contains("NAME="))
        await shibboleth.end()
        await world.end()
    }

    /// Its metadata has a key with `use="encryption"` by itself.
    @Test func `a site made with SimpleSAMLphp is entered, O4 by an encrypted assertion`() async throws {
        let php = try await SimpleSAMLSite.make()
        let world = try await SandboxWorld { preparation in
            try await php.start(preparation, entityID: preparation.entityID)
            let metadata = try await Command(
                "curl", "-sS", "--fail", "--connect-to", "::127.0.0.1:",
                php.base + "/module.php/saml/sp/metadata.php/porta"
            ).run()
            guard metadata.status == 0 else { throw WorldError(metadata.err + php.log) }
            try await preparation.register(metadata.out, as: "simplesamlphp")
        }
        let visitor = try world.visitor(card: "good")
        let start = try await visitor.open(php.base + "/private")
        let last = try await visitor.decide("agree", on: visitor.present(on: start), items: Self.names)
        let inside = try await visitor.deliver(last)
        #expect(inside.url.hasPrefix(php.base + "/private"))
        let came = try Came(inside.body)
        #expect(came.ok, "\(php.log.suffix(2000))")
        #expect(try #require(SAMLAnswer(last.page)).xml.contains("EncryptedAssertion"))
        #expect(came.format == Self.persistent)
        #expect(came.nameId?.wholeMatch(of: #/[a-z2-7]{32}/#) != nil)
        #expect(came.attributes?["urn:oid:2.5.4.42"]?.count == 1)
        let other = try world.visitor(card: "revoked")
        let refused = try await other.present(on: try await other.open(php.base + "/private"))
        let outside = try await other.deliver(try await other.goBack(from: refused))
        #expect(!outside.body.contains("name_id"))
        await php.end()
        await world.end()
    }
}

extension SandboxWorld.Preparation {
    /// The gateway's own.
    var entityID: String { facts.login + "/saml" }
}
