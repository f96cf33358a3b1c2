import OpenSSL
import SAML
import Testing

@Suite struct RedirectBindingTests {
    private func query(relayState: String? = "where & what", signed: Bool = true) throws -> String {
        let made = try World.portal.request(to: World.sso, at: World.now)
        return try RedirectBinding.encode(made.bytes, relayState: relayState, signer: signed ? World.siteKey : nil)
    }

    private func opened(_ query: String) throws -> AuthnRequest {
        try ReceivedRequest.redirect(rawQuery: query).opened(by: try World.registered(World.portal))
    }

    @Test func `opens what a site has signed`() throws {
        let received = try ReceivedRequest.redirect(rawQuery: try query())
        #expect(received.claimedIssuer == World.portal.entityID)
        #expect(received.relayState == "where & what")
        #expect(try received.opened(by: try World.registered(World.portal)).isSigned)
    }

    @Test func `verifies the raw bytes of the query, whatever the order and the case of its escapes`() throws {
        let parts = try query().split(separator: "&")
        _ = try opened("x=1&" + parts.reversed().joined(separator: "&") + "&lang=sq")
        #expect(throws: SAMLError.self) {
            try opened(
                try query().replacing("%2B", with: "%2b").replacing("%3D", with: "%3d").replacing("%2F", with: "%2f")
                    .replacing("%3A", with: "%3a"))
        }
    }

    private struct Tampering: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let change: @Sendable (String) -> String

        init(_ name: String, _ change: @escaping @Sendable (String) -> String) {
            testDescription = name
            self.change = change
        }
    }

    private static let tamperings = [
        Tampering("message twice") { $0 + "&SAMLRequest=AAAA" },
        Tampering("message first twice") { "SAMLRequest=AAAA&" + $0 },
        Tampering("relay state twice") { $0 + "&RelayState=x" },
        Tampering("signature twice") { $0 + "&Signature=AAAA" },
        Tampering("algorithm twice") { $0 + "&SigAlg=x" },
        Tampering("message in disguise") { $0 + "&%53AMLRequest=AAAA" },
        Tampering("message without a value") { $0 + "&SAMLRequest" },
        Tampering("other relay state") { $0.replacing("RelayState=where", with: "RelayState=there") },
        Tampering("no relay state") { $0.replacing("&RelayState=where%20%26%20what", with: "") },
        Tampering("plus for a space") { $0.replacing("%20", with: "+") },
        Tampering("no signature") { String($0.prefix(upTo: $0.firstRange(of: "&Signature=")!.lowerBound)) },
        Tampering("no algorithm") { $0.replacing(/&SigAlg=[^&]*/, with: "") },
        Tampering("neither") { String($0.prefix(upTo: $0.firstRange(of: "&SigAlg=")!.lowerBound)) },
        Tampering("SHA-1") {
            $0.replacing(/SigAlg=[^&]*/, with: "SigAlg=http%3A%2F%2Fwww.w3.org%2F2000%2F09%2Fxmldsig%23rsa-sha1")
        },
        Tampering("HMAC") { $0.replacing("ecdsa-sha256", with: "hmac-sha256") },
        Tampering("RSA") { $0.replacing("ecdsa-sha256", with: "rsa-sha256") },
        Tampering("empty signature") { $0.replacing(/Signature=[^&]*/, with: "Signature=") },
        Tampering("other encoding") { $0 + "&SAMLEncoding=urn:none" },
        Tampering("bad escape") { $0 + "%2" },
        Tampering("no message") { $0.replacing("SAMLRequest=", with: "samlrequest=") },
        Tampering("response") { $0.replacing("SAMLRequest=", with: "SAMLResponse=") },
    ]

    /// S7: a parameter twice, in disguise, without its partner; a signature over something else.
    @Test(arguments: tamperings)
    private func `refuses a query that was tampered with`(_ tampering: Tampering) throws {
        let query = try query()
        let changed = tampering.change(query)
        #expect(changed != query)
        #expect(throws: SAMLError.self) { try opened(changed) }
    }

    @Test func `refuses the key of another site`() throws {
        let made = try World.portal.request(to: World.sso, at: World.now)
        let query = try RedirectBinding.encode(made.bytes, relayState: nil, signer: World.stranger)
        #expect(throws: SAMLError.self) { try opened(query) }
    }

    @Test func `fails on a bad signature even where none is needed`() throws {
        let shop = try World.registered(World.shop)
        let made = try World.shop.request(to: World.sso, at: World.now)
        let plain = try RedirectBinding.encode(made.bytes, relayState: nil, signer: nil)
        #expect(try !ReceivedRequest.redirect(rawQuery: plain).opened(by: shop).isSigned)
        let query = try RedirectBinding.encode(made.bytes, relayState: nil, signer: World.stranger)
        #expect(throws: SAMLError.self) { try ReceivedRequest.redirect(rawQuery: query).opened(by: shop) }
        #expect(throws: SAMLError.signatureMissing) {
            try ReceivedRequest.redirect(rawQuery: plain).opened(by: shop, requiringSignature: true)
        }
    }

    @Test func `does not open a request for another site`() throws {
        let received = try ReceivedRequest.redirect(rawQuery: try query())
        #expect(throws: SAMLError.wrongIssuer) { try received.opened(by: try World.registered(World.shop)) }
    }

    /// S8: 64 MB of spaces deflate to 64 KB.
    @Test func `stops a deflate bomb at the limit`() throws {
        let bomb = try RedirectBinding.encode(
            [UInt8](repeating: 0x20, count: 40_000_000), relayState: nil, signer: nil)
        #expect(bomb.utf8.count < 131_072)
        let time = ContinuousClock().measure {
            #expect(throws: SAMLError.tooLarge(limit: 65_536)) { try RedirectBinding.decode(rawQuery: bomb) }
        }
        #expect(time < .milliseconds(250))
        #expect(throws: SAMLError.self) {
            try RedirectBinding.decode(rawQuery: "SAMLRequest=" + String(repeating: "A", count: 200_000))
        }
    }

    @Test(arguments: ["AAAA", "A", "%00", "SAML", "7b0HYBxJliUmL23Ke39K9UrX4HShCIBgEyTYkEAQ7MGIzeaS7B1pRyMp"])
    func `refuses what is no DEFLATE stream`(_ value: String) {
        #expect(throws: SAMLError.self) { try RedirectBinding.decode(rawQuery: "SAMLRequest=" + value) }
    }

    @Test func `takes relay states up to 1,024 bytes without control characters`() throws {
        _ = try opened(try query(relayState: String(repeating: "x", count: 1_024)))
        _ = try opened(try query(relayState: ""))
        _ = try opened(try query(relayState: "ë \"<script>"))
        #expect(throws: SAMLError.self) { try opened(try query(relayState: String(repeating: "x", count: 1_025))) }
        #expect(throws: SAMLError.self) { try opened(try query(relayState: "a\nb")) }
        #expect(throws: SAMLError.self) { try RedirectBinding.decode(rawQuery: try query(signed: false) + "%ff") }
    }
}
