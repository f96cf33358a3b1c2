import OpenSSL
import SignedXML
import Testing

@Suite struct FormTests {
    private static let app = XMLNamespace("app", "urn:example:app")

    /// The same element, with values or with blanks for them.
    private static func element(_ values: [String]?) -> CanonicalElement {
        let attribute = { (name: StaticString, number: Int) in
            values.map { CanonicalAttribute(name, $0[number]) } ?? CanonicalAttribute(name, blank: number)
        }
        let text = { (number: Int) in values.map { CanonicalNode.text($0[number]) } ?? .blank(number) }
        return CanonicalElement(
            "Note", in: app, [attribute("ID", 0), CanonicalAttribute("Version", "2.0"), attribute("When", 1)],
            [
                .element(CanonicalElement("From", in: app, text: "A & B")),
                .element(CanonicalElement("Text", in: app, [], [text(2)])),
                .element(CanonicalElement("Text", in: app, [attribute("Lang", 1)], [text(3), text(2)])),
            ])
    }

    private static let values = [
        ["_1", "now", "one", "two"], ["_2", "", "", ""],
        ["_3", "\"&<>\t\n\r", "</app:Text><app:Evil>]]>&amp;", "Ç 🂡 \u{0} ".filter { $0 != "\u{0}" }],
    ]

    @Test(arguments: values) func `O1: filled in, it is byte for byte the element written whole`(_ values: [String])
        throws
    {
        let form = try CanonicalForm(Self.element(nil))
        #expect(try form.filled(values) == Self.element(values).canonicalBytes())
    }

    @Test(arguments: values) func `signed, it is the element signed whole`(_ values: [String]) throws {
        // RSA PKCS #1 signs the same bytes to the same value.
        let signer = try DocumentSigner(key: Samples.rsa, certificate: nil)
        for position in 0...3 {
            let form = try CanonicalForm(Self.element(nil), signedAfter: position)
            #expect(try signer.sign(form, values) == signer.sign(Self.element(values), after: position).bytes)
        }
    }

    @Test(arguments: ["\u{0}", "\u{8}", "\u{FFFE}", "a\u{FFFF}"])
    func `O1: what XML cannot say is refused, in texts and in attributes`(_ text: String) throws {
        let form = try CanonicalForm(Self.element(nil))
        #expect(throws: SignedXMLError.self) { try form.filled(["_1", text, "", ""]) }
        #expect(throws: SignedXMLError.self) { try form.filled(["_1", "", "", text]) }
    }

    @Test func `a blank without a value, a blank in what is sent and a missing place are refused`() throws {
        let form = try CanonicalForm(Self.element(nil))
        #expect(throws: SignedXMLError.self) { try form.filled(["_1", "now", "one"]) }
        #expect(throws: SignedXMLError.self) { try Self.element(nil).canonicalBytes() }
        #expect(throws: SignedXMLError.self) { try CanonicalForm(Self.element(nil), signedAfter: 4) }
        let signer = try DocumentSigner(key: Samples.rsa, certificate: nil)
        let signed = try CanonicalForm(Self.element(nil), signedAfter: 1)
        #expect(throws: SignedXMLError.self) { try signer.sign(signed, ["_1\" x=\"", "", "", ""]) }
    }

    @Test func `a fragment goes in as it is`() throws {
        let outer = XMLNamespace("o", "urn:example:outer")
        let form = try CanonicalForm(
            CanonicalElement(
                "Outer", in: outer, [CanonicalAttribute("ID", blank: 0)], [.fragment(inclusivePrefixes: [])]),
            signedAfter: 0)
        let inner = try Self.element(Self.values[2]).canonicalBytes()
        let whole = try CanonicalElement(
            "Outer", in: outer, [CanonicalAttribute("ID", "_o")], [.element(Self.element(Self.values[2]))]
        ).canonicalBytes()
        #expect(try form.filled(["_o"], fragment: inner) == whole)
    }
}
