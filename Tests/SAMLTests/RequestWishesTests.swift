import SAML
import SignedXML
import Testing

/// What a request may ask beside a login: names, attributes, persons, other providers. Each is granted, or refused with
/// a status of its own (S10).
@Suite struct RequestWishesTests {
    private static let saml = "xmlns:saml=\"\(SAMLNamespace.assertion.uri)\""

    private func accepted(
        _ part: String = "", attributes: String = "", site: RequestingSite = World.ministry,
        _ change: (inout RequestRules) -> Void = { _ in }
    ) throws -> AcceptedRequest {
        let text = World.text(try site.request(to: World.sso, at: World.now).bytes)
            .replacing("</saml:Issuer>", with: "</saml:Issuer>" + part).replacing(" ID=", with: attributes + " ID=")
        let query = try RedirectBinding.encode(Array(text.utf8), relayState: nil, signer: World.siteKey)
        var rules = World.rules
        change(&rules)
        let registered = try World.registered(site)
        return try ReceivedRequest.redirect(rawQuery: query).opened(by: registered).accepted(
            from: registered, under: rules, at: World.now)
    }

    private func cause(_ body: () throws -> AcceptedRequest) -> AuthnRequestRefusal.Cause? {
        do { _ = try body() } catch { return (error as? AuthnRequestRefusal)?.cause }
        return nil
    }

    @Test func `names the attributes of the set that was asked for`() throws {
        let names = ["given-name", "family-name", "birth-date"].compactMap { AttributeSet.standard[$0]?.name }
        #expect(try accepted().attributes?.attributes.map(\.name) == names)
        let asked = try accepted(attributes: " AttributeConsumingServiceIndex=\"0\"")
        #expect(asked.attributes?.index == 0)
        #expect(asked.attributes?.names.first?.text == "The ministry")
        #expect(
            AttributeSet.standard.items(of: asked.attributes?.attributes ?? [])
                == ["birth-date", "family-name", "given-name"])
        #expect(cause { try accepted(attributes: " AttributeConsumingServiceIndex=\"7\"") } == .unknownAttributeService)
    }

    @Test func `gives a name of another name space only where the site may use it`() throws {
        let policy = "<samlp:NameIDPolicy Format=\"\(NameIDFormat.persistent)\" SPNameQualifier=\"urn:group\"/>"
        #expect(cause { try accepted(policy) } == .nameIDNotAllowed)
        #expect(try accepted(policy) { $0.nameQualifiers = ["urn:group"] }.nameQualifier == "urn:group")
        let own = "<samlp:NameIDPolicy SPNameQualifier=\"\(World.ministry.entityID)\"/>"
        #expect(try accepted(own).nameQualifier == nil)
    }

    @Test func `gives a national identifier as a name only where the operator named its format`() throws {
        let policy = "<samlp:NameIDPolicy Format=\"urn:al:nid\"/>"
        #expect(cause { try accepted(policy) } == .nameIDNotAllowed)
        #expect(try accepted(policy) { $0.nameIDFormats.append("urn:al:nid") }.nameIDFormat == "urn:al:nid")
    }

    @Test(arguments: [
        ("", false), (" AllowCreate=\"true\"", true), (" AllowCreate=\"1\"", true), (" AllowCreate=\"0\"", false),
    ])
    func `carries whether a name may be made`(_ attribute: String, _ may: Bool) throws {
        let policy = "<samlp:NameIDPolicy Format=\"\(NameIDFormat.persistent)\"\(attribute)/>"
        #expect(try accepted(policy).mayCreateName == may)
        #expect(try accepted().mayCreateName)
    }

    @Test func `refuses a subject that nobody compares, and hands over one that somebody does`() throws {
        let subject =
            "<saml:Subject \(Self.saml)><saml:NameID Format=\"\(NameIDFormat.persistent)\">abc</saml:NameID></saml:Subject>"
        #expect(cause { try accepted(subject) } == .notSupported("Subject"))
        let expected = try accepted(subject) { $0.subjectsAreCompared = true }.expectedSubject
        #expect(expected == NameID(value: "abc", format: NameIDFormat.persistent))
        #expect(try accepted { $0.subjectsAreCompared = true }.expectedSubject == nil)
        let foreign = subject.replacing("<saml:NameID ", with: "<saml:NameID SPNameQualifier=\"urn:other\" ")
        #expect(cause { try accepted(foreign) { $0.subjectsAreCompared = true } } == .otherSubject)
        let stranger = subject.replacing("<saml:NameID ", with: "<saml:NameID NameQualifier=\"urn:other\" ")
        #expect(cause { try accepted(stranger) { $0.subjectsAreCompared = true } } == .otherSubject)
        let mail = subject.replacing(NameIDFormat.persistent, with: NameIDFormat.emailAddress)
        #expect(cause { try accepted(mail) { $0.subjectsAreCompared = true } } == .nameIDNotAllowed)
        let confirmed = subject.replacing(
            "</saml:Subject>", with: "<saml:SubjectConfirmation Method=\"urn:x\"/></saml:Subject>")
        #expect(cause { try accepted(confirmed) { $0.subjectsAreCompared = true } } == .notSupported("Subject"))
        let hidden = "<saml:Subject \(Self.saml)><saml:EncryptedID/></saml:Subject>"
        #expect(cause { try accepted(hidden) { $0.subjectsAreCompared = true } } == .notSupported("Subject"))
    }

    @Test func `reads for whom a portal asks, and lets any number of providers stand between`() throws {
        let scoping = """
            <samlp:Scoping ProxyCount="0"><samlp:IDPList><samlp:IDPEntry ProviderID="urn:x"/>\
            <samlp:IDPEntry ProviderID="\(World.provider.entityID)"/></samlp:IDPList>\
            <samlp:RequesterID>https://tax.example.al</samlp:RequesterID><samlp:RequesterID>urn:b</samlp:RequesterID></samlp:Scoping>
            """
        let portal = try accepted(scoping)
        #expect(portal.requesters == ["https://tax.example.al", "urn:b"])
        #expect(portal.request.scoping?.proxyCount == 0)
        let elsewhere = scoping.replacing(World.provider.entityID, with: "urn:y")
        #expect(cause { try accepted(elsewhere) } == .noSupportedProvider)
    }

    @Test(arguments: [
        "<samlp:Scoping ProxyCount=\"-1\"/>", "<samlp:Scoping ProxyCount=\"many\"/>",
        "<samlp:Scoping><samlp:IDPList/></samlp:Scoping>",
        "<samlp:Scoping><samlp:IDPList><samlp:IDPEntry/></samlp:IDPList></samlp:Scoping>",
        "<samlp:Scoping><samlp:RequesterID/></samlp:Scoping>", "<samlp:Scoping><samlp:Other/></samlp:Scoping>",
        "<samlp:Scoping>\(String(repeating: "<samlp:RequesterID>urn:a</samlp:RequesterID>", count: 17))</samlp:Scoping>",
        "<samlp:Scoping><samlp:RequesterID>\(String(repeating: "x", count: 1_025))</samlp:RequesterID></samlp:Scoping>",
        "<samlp:RequestedAuthnContext><saml:AuthnContextClassRef \(saml)>urn:a</saml:AuthnContextClassRef>"
            + "<saml:AuthnContextDeclRef \(saml)>urn:b</saml:AuthnContextDeclRef></samlp:RequestedAuthnContext>",
        "<samlp:RequestedAuthnContext><saml:AuthnContextClassRef \(saml)/></samlp:RequestedAuthnContext>",
        "<saml:Subject \(saml)><saml:NameID>\(String(repeating: "x", count: 1_025))</saml:NameID></saml:Subject>",
    ])
    func `refuses a part that is not what the schema says, or without bound`(_ part: String) {
        #expect(throws: SAMLError.self) { try accepted(part) }
    }

    private static let versions: [(String, AuthnRequestRefusal.Cause)] = [
        ("1.1", .versionTooLow), ("2.1", .versionTooHigh), ("3.0", .versionTooHigh), ("two", .wrongVersion),
        ("2", .wrongVersion),
    ]

    @Test(arguments: versions)
    func `says which way a version is off`(_ version: String, _ expected: AuthnRequestRefusal.Cause) throws {
        let text = World.text(try World.shop.request(to: World.sso, at: World.now).bytes)
            .replacing("Version=\"2.0\"", with: "Version=\"\(version)\"")
        let site = try World.registered(World.shop)
        let request = try ReceivedRequest.post(samlRequest: World.base64(text), relayState: nil).opened(by: site)
        #expect(cause { try request.accepted(from: site, under: World.rules, at: World.now) } == expected)
    }

    @Test func `tries a passive login only where there are sessions and no fresh card is demanded`() throws {
        #expect(cause { try accepted(attributes: " IsPassive=\"1\"") } == .passiveImpossible)
        let tried = try accepted(attributes: " IsPassive=\"1\"") { $0.passiveIsPossible = true }
        #expect(tried.isPassive && !tried.forceAuthn)
        let both = " IsPassive=\"1\" ForceAuthn=\"1\""
        #expect(cause { try accepted(attributes: both) { $0.passiveIsPossible = true } } == .passiveImpossible)
    }

    @Test func `ignores extensions that nobody knows, and keeps them`() throws {
        let accepted = try accepted("<samlp:Extensions><x:Y xmlns:x=\"urn:x\">z</x:Y></samlp:Extensions>")
        #expect(accepted.request.extensions.map(\.name.local) == ["Y"])
    }
}
