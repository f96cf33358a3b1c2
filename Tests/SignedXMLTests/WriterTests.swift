import OpenSSL
import SignedXML
import Testing

@Suite struct WriterTests {
    static let names = [
        "Arben Hoxha", "Ermonela Çelë", "</saml:NameID>", "]]>", "<![CDATA[x]]>", "&amp;", "a\"b'c",
        "tab\tline\nreturn\r",
        "  spaces  ", "\u{1F600}", "\u{85}\u{2028}", "\u{FFFD}", "",
    ]

    @Test(arguments: names)
    func `writes any text so that it is read back unchanged`(_ name: String) throws {
        let bytes = try Samples.request(text: name).canonicalBytes()
        let text = try UnverifiedDocument(bytes, limits: .request).claims.elements[1].text
        #expect(text.map { sameBytes($0, name) } == true)
    }

    @Test(arguments: names)
    func `writes the canonical form itself`(_ name: String) throws {
        let element = CanonicalElement(
            "Request", in: Samples.app,
            [
                CanonicalAttribute("z", name), CanonicalAttribute("lang", "sq", in: .xml),
                CanonicalAttribute("ID", "_1"),
            ],
            [.element(Samples.request(id: "_2", text: name)), .text(name)])
        let bytes = try element.canonicalBytes()
        let outcome = try Tool.run(["xmllint", "--exc-c14n", "in.xml"], files: ["in.xml": bytes])
        #expect(outcome.output == bytes)
    }

    @Test(arguments: ["\u{0}", "\u{1}", "\u{B}", "\u{1F}", "\u{FFFE}", "a\u{FFFF}b"])
    func `refuses characters that XML does not know`(_ text: String) {
        #expect(throws: SignedXMLError.self) { try Samples.request(text: text).canonicalBytes() }
        #expect(throws: SignedXMLError.self) {
            try CanonicalElement("A", in: Samples.app, [CanonicalAttribute("b", text)]).canonicalBytes()
        }
    }

    @Test func `writes signed documents in canonical form, one within another too`() throws {
        let signer = try DocumentSigner(key: Samples.rsa, certificate: [0x30, 0x00])
        let inner = try signer.sign(Samples.request(id: "_inner"), after: 1)
        let outer = CanonicalElement(
            "Outer", in: XMLNamespace("o", "urn:example:outer"), [CanonicalAttribute("ID", "_outer")], [.signed(inner)])
        for bytes in [inner.bytes, try signer.sign(outer, after: 0).bytes] {
            let outcome = try Tool.run(["xmllint", "--exc-c14n", "in.xml"], files: ["in.xml": bytes])
            #expect(outcome.output == bytes)
        }
    }

    @Test func `does not put a signed element where its bytes would not be canonical`() throws {
        let signer = try DocumentSigner(key: Samples.p256, certificate: nil)
        let inner = try signer.sign(Samples.request(id: "_inner"), after: 1)
        let outer = CanonicalElement("Outer", in: Samples.app, [], [.signed(inner)])
        #expect(throws: SignedXMLError.self) { try outer.canonicalBytes() }
    }

    @Test func `refuses an attribute written twice and a prefix with two meanings`() {
        let doubled = CanonicalElement(
            "A", in: Samples.app, [CanonicalAttribute("b", "1"), CanonicalAttribute("b", "2")])
        #expect(throws: SignedXMLError.self) { try doubled.canonicalBytes() }
        let child = CanonicalElement("B", in: XMLNamespace("app", "urn:example:else"))
        #expect(throws: SignedXMLError.self) {
            try CanonicalElement("A", in: Samples.app, [], [.element(child)]).canonicalBytes()
        }
    }

    /// exc-c14n §2.1: a prefix in a value is invisible to canonicalisation unless the signature names it.
    @Test(arguments: [Samples.p256, Samples.rsa])
    func `signs a prefix that stands in a value, and xmlsec1 agrees`(_ key: PrivateKey) throws {
        let schema = XMLNamespace("xs", "http://www.w3.org/2001/XMLSchema")
        let instance = XMLNamespace("xsi", "http://www.w3.org/2001/XMLSchema-instance")
        let value = { (text: String) in
            CanonicalElement(
                "Value", in: Samples.app, [CanonicalAttribute("type", "xs:string", in: instance)], [.text(text)],
                declaring: [schema])
        }
        let element = CanonicalElement(
            "Request", in: Samples.app, [CanonicalAttribute("ID", "_1")],
            [.element(value("one")), .element(value("two"))])
        let signer = try DocumentSigner(key: key, certificate: nil)
        let bytes = try signer.sign(element, after: 0).bytes
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.ranges(of: "xmlns:xs=").count == 2 && text.contains("PrefixList=\"xs\""))
        let outcome = try Tool.run(
            [
                "xmlsec1", "--verify", "--id-attr:ID", "urn:example:app:Request", "--pubkey-cert-pem", "cert.pem",
                "in.xml",
            ],
            files: [
                "in.xml": bytes,
                "cert.pem": Array(PEM.encode(try Samples.certificate(key), label: "CERTIFICATE").utf8),
            ])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try Samples.verify(text, keys: [key]).element.elements.map(\.text) == ["one", "two"])
        #expect(throws: SignedXMLError.digestMismatch) {
            try Samples.verify(text.replacing("2001/XMLSchema\"", with: "2001/Other\""), keys: [key])
        }
    }

    @Test func `verifies an element at the end of a chain of only children, and nowhere else`() throws {
        let inner = try Samples.signed()
        let (body, envelope) = (XMLName("urn:e", "Body"), XMLName("urn:e", "Envelope"))
        func read(_ text: String) throws -> SignedDocument {
            try UnverifiedDocument(Array(text.utf8), limits: .request).verified(
                along: [envelope, body, Samples.root], keys: [Samples.p256.publicKey])
        }
        let wrap = { (inside: String) in "<e:Envelope xmlns:e=\"urn:e\"><e:Body>\(inside)</e:Body></e:Envelope>" }
        #expect(try read(wrap(inner)).element.elements.count == 3)
        for text in [
            wrap(inner + inner), wrap("x" + inner), wrap("<e:Other/>" + inner), wrap(""),
            wrap("<e:Body>\(inner)</e:Body>"), inner,
            wrap(inner.replacing(">good<", with: ">evil<")),
        ] {
            #expect(throws: SignedXMLError.self) { try read(text) }
        }
    }
}
