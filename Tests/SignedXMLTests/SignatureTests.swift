import OpenSSL
import SignedXML
import Testing

@Suite struct SignatureTests {
    @Test(arguments: SignatureAlgorithmURI.allCases)
    func `verifies what it signed, with every algorithm`(_ algorithm: SignatureAlgorithmURI) throws {
        let key = algorithm.rawValue.contains("ecdsa") ? Samples.p384 : Samples.rsa
        let document = try Samples.verify(
            try Samples.signed(by: key, algorithm: algorithm), keys: [Samples.other, key])
        #expect(document.algorithm == algorithm)
        #expect(document.key.subjectPublicKeyInfo == key.publicKey.subjectPublicKeyInfo)
        #expect(document.element.elements.map(\.name.local) == ["Issuer", "Text", "Empty"])
    }

    @Test func `works with P-256 and P-521 by the customary digest`() throws {
        #expect(try Samples.verify(Samples.signed(by: Samples.p256)).algorithm == .ecdsaSHA256)
        #expect(try Samples.verify(Samples.signed(by: Samples.p521), keys: [Samples.p521]).algorithm == .ecdsaSHA512)
    }

    @Test func `refuses a wrong key, no key and a weak key`() throws {
        let text = try Samples.signed()
        #expect(throws: SignedXMLError.signatureMismatch) { try Samples.verify(text, keys: [Samples.other]) }
        #expect(throws: SignedXMLError.noUsableKey) { try Samples.verify(text, keys: []) }
        #expect(throws: SignedXMLError.noUsableKey) { try Samples.verify(text, keys: [Samples.rsa]) }
        #expect(throws: SignedXMLError.noUsableKey) { try DocumentSigner(key: Samples.weak, certificate: nil) }
        #expect(throws: SignedXMLError.noUsableKey) {
            try DocumentSigner(key: Samples.rsa, certificate: nil, algorithm: .ecdsaSHA256)
        }
    }

    /// S6: every way to lower or confuse the algorithms, or to bring one's own key.
    @Test(arguments: [
        ("RSA with SHA-1", "xmldsig-more#ecdsa-sha256", "http://www.w3.org/2000/09/xmldsig#rsa-sha1"),
        ("HMAC", "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", "http://www.w3.org/2000/09/xmldsig#hmac-sha1"),
        ("HMAC 256", "xmldsig-more#ecdsa-sha256", "xmldsig-more#hmac-sha256"),
        ("RSA for EC", "xmldsig-more#ecdsa-sha256", "xmldsig-more#rsa-sha256"),
        ("other digest", "xmldsig-more#ecdsa-sha256", "xmldsig-more#ecdsa-sha512"),
        ("no algorithm", "Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256\"", ""),
        ("SHA-1 digest", "http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2000/09/xmldsig#sha1"),
        ("C14N with comments", "xml-exc-c14n#", "xml-exc-c14n#WithComments"),
        (
            "inclusive C14N", "http://www.w3.org/2001/10/xml-exc-c14n#",
            "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
        ),
        (
            "XSLT", "http://www.w3.org/2000/09/xmldsig#enveloped-signature",
            "http://www.w3.org/TR/1999/REC-xslt-19991116"
        ),
        (
            "XPath", "http://www.w3.org/2000/09/xmldsig#enveloped-signature",
            "http://www.w3.org/TR/1999/REC-xpath-19991116"
        ),
        ("no reference", "URI=\"#_1\"", ""),
        ("other reference", "URI=\"#_1\"", "URI=\"#_2\""),
        ("XPointer", "URI=\"#_1\"", "URI=\"#xpointer(id('_1'))\""),
        ("file", "URI=\"#_1\"", "URI=\"file:///etc/passwd\""),
        ("text", ">good<", ">evil<"),
        ("attribute", "Version=\"2.0\"", "Version=\"2.1\""),
        ("empty value", "<ds:SignatureValue>", "<ds:SignatureValue></ds:SignatureValue><ds:SignatureValue>"),
        ("object", "</ds:SignatureValue>", "</ds:SignatureValue><ds:Object></ds:Object>"),
        ("text in SignedInfo", "<ds:Reference", "x<ds:Reference"),
    ])
    func `refuses a changed signature`(_ name: String, _ part: String, _ other: String) throws {
        let text = try Samples.signed()
        let changed = text.replacing(part, with: other)
        #expect(changed != text)
        #expect(throws: SignedXMLError.self) { try Samples.verify(changed) }
    }

    @Test func `ignores a key that comes with the message`() throws {
        let certificate = try Samples.certificate(Samples.other)
        let signer = try DocumentSigner(key: Samples.other, certificate: certificate)
        let text = String(decoding: try signer.sign(Samples.request(), after: 1).bytes, as: UTF8.self)
        #expect(throws: SignedXMLError.signatureMismatch) { try Samples.verify(text) }
    }

    @Test func `demands a signature, a fitting root and unique IDs`() throws {
        let unsigned = String(decoding: try Samples.request().canonicalBytes(), as: UTF8.self)
        #expect(throws: SignedXMLError.unsigned) { try Samples.verify(unsigned) }
        let bytes = Array(try Samples.signed().utf8)
        #expect(throws: SignedXMLError.unexpectedRoot) {
            try SignedDocument.verify(
                bytes, root: XMLName("urn:x", "Request"), keys: [Samples.p256.publicKey], limits: .request)
        }
        let doubled = try Samples.signed().replacing("<a:Empty ", with: "<a:Empty ID=\"_1\" ")
        #expect(throws: SignedXMLError.duplicateID) { try Samples.verify(doubled) }
    }

    /// The reader and the canonicaliser must agree: what is accepted says what was signed.
    @Test func `accepts a document with one byte changed only if it says the same`() throws {
        let text = try Samples.signed()
        let signed = try Samples.verify(text).element
        let bytes = Array(text.utf8)
        var state: UInt64 = 7
        for _ in 0..<3_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            var mutated = bytes
            mutated[Int(state >> 33) % bytes.count] = UInt8(truncatingIfNeeded: state >> 25)
            if let document = try? SignedDocument.verify(
                mutated, root: Samples.root, keys: [Samples.p256.publicKey], limits: .request)
            {
                #expect(document.element == signed)
            }
        }
    }

    @Test func `signs only what has an ID it can refer to`() throws {
        let signer = try DocumentSigner(key: Samples.p256, certificate: nil)
        #expect(throws: SignedXMLError.self) { try signer.sign(Samples.request(id: "a\"b"), after: 1) }
        #expect(throws: SignedXMLError.self) { try signer.sign(CanonicalElement("A", in: Samples.app), after: 0) }
        #expect(throws: SignedXMLError.self) { try signer.sign(Samples.request(), after: 9) }
    }
}
