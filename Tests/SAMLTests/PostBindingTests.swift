import SAML
import SignedXML
import Testing

@Suite struct PostBindingTests {
    private func opened(_ text: String, by site: RequestingSite = World.portal) throws -> AuthnRequest {
        try ReceivedRequest.post(samlRequest: World.base64(text), relayState: nil).opened(
            by: try World.registered(site))
    }

    private func request(_ site: RequestingSite = World.portal) throws -> String {
        World.text(try site.signedRequest(to: World.sso, at: World.now).bytes)
    }

    @Test func `opens what a site has signed, and unsigned where its metadata lets it`() throws {
        #expect(try opened(try request()).isSigned)
        #expect(try !opened(try request(World.shop), by: World.shop).isSigned)
    }

    @Test func `demands the signature that the metadata promises`() throws {
        let unsigned = World.text(try World.portal.request(to: World.sso, at: World.now).bytes)
        #expect(throws: SAMLError.signatureMissing) { try opened(unsigned) }
    }

    @Test func `fails on a bad signature even where none is needed`() throws {
        let unsigned = World.text(try World.shop.request(to: World.sso, at: World.now).bytes)
        let text = try request()
        let start = try #require(text.firstRange(of: "<ds:Signature ")).lowerBound
        let end = try #require(text.firstRange(of: "</ds:Signature>")).upperBound
        let grafted = unsigned.replacing("</saml:Issuer>", with: "</saml:Issuer>" + text[start..<end])
        #expect(throws: SAMLError.self) { try opened(grafted, by: World.shop) }
    }

    /// S5 on requests: what the reader sees is what was signed, or nothing.
    @Test(arguments: 0..<8)
    func `refuses a wrapped request`(_ shape: Int) throws {
        let whole = try request()
        let start = try #require(whole.firstRange(of: "<ds:Signature ")).lowerBound
        let end = try #require(whole.firstRange(of: "</ds:Signature>")).upperBound
        let signature = String(whole[start..<end])
        let original = whole.replacing(signature, with: "")
        let evil = original.replacing(" ID=\"_", with: " AssertionConsumerServiceURL=\"https://evil.example\" ID=\"_e")
        let object = { (inner: String) in
            signature.replacing("</ds:Signature>", with: "<ds:Object>\(inner)</ds:Object></ds:Signature>")
        }
        let extended = { (text: String, inner: String) in
            text.replacing("</saml:Issuer>", with: "</saml:Issuer><samlp:Extensions>\(inner)</samlp:Extensions>")
        }
        let holding = { (text: String, inner: String) in
            text.replacing("</saml:Issuer>", with: "</saml:Issuer>" + inner)
        }
        let wrapped = [
            holding(evil, object(original)), extended(holding(evil, signature), original), extended(evil, whole),
            holding(evil, signature), extended(holding(whole, ""), evil), holding(whole, object(evil)),
            holding(evil.replacing("ID=\"_e", with: "ID=\"_"), object(original)),
            extended(holding(original, object(evil)), whole),
        ][shape]
        #expect(throws: SAMLError.self) { try opened(wrapped) }
    }

    @Test func `takes base64 with line ends, and refuses what is none or too much`() throws {
        let encoded = World.base64(try request())
        let broken = stride(from: 0, to: encoded.utf8.count, by: 76).map {
            encoded.dropFirst($0).prefix(76)
        }.joined(separator: "\r\n")
        _ = try ReceivedRequest.post(samlRequest: broken, relayState: "x")
        #expect(throws: SAMLError.self) { try ReceivedRequest.post(samlRequest: "%%%%", relayState: nil) }
        #expect(throws: SAMLError.self) { try ReceivedRequest.post(samlRequest: "", relayState: nil) }
        #expect(throws: SAMLError.tooLarge(limit: 65_536)) {
            try ReceivedRequest.post(samlRequest: String(repeating: "A", count: 100_000), relayState: nil)
        }
    }

    @Test(arguments: [
        "<samlp:AuthnRequest", "", "<a/>", "<!DOCTYPE a><samlp:AuthnRequest/>",
        #"<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"/>"#,
    ])
    func `refuses what is no request`(_ text: String) {
        #expect(throws: SAMLError.self) { try opened(text) }
    }

    @Test(arguments: [
        ("a comment in the issuer", "saml</saml:Issuer>", "sa<!-- -->ml</saml:Issuer>"),
        (
            "two issuers", "</saml:Issuer>",
            "</saml:Issuer><saml:Issuer xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">x</saml:Issuer>"
        ),
        ("an unknown element", "</saml:Issuer>", "</saml:Issuer><samlp:Other></samlp:Other>"),
        ("an element twice", "</saml:Issuer>", "</saml:Issuer><samlp:NameIDPolicy/><samlp:NameIDPolicy/>"),
        ("text among elements", "</saml:Issuer>", "</saml:Issuer>text"),
        ("no ID", " ID=", " Id="),
        ("an ID that is no name", " ID=\"_", " ID=\"1"),
        ("no version", " Version=\"2.0\"", ""),
        ("no time", " IssueInstant=", " Instant="),
        ("a local time", "Z\" Version", "+02:00\" Version"),
        ("an unclear flag", " ID=", " ForceAuthn=\"perhaps\" ID="),
        ("an index that is no number", " ID=", " AssertionConsumerServiceIndex=\"-1\" ID="),
        ("an empty level", "</saml:Issuer>", "</saml:Issuer><samlp:RequestedAuthnContext/>"),
        ("an unknown comparison", "</saml:Issuer>", "</saml:Issuer><samlp:RequestedAuthnContext Comparison=\"any\"/>"),
    ])
    func `refuses a malformed request`(_ name: String, _ part: String, _ other: String) throws {
        let text = World.text(try World.shop.request(to: World.sso, at: World.now).bytes)
        let changed = text.replacing(part, with: other)
        #expect(changed != text)
        #expect(throws: SAMLError.self) { try opened(changed, by: World.shop) }
    }
}
