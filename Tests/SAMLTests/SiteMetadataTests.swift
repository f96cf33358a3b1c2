import Foundation
import SAML
import Testing

/// What is read from a site's metadata beside its addresses and keys.
@Suite struct SiteMetadataTests {
    private func report(_ changes: (String, String)...) throws -> MetadataReport {
        let text = changes.reduce(World.text(try World.ministry.metadata(validUntil: World.later))) {
            $0.replacing($1.0, with: $1.1)
        }
        return MetadataCheck(at: World.now).run(Array(text.utf8))
    }

    private func site(_ changes: (String, String)...) throws -> ServiceProvider {
        let text = changes.reduce(World.text(try World.ministry.metadata(validUntil: World.later))) {
            $0.replacing($1.0, with: $1.1)
        }
        return try #require(MetadataCheck(at: World.now).run(Array(text.utf8)).sites.first)
    }

    @Test func `reads logout addresses, encryption methods and attributes`() throws {
        let site = try site()
        #expect(site.singleLogoutServices.map(\.binding) == LogoutTests.bindings)
        #expect(site.logoutService(SAMLBinding.redirect)?.answers == World.siteSLO)
        #expect(site.encryptionKeys.first?.transports == [.sha256])
        #expect(site.encryptionKeys.first?.methods.count == 3)
        #expect(site.requestedAttributes.map(\.friendlyName) == ["givenName", "sn", "schacDateOfBirth"])
        #expect(site.requestedAttributes.allSatisfy { $0.isRequired })
        #expect(site.defaultAttributeService?.names.first?.text == "The ministry")
    }

    @Test func `reads who registered the site, its categories and its algorithms`() throws {
        let extensions = """
            <md:Extensions><mdrpi:RegistrationInfo xmlns:mdrpi="urn:oasis:names:tc:SAML:metadata:rpi" \
            registrationAuthority="https://federation.example.al" registrationInstant="2026-01-01T00:00:00Z"/>\
            <alg:SigningMethod xmlns:alg="urn:oasis:names:tc:SAML:metadata:algsupport" \
            Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/></md:Extensions><md:SPSSODescriptor\u{20}
            """
        let site = try site(("<md:SPSSODescriptor ", extensions))
        #expect(site.registration?.authority == "https://federation.example.al")
        #expect(site.registration?.instant == SAMLTime.date("2026-01-01T00:00:00Z"))
        #expect(site.signingMethods == ["http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"])
        #expect(try self.site().registration == nil)
    }

    @Test(arguments: [
        ("logout-location", "Location=\"\(World.siteSLO)\"", "Location=\"http://ministry.example.al/saml/slo\""),
        ("attribute-index", "<md:AttributeConsumingService index=\"0\"", "<md:AttributeConsumingService"),
        (
            "encryption-method",
            "#aes256-gcm\"></md:EncryptionMethod><md:EncryptionMethod Algorithm=\"http://www.w3.org/2009/xmlenc11#aes128-gcm\"",
            "#x\"></md:EncryptionMethod><md:EncryptionMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#aes128-cbc\""
        ),
        ("attribute-format", "attrname-format:uri", "attrname-format:basic"),
        ("unknown-attribute", "urn:oid:2.5.4.42", "urn:oid:0.9.2342.19200300.100.1.3"),
        (
            "unused-binding", "</md:SPSSODescriptor>",
            "<md:AssertionConsumerService Binding=\"\(SAMLBinding.artifact)\" Location=\"https://ministry.example.al/a\" index=\"1\"/></md:SPSSODescriptor>"
        ),
        ("expires-soon", "xx", "xx"),
    ])
    func `warns of what works, but not well`(_ rule: String, _ part: String, _ other: String) throws {
        let report = try report((part, other))
        #expect(report.valid)
        let finding = try #require(report.findings.first { $0.rule.rawValue == rule })
        #expect(finding.severity != .error && !finding.clause.isEmpty && !finding.mend.isEmpty)
    }

    /// However a loopback address is spelt, and whatever browsers make an address of.
    @Test(arguments: [
        "https://[::ffff:127.0.0.1]/acs", "https://[::ffff:7f00:1]/acs", "https://[0:0:0:0:0:0:0:1]/acs",
        "https://[::]/acs",
        "https://[::127.0.0.1]/acs", "https://2130706433/acs", "https://0x7f000001/acs", "https://0x7f.1/acs",
        "https://127.1/acs",
        "https://0177.0.0.1/acs", "https://127.0.0.01/acs", "https://0.0.0.0/acs", "https://127.255.255.254/acs",
        "https://[:::1]/acs",
        "https://[1:2]/acs", "https://[::1::]/acs", "https://[12345::]/acs", "https://[]/acs", "https://1.2.3/acs",
        "https://256.1.1.1/acs",
    ])
    func `S1 takes no address of this machine for a site's, however it is spelt`(_ address: String) throws {
        let report = try report(("Location=\"https://ministry.example.al/saml/acs\"", "Location=\"\(address)\""))
        #expect(report.reason == "acs-location")
    }

    @Test(arguments: [
        "https://192.0.2.7/acs", "https://[2001:db8::7]/acs", "https://1and1.example/acs", "https://0x.example/acs",
    ])
    func `takes other addresses as they are`(_ address: String) throws {
        #expect(try report(("Location=\"https://ministry.example.al/saml/acs\"", "Location=\"\(address)\"")).valid)
    }
}
