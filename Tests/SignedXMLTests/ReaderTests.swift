import SignedXML
import Testing

@Suite struct ReaderTests {
    private func read(_ text: String, _ limits: XMLLimits = .request) throws(SignedXMLError) -> XMLElement {
        try UnverifiedDocument(Array(text.utf8), limits: limits).claims
    }

    @Test(arguments: [
        ("document type", "<!DOCTYPE a><a/>"),
        ("internal entity", #"<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>"#),
        ("external entity", #"<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>"#),
        ("parameter entity", #"<!DOCTYPE a [<!ENTITY % b SYSTEM "http://127.0.0.1:1/">%b;]><a/>"#),
        ("entity outside a DTD", #"<a><!ENTITY b "c"></a>"#),
        ("undeclared entity", "<a>&b;</a>"),
        ("instruction", "<?style sheet?><a/>"),
        ("instruction inside", "<a><?b c?></a>"),
        ("instruction in CDATA", "<a><![CDATA[<?b c?>]]></a>"),
        ("declaration not at the start", " <?xml version=\"1.0\"?><a/>"),
        ("second declaration", "<?xml version=\"1.0\"?><?xml version=\"1.0\"?><a/>"),
        ("latin-1", "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a/>"),
        ("UTF-7", "<?xml version='1.0' encoding='UTF-7'?><a/>"),
        ("XML 1.1", "<?xml version=\"1.1\"?><a/>"),
        ("unended declaration", "<?xml version=\"1.0\""),
        ("comment", "<a>x<!-- -->y</a>"),
        ("comment before", "<!-- --><a/>"),
        ("XInclude", #"<a xmlns:i="http://www.w3.org/2001/XInclude"><i:include href="/etc/passwd"/></a>"#),
        ("undeclared prefix", "<b:a/>"),
        ("relative namespace", #"<a xmlns="b"/>"#),
        ("attribute twice", #"<a b="1" b="2"/>"#),
        ("attribute twice by namespace", #"<a xmlns:x="urn:n" xmlns:y="urn:n" x:b="1" y:b="2"/>"#),
        ("two roots", "<a/><b/>"),
        ("cut off", "<a><b></b>"),
        ("text behind", "<a/>b"),
        ("nothing", ""),
        ("NUL", "<a>\u{0}</a>"),
        ("control character", "<a>&#1;</a>"),
        ("U+FFFE", "<a>\u{FFFE}</a>"),
        ("byte order mark", "\u{FEFF}<a/>"),
    ])
    func `refuses what no message may hold`(_ name: String, _ text: String) {
        #expect(throws: SignedXMLError.self) { try read(text) }
    }

    @Test func `refuses bytes that are not UTF-8`() {
        for bytes in [[0x3C, 0x61, 0x3E, 0xFF], [0xFF, 0xFE, 0x3C, 0], [0x3C, 0x61, 0x3E, 0xC0, 0x80]] as [[UInt8]] {
            #expect(throws: SignedXMLError.encoding) { try UnverifiedDocument(bytes, limits: .request) }
        }
    }

    @Test func `stops at each limit, and not before`() throws {
        let deep = { (count: Int) in
            String(repeating: "<a>", count: count) + String(repeating: "</a>", count: count)
        }
        _ = try read(deep(32))
        #expect(throws: SignedXMLError.tooDeep(limit: 32)) { try read(deep(33)) }
        let wide = { (count: Int) in "<a>" + String(repeating: "<b/>", count: count) + "</a>" }
        _ = try read(wide(1_999))
        #expect(throws: SignedXMLError.tooManyNodes(limit: 2_000)) { try read(wide(2_000)) }
        let attributes = "<a " + (0..<2_000).map { "b\($0)=''" }.joined(separator: " ") + "/>"
        #expect(throws: SignedXMLError.tooManyNodes(limit: 2_000)) { try read(attributes) }
        // Each node has its own copy of the name.
        let named = { (count: Int) in "<a xmlns='urn:\(String(repeating: "x", count: count - 4))'><b/></a>" }
        _ = try read(named(1_024))
        #expect(throws: SignedXMLError.tooLarge(limit: 1_024)) { try read(named(1_025)) }
        #expect(throws: SignedXMLError.tooLarge(limit: 65_536)) {
            try read("<a>" + String(repeating: "x", count: 65_530) + "</a>")
        }
    }

    @Test func `refuses an entity bomb at once`() {
        let lines = (1..<20).map { #"<!ENTITY a\#($0) "&a\#($0 - 1);&a\#($0 - 1);">"# }.joined()
        let bomb = #"<!DOCTYPE b [<!ENTITY a0 "ha">\#(lines)]><b>&a19;</b>"#
        let time = ContinuousClock().measure {
            #expect(throws: SignedXMLError.forbidden(.doctype)) { try read(bomb) }
        }
        #expect(time < .milliseconds(50))
    }

    @Test func `reads a text whole, however it was written`() throws {
        let element = try read("<a b='&lt;&#x41;&quot;'>x<![CDATA[<y>]]>z&amp;&#233;</a>")
        #expect(element.text == "x<y>z&é")
        #expect(element.attribute("b") == "<A\"")
    }

    @Test func `drops comments in metadata, but never from within a text`() throws {
        let element = try read("<!-- a --><a><!-- b --><b/><!-- c --></a>", .metadata)
        #expect(element.elements.map(\.name.local) == ["b"])
        #expect(throws: SignedXMLError.forbidden(.comment)) {
            try read("<a>admin@good.example<!-- -->.evil.example</a>", .metadata)
        }
    }

    @Test func `does not take canonically equivalent names for equal`() throws {
        let kelvin = try read("<\u{212A}eyInfo/>")
        #expect(kelvin.name != XMLName("", "KeyInfo"))
        #expect(!sameBytes("e\u{301}", "\u{E9}"))
    }

    @Test func `gives expanded names, with and without prefixes`() throws {
        let element = try read(#"<x:a xmlns:x="urn:n" x:b="1" b="2"><c xmlns="urn:m"/></x:a>"#)
        #expect(element.name == XMLName("urn:n", "a"))
        #expect(element.attribute("b") == "2")
        #expect(element.attribute(XMLName("urn:n", "b")) == "1")
        #expect(element.elements.first?.name == XMLName("urn:m", "c"))
    }

    @Test func `is read by many threads at once`() async throws {
        let counts = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<200).filter { _ in (try? read("<a><b c='d'>e</b></a>"))?.elements.count == 1 }.count
                }
            }
            return await group.reduce(0, +)
        }
        #expect(counts == 1_600)
    }
}
