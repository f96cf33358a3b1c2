import Foundation
import OpenSSL
import SAML
import Testing

@Suite struct MetadataTests {
    private func metadata(_ site: RequestingSite = World.portal) throws -> String {
        World.text(try site.metadata(validUntil: World.later))
    }

    private func check(_ text: String, _ change: (inout MetadataCheck) -> Void = { _ in }) -> MetadataReport {
        var check = MetadataCheck(at: World.now)
        change(&check)
        return check.run(Array(text.utf8))
    }

    @Test func `reads a site as it describes itself`() throws {
        let report = check(try metadata())
        #expect(report.valid && report.reason == "ok")
        #expect(report.entities == [World.portal.entityID])
        let site = try #require(report.sites.first)
        #expect(site.assertionConsumerServices.map(\.location) == [World.portal.consumerURL])
        #expect(site.signingKeys.map(\.subjectPublicKeyInfo) == [World.siteKey.publicKey.subjectPublicKeyInfo])
        #expect(site.authnRequestsSigned && site.wantAssertionsSigned)
        #expect(site.nameIDFormats == [NameIDFormat.persistent])
        #expect(site.displayNames == World.portal.names)
        #expect(site.descriptions.first?.text == "What it does")
        #expect(site.privacyURLs.first?.text == "https://example.com/privacy")
        #expect(site.validUntil == World.later)
    }

    private static let acs = "Location=\"https://portal.example.al/saml/acs\""

    @Test(arguments: [
        ("not-well-formed", "</md:EntityDescriptor>", ""),
        ("dtd", "<md:EntityDescriptor ", "<!DOCTYPE x><md:EntityDescriptor "),
        ("processing-instruction", "<md:EntityDescriptor ", "<?xml-stylesheet a?><md:EntityDescriptor "),
        ("xinclude", "<md:Organization>", "<md:Organization><x:include xmlns:x=\"http://www.w3.org/2001/XInclude\"/>"),
        ("not-metadata", "md:EntityDescriptor", "md:Entity"),
        ("expired", "validUntil=\"2026-09-22", "validUntil=\"2026-09-20"),
        ("expired", "<md:SPSSODescriptor ", "<md:SPSSODescriptor validUntil=\"2026-09-20T00:00:00Z\" "),
        ("not-metadata", "validUntil=\"2026", "validUntil=\"in 2026"),
        ("entity-id", "entityID=\"https://portal.example.al/saml\"", "entityID=\"portal\""),
        ("entity-id", "entityID=\"https://portal.example.al/saml\"", ""),
        ("entity-id", "entityID=\"https://portal", "entityID=\"https://\(String(repeating: "x", count: 256))"),
        ("no-service-provider", "md:SPSSODescriptor", "md:IDPSSODescriptor"),
        ("no-service-provider", "SAML:2.0:protocol\"", "SAML:1.1:protocol\""),
        ("acs-location", acs, "Location=\"http://portal.example.al/saml/acs\""),
        ("acs-location", acs, "Location=\"https://u:p@portal.example.al/saml/acs\""),
        ("acs-location", acs, "Location=\"https://portal.example.al/saml/acs#x\""),
        ("acs-location", acs, "Location=\"https://localhost/acs\""),
        ("acs-location", acs, "Location=\"http://127.0.0.1:8080/acs\""),
        ("acs-location", acs, "Location=\"https://[::1]/acs\""),
        ("acs-location", acs, "Location=\"javascript:alert(1)\""),
        ("acs-location", acs, "Location=\"/saml/acs\""),
        ("acs-location", acs, "Location=\"https://portal.example.al/a b\""),
        ("acs-location", acs, ""),
        ("acs-index", " index=\"0\"", ""),
        ("no-post-acs", "bindings:HTTP-POST", "bindings:HTTP-Artifact"),
        ("no-key", "ds:X509Certificate", "ds:X509SKI"),
        ("no-key", "use=\"signing\"", "use=\"encryption\""),
    ])
    func `refuses metadata that cannot be used`(_ reason: String, _ part: String, _ other: String) throws {
        let text = try metadata()
        let changed = text.replacing(part, with: other)
        #expect(changed != text)
        let report = check(changed)
        #expect(!report.valid)
        #expect(report.reason == reason)
        #expect(report.sites.isEmpty)
        #expect(report.findings.allSatisfy { !$0.mend.isEmpty && !$0.what.isEmpty })
    }

    @Test func `refuses an encryption key without a certificate`() throws {
        let key =
            "<md:KeyDescriptor use=\"encryption\"><ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"/></md:KeyDescriptor>"
        let text = try metadata(World.shop).replacing("<md:NameIDFormat>", with: key + "<md:NameIDFormat>")
        #expect(check(text).reason == "no-key")
    }

    @Test(arguments: [
        ("http://shop.porta.localhost:8444/acs", true), ("http://127.0.0.1:80/acs", true), ("http://[::1]/acs", true),
        ("https://localhost/acs", true), ("http://shop.example.com/acs", false),
        ("http://localhost.example.com/", false),
        ("ftp://localhost/", false), ("http://127.0.0.1@evil.example/", false),
    ])
    func `lets a sandbox use the names of its own machine`(_ address: String, _ good: Bool) throws {
        let text = try metadata().replacing(Self.acs, with: "Location=\"\(address)\"")
        #expect(check(text) { $0.sandbox = true }.valid == good)
    }

    @Test func `wants an end of remote metadata, and a near one`() throws {
        let endless = World.text(try World.portal.metadata(validUntil: nil))
        #expect(check(endless).valid)
        #expect(check(endless).findings.contains { $0.severity == .warning && $0.rule == .validUntilMissing })
        #expect(check(endless) { $0.remote = true }.reason == "valid-until-missing")
        let far = World.text(try World.portal.metadata(validUntil: World.now.addingTimeInterval(366 * 86_400)))
        #expect(check(far).valid)
        #expect(check(far) { $0.remote = true }.reason == "valid-until-too-far")
        #expect(check(try metadata()) { $0.remote = true }.valid)
    }

    @Test func `checks who signed it`() throws {
        let signed = World.text(try World.provider.metadata(validUntil: World.later))
        let keys = [World.rsa.publicKey]
        #expect(check(signed) { $0.signedBy = keys }.reason == "no-service-provider")
        #expect(check(signed) { $0.signedBy = [World.p256.publicKey] }.reason == "signature-invalid")
        #expect(check(signed.replacing("Porta", with: "Posta")) { $0.signedBy = keys }.reason == "signature-invalid")
        #expect(check(try metadata()) { $0.signedBy = keys }.reason == "signature-missing")
    }

    private func aggregate(_ entities: String...) -> String {
        "<md:EntitiesDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" validUntil=\"2026-09-22T00:00:00Z\">"
            + entities.joined() + "</md:EntitiesDescriptor>"
    }

    @Test func `reads several entities, and refuses one that stands twice`() throws {
        let provider = World.text(try World.provider.metadata(validUntil: World.later))
        let (portal, shop) = (try metadata(), try metadata(World.shop))
        let report = check(aggregate(portal, provider, "<!-- a comment -->", shop))
        #expect(report.valid)
        #expect(report.entities == [World.portal.entityID, World.provider.entityID, World.shop.entityID])
        #expect(report.sites.count == 2)
        #expect(check(aggregate(portal, shop, portal)).reason == "duplicate-entity")
        #expect(check(aggregate()).reason == "not-metadata")
        #expect(check(aggregate(provider)).reason == "no-service-provider")
    }

    @Test func `lets the nearer end count`() throws {
        let endless = World.text(try World.portal.metadata(validUntil: nil))
        let site = try #require(check(aggregate(endless)).sites.first)
        #expect(site.validUntil == SAMLTime.date("2026-09-22T00:00:00Z"))
        #expect(!check(aggregate(endless).replacing("2026-09-22", with: "2026-09-20")).valid)
    }

    @Test func `leaves weak keys out`() throws {
        let weak = try PrivateKey.generate(.rsa(bits: 1024))
        let certificate = try SelfSignedCertificate.make(
            commonName: "weak", key: weak, notBefore: World.now, notAfter: World.later)
        let text = try metadata().replacing(
            Base64.encode(World.siteKey.certificate), with: Base64.encode(certificate))
        let report = check(text)
        #expect(report.reason == "no-key")
        #expect(report.findings.contains { $0.rule == .weakKey })
    }

    /// Left out, the site would look as if it had never asked.
    @Test func `O4 keeps a key that asks for encryption and cannot carry it, so that nothing goes out readable`() throws
    {
        let weak = try PrivateKey.generate(.rsa(bits: 1024))
        let certificate = try SelfSignedCertificate.make(
            commonName: "weak", key: weak, notBefore: World.now, notAfter: World.later)
        let asking =
            "<md:KeyDescriptor use=\"encryption\"><ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:X509Data>"
            + "<ds:X509Certificate>\(Base64.encode(certificate))</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"
            + "</md:KeyDescriptor>"
        let text = try metadata()
        let place = try #require(text.firstRange(of: "</md:KeyDescriptor>")).upperBound
        var report = text
        report.insert(contentsOf: asking, at: place)
        let site = try #require(check(report).sites.first)
        #expect(site.asksForEncryption)
        #expect(throws: EncryptionRefusal.noUsableKey) { try ProfileRules.generic.encryption(for: site) }
    }

    @Test func `takes the default address as SAML says`() throws {
        let service = { (index: Int, more: String) in
            "<md:AssertionConsumerService Binding=\"\(SAMLBinding.post)\" Location=\"https://portal.example.al/\(index)\" "
                + "index=\"\(index)\" \(more)></md:AssertionConsumerService>"
        }
        let text = try metadata()
        let start = try #require(text.firstRange(of: "<md:AssertionConsumerService")).lowerBound
        let end = try #require(text.firstRange(of: "</md:AssertionConsumerService>")).upperBound
        let with = { (services: String) in
            self.check(text.replacingCharacters(in: start..<end, with: services)).sites.first?.defaultService?.index
        }
        #expect(with(service(3, "") + service(1, "isDefault=\"true\"")) == 1)
        #expect(with(service(3, "isDefault=\"false\"") + service(1, "")) == 1)
        #expect(with(service(3, "isDefault=\"false\"") + service(1, "isDefault=\"0\"")) == 3)
    }

    @Test func `is read by a site, signed by its own key`() throws {
        let bytes = try World.provider.metadata(validUntil: World.later)
        let known = try KnownIdentityProvider(
            metadata: bytes, signedBy: [World.rsa.publicKey], at: World.now)
        #expect(known.entityID == World.provider.entityID)
        #expect([known.redirectURL, known.postURL] == [World.sso, World.sso])
        #expect(known.signingKeys.count == 2)
        #expect(throws: SAMLError.self) {
            try KnownIdentityProvider(metadata: bytes, signedBy: [World.p256.publicKey], at: World.now)
        }
        #expect(throws: SAMLError.self) { try KnownIdentityProvider(metadata: bytes, at: World.later) }
    }
}
