import OpenSSL
import SignedXML
import Testing

@Suite struct AggregateDocumentTests {
    private func read(_ text: String, limits: XMLLimits = .aggregate) throws(SignedXMLError) -> UnverifiedAggregate {
        try UnverifiedAggregate(Array(text.utf8), limits: limits)
    }

    private func members(_ document: UnverifiedAggregate) -> [DocumentNode] {
        var members: [DocumentNode] = []
        document.claims?.forEachChild { members.append($0) }
        return members
    }

    @Test func `reads members one by one, as the whole reader does`() throws {
        let text = #"<a x="1" xmlns="urn:n"><b y="2">t<![CDATA[<u>]]></b><c:d xmlns:c="urn:m"><e/></c:d></a>"#
        let document = try read(text)
        #expect(document.root.attribute("x") == "1" && document.root.children.isEmpty)
        let whole = try UnverifiedDocument(Array(text.utf8), limits: .request).claims
        #expect(try members(document).map { try $0.element(limits: .metadata) } == whole.elements)
        #expect(members(document).map { $0.isNamed(XMLName("urn:m", "d")) } == [false, true])
        #expect(members(document).map { $0.isNamed(XMLName("urn:n", "bb")) } == [false, false])
        #expect(try members(document)[0].shallow().attribute("y") == "2")
    }

    @Test func `holds each member to limits of its own`() throws {
        let long = String(repeating: "x", count: 100)
        let document = try read("<a><b>\(long)</b><b/><b>\(String(repeating: "<c/>", count: 20))</b></a>")
        let tight = XMLLimits(bytes: 50, depth: 8, nodes: 10, commentsAllowed: true, byteOrderMarkAllowed: false)
        let outcomes = members(document).map { member in (try? member.element(limits: tight)) != nil }
        #expect(outcomes == [false, true, false])
        let commented = try read("<a><b>x<!-- -->y</b><b/></a>")
        #expect(members(commented).map { (try? $0.element(limits: .metadata)) != nil } == [false, true])
    }

    @Test(arguments: [
        ("the same ID twice", "<a ID='1'><b ID='1'/></a>"), ("an Id and an ID", "<a><b Id='1'/><c ID='1'/></a>"),
        ("an xml:id twice", "<a xml:id='a'><b xml:id='a'/></a>"),
        ("XInclude", "<a><b><i:include xmlns:i='http://www.w3.org/2001/XInclude'/></b></a>"),
        ("a document type", "<!DOCTYPE a><a/>"), ("an instruction", "<a><?b?></a>"), ("an entity", "<a><b>&c;</b></a>"),
    ])
    func `refuses the whole for what no member may hold`(_ name: String, _ text: String) {
        #expect(throws: SignedXMLError.self) { try read(text) }
    }

    @Test func `refuses hundreds of attributes in one tag before they are compared`() throws {
        func tag(_ count: Int) -> String { "<a " + (0..<count).map { "b\($0) = ''" }.joined(separator: " ") + "/>" }
        _ = try read(tag(256))
        #expect(throws: SignedXMLError.self) { try read(tag(257)) }
        let time = ContinuousClock().measure {
            #expect(throws: SignedXMLError.self) { try read(tag(200_000)) }
        }
        #expect(time < .seconds(3))
        _ = try read("<a>" + String(repeating: "b='c' ", count: 200) + "</a>")
    }

    @Test func `demands a signature of the root by a pinned key`() throws {
        let signer = try DocumentSigner(key: Samples.p256, certificate: nil)
        let text = String(decoding: try signer.sign(Samples.request(), after: 0).bytes, as: UTF8.self)
        let document = try read(text)
        #expect(document.hasRootSignature)
        #expect(
            try document.verified(keys: [Samples.other.publicKey, Samples.p256.publicKey]).algorithm == .ecdsaSHA256)
        #expect(throws: SignedXMLError.signatureMismatch) { try document.verified(keys: [Samples.other.publicKey]) }
        #expect(throws: SignedXMLError.digestMismatch) {
            try read(text.replacing(">good<", with: ">evil<")).verified(keys: [Samples.p256.publicKey])
        }
        #expect(throws: SignedXMLError.unsigned) { try read("<a/>").verified(keys: [Samples.p256.publicKey]) }
    }
}
