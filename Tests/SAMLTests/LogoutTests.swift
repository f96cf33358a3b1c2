import Foundation
import OpenSSL
import SAML
import SignedXML
import Testing

/// Logging out, by all three bindings and in both directions (SAML profiles §4.4).
@Suite struct LogoutTests {
    private static let name = NameID(
        value: "_transient", format: NameIDFormat.transient, nameQualifier: World.provider.entityID,
        spNameQualifier: World.ministry.entityID)

    static let bindings = [SAMLBinding.redirect, SAMLBinding.post, SAMLBinding.soap]

    private func subject(_ change: (inout LogoutSubject) -> Void = { _ in }) -> LogoutSubject {
        var subject = LogoutSubject(nameID: Self.name, sessionIndexes: ["_s1"])
        change(&subject)
        return subject
    }

    /// A message as it arrives by a binding.
    static func carried(_ message: LogoutMessage, by binding: String, asks: Bool = true) throws -> ReceivedLogout {
        switch binding {
        case SAMLBinding.redirect:
            let query = try message.redirectURL(relayState: "state").split(separator: "?", maxSplits: 1)[1]
            return try .redirect(rawQuery: String(query))
        case SAMLBinding.post:
            let text = Base64.encode(try message.posted())
            return try .post(
                samlRequest: asks ? text : nil, samlResponse: asks ? nil : text, relayState: "state")
        default: return try .soap(try message.soapBody())
        }
    }

    private var site: ServiceProvider { get throws { try World.registered(World.ministry) } }
    private var writing: LogoutWriting { get throws { try #require(World.ministry.logout) } }

    @Test(arguments: bindings)
    func `reads what a site has asked`(_ binding: String) throws {
        let message = try writing.request(
            subject { $0.reason = "urn:oasis:names:tc:SAML:2.0:logout:user" }, to: World.slo, at: World.now)
        let received = try Self.carried(message, by: binding)
        #expect(received.isRequest && received.claimedIssuer == World.ministry.entityID && received.binding == binding)
        #expect(received.relayState == (binding == SAMLBinding.soap ? nil : "state"))
        let request = try received.request(from: try site)
        #expect(request.id == message.id && request.nameID == Self.name && request.sessionIndexes == ["_s1"])
        #expect(request.reason == "urn:oasis:names:tc:SAML:2.0:logout:user" && !request.isAsynchronous)
        #expect(request.notOnOrAfter == World.now.addingTimeInterval(300))
        try request.check(destinations: [World.slo], binding: binding, at: World.now)
        #expect(throws: SAMLError.self) { try received.response(from: try site) }
    }

    @Test(arguments: bindings, LogoutOutcome.allCases)
    func `says to a site how it ended, and nothing better`(_ binding: String, _ outcome: LogoutOutcome) throws {
        let answer = try World.grand.logout(signingKey: "p256").response(
            outcome.status, to: World.siteSLO, inResponseTo: "_r", at: World.now)
        let received = try Self.carried(answer, by: binding, asks: false)
        let known = try KnownIdentityProvider(
            metadata: try World.grand.metadata(validUntil: World.later), at: World.now)
        let response = try received.response(from: known)
        #expect(response.status == outcome.status)
        #expect(response.answers("_r", destinations: [World.siteSLO], at: World.now))
        #expect(!response.answers("_other", destinations: [World.siteSLO], at: World.now))
        #expect(!response.answers("_r", destinations: [World.slo], at: World.now))
        #expect(!response.answers("_r", destinations: [World.siteSLO], at: World.now.addingTimeInterval(601)))
        #expect((outcome.status == .success) == (outcome == .complete))
    }

    @Test func `asks a site to end its sessions, at the address of its metadata`() throws {
        let service = try #require(try site.logoutService(SAMLBinding.post))
        #expect(service.location == World.siteSLO && service.answers == World.siteSLO + "/answers")
        let message = try World.grand.logout().request(subject(), to: service.location, at: World.now)
        let request = try Self.carried(message, by: SAMLBinding.post).request(from: World.known)
        #expect(request.issuer == World.provider.entityID && request.destination == World.siteSLO)
        #expect(try World.registered(World.shop).logoutService(SAMLBinding.post) == nil)
    }

    /// Kantara IIP-IDP19: with any of the keys that the metadata names.
    @Test(arguments: bindings)
    func `opens an encrypted identifier after the signature, with any of its keys`(_ binding: String) throws {
        let target = try EncryptionTarget(
            recipient: World.provider.entityID, certificate: World.ownDecryption.certificate)
        let message = try writing.request(subject { $0.encryption = target }, to: World.slo, at: World.now)
        let received = try Self.carried(message, by: binding)
        let keys = [World.siteDecryption.key, World.ownDecryption.key]
        #expect(try received.request(from: try site, opening: keys).nameID == Self.name)
        #expect(throws: SAMLError.self) { try received.request(from: try site) }
        #expect(throws: SAMLError.self) { try received.request(from: try site, opening: [World.siteDecryption.key]) }
    }

    // MARK: Whom it means

    struct Match: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let holds: Bool
        let change: @Sendable (inout LogoutSubject) -> Void

        init(_ name: String, _ holds: Bool, _ change: @escaping @Sendable (inout LogoutSubject) -> Void = { _ in }) {
            testDescription = name
            self.holds = holds
            self.change = change
        }
    }

    static let matches = [
        Match("the same", true), Match("no session named", true) { $0.sessionIndexes = [] },
        Match("one of several sessions", true) { $0.sessionIndexes = ["_s0", "_s1"] },
        Match("another session", false) { $0.sessionIndexes = ["_s2"] },
        Match("qualifiers left out", true) { ($0.nameID.nameQualifier, $0.nameID.spNameQualifier) = (nil, nil) },
        Match("another value", false) { $0.nameID.value = "_transient2" },
        Match("another case", false) { $0.nameID.value = "_TRANSIENT" },
        Match("another format", false) { $0.nameID.format = NameIDFormat.persistent },
        Match("another site's name", false) { $0.nameID.spNameQualifier = World.portal.entityID },
        Match("another provider's name", false) { $0.nameID.nameQualifier = "urn:other" },
    ]

    @Test(arguments: matches)
    func `ends the sessions that are meant, and no others`(_ match: Match) throws {
        let message = try writing.request(subject(match.change), to: World.slo, at: World.now)
        let request = try Self.carried(message, by: SAMLBinding.post).request(from: try site)
        #expect(
            request.concerns(Self.name, sessionIndex: "_s1", at: World.ministry.entityID, of: World.provider.entityID)
                == match.holds)
        #expect(
            request.concerns(Self.name, sessionIndex: nil, at: World.ministry.entityID, of: World.provider.entityID)
                == (match.holds && request.sessionIndexes.isEmpty))
    }

    // MARK: What is refused

    private static let moments: [(age: Int, destination: String, fault: LogoutRequest.Fault?)] = [
        (0, World.slo, nil), (-180, World.slo, nil), (-181, World.slo, .fromTheFuture), (479, World.slo, nil),
        (480, World.slo, .expired), (601, World.slo, .stale), (0, World.slo + "/", .wrongDestination),
    ]

    @Test(arguments: moments)
    func `refuses a request that is late, early, or for somebody else`(
        _ age: Int, _ destination: String, _ fault: LogoutRequest.Fault?
    ) throws {
        let message = try writing.request(subject(), to: destination, at: World.now)
        let request = try Self.carried(message, by: SAMLBinding.redirect).request(from: try site)
        let now = World.now.addingTimeInterval(Double(age))
        guard let fault else {
            return try request.check(destinations: [World.slo], binding: SAMLBinding.redirect, at: now)
        }
        #expect(throws: fault) { try request.check(destinations: [World.slo], binding: SAMLBinding.redirect, at: now) }
        #expect(!fault.status.isSuccess)
    }

    @Test(arguments: bindings)
    func `S6 demands a signature of the very site, always`(_ binding: String) throws {
        let forged = try LogoutWriting(entityID: World.ministry.entityID, key: World.stranger).request(
            subject(), to: World.slo, at: World.now)
        #expect(throws: SAMLError.self) { try Self.carried(forged, by: binding).request(from: try site) }
        let other = try LogoutWriting(entityID: World.portal.entityID, key: World.siteKey).request(
            subject(), to: World.slo, at: World.now)
        #expect(throws: SAMLError.wrongIssuer) { try Self.carried(other, by: binding).request(from: try site) }
    }

    @Test func `S6 refuses unsigned messages`() throws {
        let message = try writing.request(subject(), to: World.slo, at: World.now)
        let query = String(try message.redirectURL().split(separator: "?", maxSplits: 1)[1])
        let bare = String(query.prefix(upTo: try #require(query.firstRange(of: "&SigAlg=")).lowerBound))
        #expect(throws: SAMLError.signatureMissing) {
            try ReceivedLogout.redirect(rawQuery: bare).request(from: try site)
        }
        for bytes in [try message.posted(), try message.soapBody()] {
            let text = World.text(bytes).replacing(/<ds:Signature .*?<\/ds:Signature>/, with: "")
            let received =
                text.hasPrefix("<soap:")
                ? try ReceivedLogout.soap(Array(text.utf8))
                : try ReceivedLogout.post(samlRequest: World.base64(text), samlResponse: nil, relayState: nil)
            #expect(throws: SAMLError.signatureMissing) { try received.request(from: try site) }
        }
    }

    @Test(arguments: [
        (
            "two names", "</saml:Issuer>",
            "</saml:Issuer><saml:NameID xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">x</saml:NameID>"
        ),
        ("no name", "saml:NameID", "saml:BaseID"), ("a name of nothing", ">_transient<", "><"),
        ("no ID", " ID=", " Id="),
        ("a local time", "IssueInstant=\"2026-09-21T14:13:20Z\"", "IssueInstant=\"2026-09-21T14:13:20+02:00\""),
        ("an end that is no time", "NotOnOrAfter=\"2026", "NotOnOrAfter=\"in 2026"),
        ("text among elements", "</saml:Issuer>", "</saml:Issuer>text"),
        ("a comment in the name", ">_transient<", ">_tran<!-- -->sient<"),
        ("a session that is no text", ">_s1<", "><samlp:X></samlp:X><"),
    ])
    func `refuses a malformed request`(_ name: String, _ part: String, _ other: String) throws {
        let signed = World.text(try writing.request(subject(), to: World.slo, at: World.now).posted())
        let text = signed.replacing(/<ds:Signature .*?<\/ds:Signature>/, with: "").replacing(part, with: other)
        #expect(!signed.contains(text))
        let query = try RedirectBinding.encode(Array(text.utf8), relayState: nil, signer: World.siteKey)
        #expect(throws: SAMLError.self) { try ReceivedLogout.redirect(rawQuery: query).request(from: try site) }
    }

    @Test func `reads the extension that awaits no answer`() throws {
        let text = World.text(try writing.request(subject(), to: World.slo, at: World.now).posted())
            .replacing(/<ds:Signature .*?<\/ds:Signature>/, with: "").replacing(
                "</saml:Issuer>",
                with:
                    "</saml:Issuer><samlp:Extensions><a:Asynchronous xmlns:a=\"\(SAMLNamespace.asynchronousLogout.uri)\"/></samlp:Extensions>"
            )
        let query = try RedirectBinding.encode(Array(text.utf8), relayState: nil, signer: World.siteKey)
        #expect(try ReceivedLogout.redirect(rawQuery: query).request(from: try site).isAsynchronous)
    }

    @Test(arguments: [
        "", "SAMLRequest=AAAA&SAMLResponse=AAAA", "SAMLRequest=AAAA&SAMLRequest=AAAA", "SAMLrequest=AAAA",
        "RelayState=x",
    ])
    func `S7 refuses a query that is not exactly one message`(_ query: String) {
        #expect(throws: SAMLError.self) { try ReceivedLogout.redirect(rawQuery: query) }
    }

    @Test func `refuses an envelope that holds anything but one message`() throws {
        let body = World.text(try writing.request(subject(), to: World.slo, at: World.now).soapBody())
        for (part, other) in [
            ("<soap:Body>", "<soap:Body><x></x>"), ("<soap:Body>", "<soap:Header></soap:Header><soap:Body>"),
            ("soap:Body", "soap:Other"), ("schemas.xmlsoap.org/soap/envelope", "www.w3.org/2003/05/soap-envelope"),
            ("samlp:LogoutRequest", "samlp:AuthnRequest"),
        ] {
            let changed = body.replacing(part, with: other)
            #expect(changed != body)
            #expect(throws: SAMLError.self) { try ReceivedLogout.soap(Array(changed.utf8)).request(from: try site) }
        }
        #expect(throws: SAMLError.self) {
            try ReceivedLogout.post(samlRequest: nil, samlResponse: nil, relayState: nil)
        }
        #expect(World.text(try SOAPEnvelope.fault(isClients: true, "not understood")).contains("soap:Client"))
        #expect(throws: SAMLError.self) { try SOAPEnvelope.fault(isClients: true, "<x>") }
    }
}
