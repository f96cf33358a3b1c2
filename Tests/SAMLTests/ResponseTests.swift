import Foundation
import OpenSSL
import SAML
import SignedXML
import Testing

@Suite struct ResponseTests {
    private func receive(
        _ bytes: [UInt8], site: RequestingSite = World.portal, requestID: String = "_request",
        from provider: KnownIdentityProvider = World.known, after seconds: Double = 0
    ) throws -> ReceivedLogin {
        try site.receive(
            bytes, requestID: requestID, from: provider, at: World.now.addingTimeInterval(seconds))
    }

    @Test(arguments: ["p256", "rsa"])
    func `says who it is, signed twice`(_ key: String) throws {
        let attribute = Attribute(name: "urn:oid:2.5.4.42", friendlyName: "givenName", values: ["Ermonela", "Çelë"])
        let document = try World.provider.success(
            World.content(attributes: [attribute]), to: World.target(key: key), at: World.now)
        let login = try receive(document.bytes)
        #expect(login.nameID == World.content().nameID)
        #expect(login.attributes == [attribute])
        #expect(login.authnInstant == World.now)
        #expect(login.authnContextClass == AuthnContextClass.smartcardPKI)
        #expect(login.notOnOrAfter == World.now.addingTimeInterval(300))
        #expect([login.responseID, login.assertionID] == [document.responseID, document.assertionID])
        #expect(document.keyName == key)
        #expect(document.digest == DigestAlgorithm.sha256.digest(document.bytes))
        #expect(World.text(document.bytes).components(separatedBy: "<ds:Signature ").count == 3)
    }

    @Test func `gives each document identifiers of 160 random bits`() throws {
        let documents = try (0..<50).map { _ in
            try World.provider.success(World.content(), to: World.target(), at: World.now)
        }
        let ids = documents.flatMap { [$0.responseID, $0.assertionID ?? ""] }
        #expect(Set(ids).count == 100)
        #expect(ids.allSatisfy { $0.wholeMatch(of: /_[0-9a-f]{40}/) != nil })
    }

    /// O2: whoever else gets it cannot use it.
    @Test func `is of no use to another site, for another request, from another provider or too late`() throws {
        let bytes = try World.provider.success(World.content(), to: World.target(), at: World.now).bytes
        #expect(throws: SAMLError.self) { try receive(bytes, site: World.shop) }
        #expect(throws: SAMLError.self) { try receive(bytes, requestID: "_other") }
        #expect(throws: SAMLError.self) { try receive(bytes, after: 361) }
        #expect(throws: SAMLError.self) { try receive(bytes, after: -121) }
        let stranger = KnownIdentityProvider(
            entityID: World.provider.entityID, redirectURL: nil, postURL: nil,
            signingKeys: [World.stranger.publicKey])
        #expect(throws: SAMLError.self) { try receive(bytes, from: stranger) }
        let renamed = KnownIdentityProvider(
            entityID: "urn:other", redirectURL: nil, postURL: nil, signingKeys: World.known.signingKeys)
        #expect(throws: SAMLError.self) { try receive(bytes, from: renamed) }
    }

    /// O1: a name from a certificate is a text, whatever is in it.
    @Test(arguments: [
        "</saml:NameID>", "]]>", "<saml:Attribute Name=\"admin\"/>", "&lt;", "\" Format=\"x", "<!-- -->", "a\rb\nc\td",
        "\u{202E}evil", "<?xml version=\"1.0\"?>",
    ])
    func `carries any name as a text`(_ name: String) throws {
        let content = World.content(name, attributes: [Attribute(name: "n", friendlyName: name, values: [name])])
        let login = try receive(try World.provider.success(content, to: World.target(), at: World.now).bytes)
        #expect(sameText(login.nameID.value, name) && sameText(login.attributes[0].values[0], name))
        #expect(login.attributes.count == 1)
    }

    @Test(arguments: ["\u{0}", "\u{FFFE}", "\u{FFFF}", "\u{8}"])
    func `writes nothing at all for a name that XML cannot carry`(_ name: String) {
        #expect(throws: SAMLError.self) {
            try World.provider.success(World.content("a" + name), to: World.target(), at: World.now)
        }
    }

    private func sameText(_ a: String, _ b: String) -> Bool { Array(a.utf8) == Array(b.utf8) }

    @Test func `says why not, signed, with codes nested and no assertion`() throws {
        let status = SAMLStatus(
            .responder, .authnFailed, third: "https://login.example.al/saml/status/revoked", message: "see there")
        let document = try World.provider.failure(status, to: World.target(), at: World.now)
        #expect(document.assertionID == nil)
        #expect(!World.text(document.bytes).contains("Assertion "))
        #expect(throws: SAMLError.refused(status)) { try receive(document.bytes) }
        #expect(throws: SAMLError.self) { try World.provider.failure(.success, to: World.target(), at: World.now) }
        let tampered = World.text(document.bytes).replacing("revoked", with: "expired")
        #expect(throws: SAMLError.xml(.digestMismatch)) { try receive(Array(tampered.utf8)) }
    }

    @Test func `never lets a bearer be believed for more than 5 minutes`() throws {
        var content = World.content()
        content.validity = .seconds(86_400)
        let login = try receive(try World.provider.success(content, to: World.target(), at: World.now).bytes)
        #expect(login.notOnOrAfter == World.now.addingTimeInterval(300))
    }

    @Test func `refuses a key that is not there, and a certificate for another key`() throws {
        #expect(throws: SAMLError.self) {
            try World.provider.success(World.content(), to: World.target(key: "none"), at: World.now)
        }
        #expect(throws: SAMLError.self) {
            try SigningKey(name: "x", certificate: World.rsa.certificate, key: try PrivateKey.generate(.ec(.p256)))
        }
    }
}
