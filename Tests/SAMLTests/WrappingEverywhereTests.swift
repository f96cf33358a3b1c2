import OpenSSL
import SAML
import SignedXML
import Testing

/// S5, R30: every document whose signature is believed, in all eight shapes.
@Suite struct WrappingEverywhereTests {
    private func message(_ text: String, _ forge: (String) -> String) throws -> Wrapping {
        try Wrapping(
            text, door: "</saml:Issuer>", extensions: { "<samlp:Extensions>\($0)</samlp:Extensions>" }, forge: forge)
    }

    @Test(arguments: Wrapping.shapes)
    func `S5 refuses a wrapped AuthnRequest`(_ number: Int) throws {
        let text = World.text(try World.portal.signedRequest(to: World.sso, at: World.now).bytes)
        let wrapping = try message(text) { $0.replacing(" ID=", with: " ForceAuthn=\"true\" ID=") }
        #expect(throws: SAMLError.self) {
            try ReceivedRequest.post(samlRequest: World.base64(wrapping.shape(number)), relayState: nil).opened(
                by: try World.registered(World.portal))
        }
    }

    private static let subject = LogoutSubject(nameID: NameID(value: "victim", format: NameIDFormat.transient))

    @Test(arguments: Wrapping.shapes, [false, true])
    func `S5 refuses a wrapped LogoutRequest, in an envelope too`(_ number: Int, _ soap: Bool) throws {
        let writing = try #require(World.ministry.logout)
        let made = try writing.request(Self.subject, to: World.slo, at: World.now)
        let site = try World.registered(World.ministry)
        let wrapped = try message(World.text(try made.posted())) { $0.replacing("victim", with: "evil") }.shape(number)
        #expect(throws: SAMLError.self) {
            guard soap else {
                return try ReceivedLogout.post(
                    samlRequest: World.base64(wrapped), samlResponse: nil, relayState: nil
                ).request(from: site)
            }
            let envelope =
                "<soap:Envelope xmlns:soap=\"\(SAMLNamespace.soap.uri)\"><soap:Body>\(wrapped)</soap:Body></soap:Envelope>"
            return try ReceivedLogout.soap(Array(envelope.utf8)).request(from: site)
        }
    }

    @Test(arguments: Wrapping.shapes)
    func `S5 refuses a wrapped LogoutResponse`(_ number: Int) throws {
        let made = try #require(World.ministry.logout).response(
            LogoutOutcome.partial.status, to: World.slo, inResponseTo: "_r", at: World.now)
        let wrapping = try message(World.text(try made.posted())) {
            $0.replacing("PartialLogout", with: "Success")
        }
        #expect(throws: SAMLError.self) {
            try ReceivedLogout.post(
                samlRequest: nil, samlResponse: World.base64(wrapping.shape(number)), relayState: nil
            ).response(from: try World.registered(World.ministry))
        }
    }

    private func metadata(_ text: String) throws -> Wrapping {
        let end = try #require(text.firstRange(of: "><ds:Signature ")).lowerBound
        // The root's start tag as the forged one has it ends in the same attribute.
        let door = String(text[text.index(end, offsetBy: -12)...end])
        return try Wrapping(
            text, door: door, extensions: { "<md:Extensions>\($0)</md:Extensions>" },
            forge: { $0.replacing("https://ministry.example.al/saml/acs", with: "https://evil.example/acs") })
    }

    private func check(_ text: String) -> MetadataReport {
        MetadataCheck(remote: true, signedBy: [World.metadataKey.publicKey], at: World.now).run(Array(text.utf8))
    }

    @Test func `S11 reads the metadata and the aggregate that these shapes are made of`() throws {
        for text in [try Federation.signedEntity(), try Federation.signed([try Federation.entity(0)])] {
            #expect(check(text).reason == "ok")
            #expect(check(text).usableSites.count == 1)
        }
    }

    @Test(arguments: Wrapping.shapes)
    func `S11 refuses wrapped metadata of one site`(_ number: Int) throws {
        let report = check(try metadata(try Federation.signedEntity()).shape(number))
        #expect(!report.valid && report.usableSites.isEmpty && report.sites.isEmpty)
    }

    @Test(arguments: Wrapping.shapes)
    func `S11 refuses a wrapped aggregate`(_ number: Int) throws {
        let report = check(try metadata(try Federation.signed([try Federation.entity(0)])).shape(number))
        #expect(!report.valid && report.usableSites.isEmpty && report.sites.isEmpty)
    }

    @Test(arguments: Wrapping.shapes)
    func `S11 refuses wrapped metadata of an identity provider`(_ number: Int) throws {
        let text = World.text(try World.grand.metadata(validUntil: World.later))
        let wrapping = try Wrapping(
            text, door: "22T14:13:20Z\">", extensions: { "<md:Extensions>\($0)</md:Extensions>" },
            forge: { $0.replacing(World.sso, with: "https://evil.example/sso") })
        #expect(throws: SAMLError.self) {
            try KnownIdentityProvider(
                metadata: Array(wrapping.shape(number).utf8), signedBy: [World.metadataKey.publicKey], at: World.now)
        }
    }

    /// S4: what a comment, a CDATA section, a character reference or another prefix does to a signed identifier.
    @Test(arguments: [
        ("comment", ">victim<", ">vic<!-- -->tim<"), ("comment at the end", ">victim<", ">victim<!-- -->.evil<"),
        ("CDATA", ">victim<", "><![CDATA[evil]]><"), ("instruction", ">victim<", ">vic<?x?>tim<"),
        ("entity", ">victim<", ">vic&tim;<"),
        ("document type", "<samlp:LogoutRequest", "<!DOCTYPE x><samlp:LogoutRequest"),
        ("other namespace", "saml:NameID", "samlp:NameID"),
        ("default namespace", "<saml:NameID ", "<saml:NameID xmlns=\"urn:x\" "),
        ("redeclared prefix", "<saml:NameID ", "<saml:NameID xmlns:saml=\"urn:x\" "),
    ])
    func `S4 refuses a signed name that was tampered with`(_ name: String, _ part: String, _ other: String) throws {
        let made = try #require(World.ministry.logout).request(Self.subject, to: World.slo, at: World.now)
        let text = World.text(try made.posted())
        let changed = text.replacing(part, with: other)
        #expect(changed != text)
        let site = try World.registered(World.ministry)
        let read = try? ReceivedLogout.post(
            samlRequest: World.base64(changed), samlResponse: nil, relayState: nil
        ).request(from: site)
        // A default namespace that nobody uses is no part of what was signed, and changes nothing.
        #expect(read == nil || (name == "default namespace" && read?.nameID.value == "victim"))
    }
}
