import Foundation
import SAML
import Testing

@Suite struct AuthnRequestTests {
    private static let acs = World.shop.consumerURL

    private func accepted(
        _ wishes: (inout RequestWishes) -> Void = { _ in }, changing: (String) -> String = { $0 },
        site: ServiceProvider? = nil, at now: Date = World.now
    ) throws -> AcceptedRequest {
        var asked = RequestWishes()
        wishes(&asked)
        let text = changing(World.text(try World.shop.request(to: World.sso, wishes: asked, at: World.now).bytes))
        let site = try site ?? World.registered(World.shop)
        let request = try ReceivedRequest.post(samlRequest: World.base64(text), relayState: nil).opened(by: site)
        return try request.accepted(from: site, under: World.rules, at: now)
    }

    private func refusal(_ body: () throws -> AcceptedRequest) -> AuthnRequestRefusal? {
        do { _ = try body() } catch { return error as? AuthnRequestRefusal }
        return nil
    }

    @Test func `accepts a plain request and answers at the default address`() throws {
        let accepted = try accepted()
        #expect(accepted.consumer.location == Self.acs)
        #expect(accepted.nameIDFormat == nil)
    }

    @Test func `finds the address by URL and by index`() throws {
        #expect(try accepted { $0.consumerURL = Self.acs }.consumer.index == 0)
        #expect(try accepted { $0.consumerIndex = 0 }.consumer.location == Self.acs)
        #expect(refusal { try accepted { $0.consumerIndex = 1 } }?.cause == .unknownConsumer)
        let both = refusal {
            try accepted {
                $0.consumerIndex = 0
                $0.consumerURL = Self.acs
            }
        }
        #expect(both?.cause == .contradictory)
        #expect(both?.isAnswerable == false)
    }

    /// S1: the address is the one in the metadata, byte for byte.
    private static let mutations: [String] = {
        let (host, path) = ("shop.example.com", "/saml/acs")
        return [
            "https://\(host)\(path)/", "https://\(host)\(path)?", "https://\(host)\(path)#",
            "https://\(host)\(path)?a=b",
            "https://\(host)\(path)#a", "https://\(host)\(path)%20", "https://\(host)\(path) ",
            " https://\(host)\(path)",
            "http://\(host)\(path)", "HTTPS://\(host)\(path)", "https://SHOP.example.com\(path)",
            "https:/\(host)\(path)",
            "https:\\\\\(host)\(path)", "https://\(host):443\(path)", "https://\(host):8443\(path)",
            "https://\(host).\(path)",
            "https://\(host)@evil.example\(path)", "https://evil.example@\(host)\(path)",
            "https://evil.example#\(host)\(path)",
            "https://evil.example?\(host)\(path)", "https://evil.example/\(host)\(path)",
            "https://\(host).evil.example\(path)",
            "https://evil-\(host)\(path)", "https://\(host)/saml/../saml/acs", "https://\(host)/saml//acs",
            "https://\(host)/saml/./acs", "https://\(host)/saml/acs/..", "https://\(host)/saml/ACS",
            "https://\(host)/saml/%61cs",
            "https://\(host)/saml/ac", "https://\(host)/saml/acss", "https://\(host)/saml/acs;a",
            "https://\(host)/saml\\acs",
            "//\(host)\(path)", path, "", "*", "https://*", "https://\(host)/*", "javascript:alert(1)",
            "data:text/html,x", "https://\u{FF53}hop.example.com\(path)", "https://shop\u{3002}example.com\(path)",
        ]
    }()

    @Test(arguments: mutations)
    func `answers nowhere but at an address of the metadata`(_ url: String) {
        let refusal = refusal { try accepted { $0.consumerURL = url } }
        #expect(refusal?.cause == .unknownConsumer)
        #expect(refusal?.consumer == nil)
    }

    @Test(arguments: [
        (
            "another address", "https://login.example.al/saml/sso", "https://login.example.al/saml/sso/",
            "request-invalid"
        ),
        ("another version", "Version=\"2.0\"", "Version=\"1.1\"", "wrong-version"),
        (
            "conditions", "</saml:Issuer>",
            "</saml:Issuer><saml:Conditions xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\"/>", "not-supported"
        ),
        (
            "another provider", "</saml:Issuer>",
            "</saml:Issuer><samlp:Scoping><samlp:IDPList><samlp:IDPEntry ProviderID=\"urn:x\"/></samlp:IDPList></samlp:Scoping>",
            "not-supported"
        ),
        (
            "a confirmation", "</saml:Issuer>",
            "</saml:Issuer><saml:Subject xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\"><saml:NameID>x</saml:NameID><saml:SubjectConfirmation Method=\"urn:x\"/></saml:Subject>",
            "not-supported"
        ),
        (
            "another binding", " ID=", " ProtocolBinding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact\" ID=",
            "not-supported"
        ),
        ("passive", " ID=", " IsPassive=\"true\" ID=", "passive-impossible"),
        (
            "a password", "</saml:Issuer>", level("exact", "urn:oasis:names:tc:SAML:2.0:ac:classes:Password"),
            "level-not-available"
        ),
        ("at most", "</saml:Issuer>", level("maximum", "urn:x"), "level-not-available"),
        ("better", "</saml:Issuer>", level("better", AuthnContextClass.smartcardPKI), "level-not-available"),
        (
            "e-mail", "</saml:Issuer>",
            "</saml:Issuer><samlp:NameIDPolicy Format=\"urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress\"/>",
            "name-id-not-allowed"
        ),
        (
            "encrypted", "</saml:Issuer>", "</saml:Issuer><samlp:NameIDPolicy Format=\"\(NameIDFormat.encrypted)\"/>",
            "name-id-not-allowed"
        ),
        (
            "another's name space", "</saml:Issuer>", "</saml:Issuer><samlp:NameIDPolicy SPNameQualifier=\"urn:x\"/>",
            "name-id-not-allowed"
        ),
    ])
    func `refuses with the reason that fits`(_ name: String, _ part: String, _ other: String, _ code: String) {
        let refusal = refusal { try accepted(changing: { $0.replacing(part, with: other) }) }
        #expect(refusal?.code == code)
        #expect(refusal?.isAnswerable == (code != "request-invalid"))
    }

    private static func level(_ comparison: String, _ level: String) -> String {
        "</saml:Issuer><samlp:RequestedAuthnContext Comparison=\"\(comparison)\"><saml:AuthnContextClassRef "
            + "xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">\(level)</saml:AuthnContextClassRef>"
            + "</samlp:RequestedAuthnContext>"
    }

    @Test func `answers with the status that SAML has for it`() {
        let consumer = AssertionConsumerService(index: 0, location: Self.acs, binding: SAMLBinding.post, isDefault: nil)
        let status = { (cause: AuthnRequestRefusal.Cause) in
            let status = AuthnRequestRefusal(cause: cause, consumer: consumer).status()
            return [status.top, status.second ?? ""].map { $0.split(separator: ":").last.map(String.init) ?? "" }
        }
        #expect(status(.wrongVersion) == ["VersionMismatch", ""])
        #expect(status(.versionTooLow) == ["VersionMismatch", "RequestVersionTooLow"])
        #expect(status(.versionTooHigh) == ["VersionMismatch", "RequestVersionTooHigh"])
        #expect(status(.noSupportedProvider) == ["Requester", "NoSupportedIDP"])
        #expect(status(.unknownAttributeService) == ["Requester", "RequestUnsupported"])
        #expect(status(.bindingNotSupported) == ["Requester", "UnsupportedBinding"])
        #expect(status(.notSupported("")) == ["Requester", "RequestUnsupported"])
        #expect(status(.levelNotAvailable) == ["Responder", "NoAuthnContext"])
        #expect(status(.passiveImpossible) == ["Responder", "NoPassive"])
        #expect(status(.nameIDNotAllowed) == ["Requester", "InvalidNameIDPolicy"])
        #expect(status(.requestDenied) == ["Requester", "RequestDenied"])
        #expect(status(.otherSubject) == ["Responder", "UnknownPrincipal"])
    }

    @Test func `grants a card login at its level, transient or persistent`() throws {
        for format in [NameIDFormat.persistent, NameIDFormat.transient] {
            let accepted = try accepted {
                $0.nameIDFormat = format
                $0.authnContextClass = AuthnContextClass.smartcardPKI
                $0.forceAuthn = true
                $0.protocolBinding = SAMLBinding.post
            }
            #expect(accepted.nameIDFormat == format)
            #expect(accepted.request.forceAuthn)
        }
        #expect(try accepted { $0.nameIDFormat = NameIDFormat.unspecified }.nameIDFormat == nil)
        #expect(try accepted().context == .class(AuthnContextClass.smartcardPKI))
    }

    @Test(arguments: [(-180, true), (-181, false), (0, true), (600, true), (601, false), (86_400, false)])
    func `believes a request between 3 minutes ahead and 10 minutes old`(_ age: Int, _ good: Bool) {
        let refusal = refusal { try accepted(at: World.now.addingTimeInterval(Double(age))) }
        #expect((refusal == nil) == good)
    }

    @Test func `demands a destination in a signed request`() throws {
        let site = try World.registered(World.portal)
        let made = try World.portal.request(to: World.sso, at: World.now)
        let bytes = Array(World.text(made.bytes).replacing(" Destination=\"\(World.sso)\"", with: "").utf8)
        let query = try RedirectBinding.encode(bytes, relayState: nil, signer: World.siteKey)
        let request = try ReceivedRequest.redirect(rawQuery: query).opened(by: site)
        #expect(throws: AuthnRequestRefusal(cause: .wrongDestination, consumer: nil)) {
            try request.accepted(from: site, under: World.rules, at: World.now)
        }
        #expect(
            try accepted(changing: { $0.replacing(" Destination=\"\(World.sso)\"", with: "") }).request.destination
                == nil)
    }
}
