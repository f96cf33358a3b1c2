import Foundation
import SAML
import Testing

/// The linter for a captured request: whatever was pasted, it says all that there is to say.
@Suite struct RequestCheckTests {
    private func check(_ text: String, _ change: (inout RequestCheck) -> Void = { _ in }) throws -> RequestReport {
        let sites = [try World.registered(World.portal), try World.registered(World.shop)]
        var check = RequestCheck(rules: World.rules, at: World.now) { id in sites.first { $0.entityID == id } }
        change(&check)
        return check.run(text)
    }

    private func query(signed: Bool = true, relayState: String? = "x", _ change: (String) -> String = { $0 }) throws
        -> String
    {
        let made = try (signed ? World.portal : World.shop).request(to: World.sso, at: World.now)
        return try RedirectBinding.encode(
            Array(change(World.text(made.bytes)).utf8), relayState: relayState, signer: signed ? World.siteKey : nil)
    }

    @Test func `takes an address, a query, a form, base64 and XML`() throws {
        let posted = World.text(try World.portal.signedRequest(to: World.sso, at: World.now).bytes)
        let encoded = World.base64(posted)
        let form = encoded.replacing("+", with: "%2B").replacing("=", with: "%3D").replacing("/", with: "%2F")
        for text in [
            World.sso + "?" + (try query()), try query(), "  \(try query())\n",
            World.sso + "?x=1&" + (try query()) + "#top",
            posted, encoded, "SAMLRequest=\(form)&RelayState=x",
        ] {
            let report = try check(text)
            #expect(report.reason == "ok", "\(report.findings)")
            #expect(report.issuer == World.portal.entityID && report.id?.hasPrefix("_") == true)
            #expect(report.accepted?.consumer.location == World.portal.consumerURL)
        }
        // The bare value of a redirect has lost its signature.
        let value = String(try query().split(separator: "&")[0].dropFirst("SAMLRequest=".count))
        let bare = value.replacing("%2B", with: "+").replacing("%2F", with: "/").replacing("%3D", with: "=")
        #expect(try check(bare).reason == "signature-missing")
        #expect(try check(bare).binding == SAMLBinding.redirect)
    }

    @Test(arguments: [
        ("unreadable", "hello world"), ("unreadable", ""), ("unreadable", "SAMLRequest=%%%"), ("not-deflated", "AAAA"),
        ("not-well-formed", "<a"), ("dtd", "<!DOCTYPE a><a/>"), ("comment", "<a><!-- --></a>"), ("not-request", "<a/>"),
        ("malformed", "<p:AuthnRequest xmlns:p=\"urn:oasis:names:tc:SAML:2.0:protocol\"/>"),
        ("parameter-twice", "SAMLRequest=AAAA&SAMLRequest=AAAA"), ("too-large", String(repeating: "A", count: 300_000)),
    ])
    func `says why a text is no request`(_ reason: String, _ text: String) throws {
        #expect(try check(text).reason == reason)
    }

    private static let saml = "xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\""

    @Test(arguments: [
        ("version", "Version=\"2.0\"", "Version=\"1.1\""),
        ("destination", "https://login.example.al/saml/sso", "https://login.example.al/saml"),
        ("issue-instant", "IssueInstant=\"2026-09-21", "IssueInstant=\"2026-09-20"),
        ("issue-instant", "IssueInstant=\"2026-09-21", "IssueInstant=\"2026-09-22"),
        ("malformed", " ID=\"_", " ID=\"1"),
        ("consumer", " ID=", " AssertionConsumerServiceURL=\"https://shop.example.com/saml/acs/\" ID="),
        (
            "consumer-contradiction", " ID=",
            " AssertionConsumerServiceIndex=\"0\" ProtocolBinding=\"\(SAMLBinding.post)\" ID="
        ),
        ("binding", " ID=", " ProtocolBinding=\"\(SAMLBinding.artifact)\" ID="),
        ("passive", " ID=", " IsPassive=\"true\" ID="),
        ("attribute-service", " ID=", " AttributeConsumingServiceIndex=\"9\" ID="),
        ("name-id", "</saml:Issuer>", "</saml:Issuer><samlp:NameIDPolicy Format=\"\(NameIDFormat.emailAddress)\"/>"),
        (
            "level", "</saml:Issuer>",
            "</saml:Issuer><samlp:RequestedAuthnContext><saml:AuthnContextClassRef \(saml)>urn:x</saml:AuthnContextClassRef></samlp:RequestedAuthnContext>"
        ),
        (
            "level-comparison", "</saml:Issuer>",
            "</saml:Issuer><samlp:RequestedAuthnContext Comparison=\"better\"><saml:AuthnContextClassRef \(saml)>\(AuthnContextClass.smartcardPKI)</saml:AuthnContextClassRef></samlp:RequestedAuthnContext>"
        ),
        ("conditions", "</saml:Issuer>", "</saml:Issuer><saml:Conditions \(saml)/>"),
        (
            "subject", "</saml:Issuer>",
            "</saml:Issuer><saml:Subject \(saml)><saml:NameID>x</saml:NameID></saml:Subject>"
        ),
        (
            "scoping", "</saml:Issuer>",
            "</saml:Issuer><samlp:Scoping><samlp:IDPList><samlp:IDPEntry ProviderID=\"urn:x\"/></samlp:IDPList></samlp:Scoping>"
        ),
    ])
    func `finds what is wrong with a request, with its place and its mend`(
        _ reason: String, _ part: String, _ other: String
    ) throws {
        let report = try check(try query(signed: false) { $0.replacing(part, with: other) })
        #expect(report.reason == reason)
        #expect(report.accepted == nil)
        let finding = try #require(report.findings.first { $0.severity == .error })
        #expect(!finding.mend.isEmpty && !finding.clause.isEmpty && !finding.where.isEmpty && !finding.what.isEmpty)
    }

    @Test(arguments: [
        ("relay-state-long", String(repeating: "x", count: 81)), ("relay-state", String(repeating: "x", count: 1_025)),
    ])
    func `looks at RelayState`(_ rule: String, _ state: String) throws {
        let report = try check(try query(signed: false, relayState: state))
        #expect(report.findings.contains { $0.rule.rawValue == rule })
    }

    @Test func `looks at the signature`() throws {
        let signed = try query()
        #expect(try check(signed.replacing("ecdsa-sha256", with: "rsa-sha1")).reason == "signature-algorithm")
        #expect(try check(signed.replacing(/&Signature=.*/, with: "")).reason == "signature-half")
        #expect(try check(signed.replacing("RelayState=x", with: "RelayState=y")).reason == "signature-invalid")
        #expect(try check(signed.replacing(/&SigAlg=.*/, with: "")).reason == "signature-missing")
        #expect(
            try check(try query(signed: false)).findings.contains { $0.rule == .unsigned && $0.severity == .advice })
        let posted = try World.portal.signedRequest(to: World.sso, at: World.now).bytes
        let inside = try RedirectBinding.encode(posted, relayState: nil, signer: World.siteKey)
        #expect(try check(inside).reason == "signature-inside")
    }

    @Test func `judges a request without its site as far as it can`() throws {
        let report = try check(try query()) { $0.site = { _ in nil } }
        #expect(report.valid && report.accepted == nil)
        #expect(report.findings.contains { $0.rule == .unknownSite })
    }

    @Test func `lets a captured request be old where that is asked for`() throws {
        let late = World.now.addingTimeInterval(86_400 * 0.5)
        #expect(try check(try query()) { $0.at = late }.reason == "issue-instant")
        let report = try check(try query()) {
            $0.at = late
            $0.ignoresAge = true
        }
        #expect(report.reason == "ok" && report.accepted != nil)
    }

    @Test func `says that extensions and names are ignored`() throws {
        let report = try check(
            try query(signed: false) {
                $0.replacing(
                    "</saml:Issuer>",
                    with: "</saml:Issuer><samlp:Extensions><x:Y xmlns:x=\"urn:x\"/></samlp:Extensions>"
                )
                .replacing(" ID=", with: " ProviderName=\"Bank\" ID=")
            })
        #expect(report.reason == "ok")
        #expect(Set([RequestRule.extensions, .providerName]).isSubset(of: Set(report.findings.map(\.rule))))
    }

    @Test(arguments: RequestRule.allCases)
    func `has a mend and a place in the specification for every rule of requests`(_ rule: RequestRule) {
        #expect(!rule.mend.isEmpty && !rule.clause.isEmpty)
    }

    @Test(arguments: MetadataRule.allCases)
    func `has a mend and a place in the specification for every rule of metadata`(_ rule: MetadataRule) {
        #expect(!rule.mend.isEmpty && !rule.clause.isEmpty)
    }
}
