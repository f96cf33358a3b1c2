import OpenSSL
import SignedXML
import Testing

/// Signature wrapping (S5): a signed element is moved to where only the verifier looks, and an evil one stands where
/// the reader looks.
@Suite struct WrappingTests {
    private struct Pieces {
        let whole: String
        let signature: String
        let original: String
        let evil: String

        init() throws {
            let text = try Samples.signed()
            whole = text
            let start = try #require(text.firstRange(of: "<ds:Signature "))
            let end = try #require(text.firstRange(of: "</ds:Signature>"))
            signature = String(text[start.lowerBound..<end.upperBound])
            original = text.replacing(signature, with: "")
            evil = original.replacing("good", with: "evil")
        }

        func evil(id: String, holding inner: String) -> String {
            evil.replacing("ID=\"_1\"", with: "ID=\"\(id)\"").replacing(
                "</app:Request>", with: inner + "</app:Request>")
        }

        func signature(holding inner: String) -> String {
            signature.replacing("</ds:Signature>", with: "<ds:Object>\(inner)</ds:Object></ds:Signature>")
        }
    }

    private static let shapes = [
        "original in the signature's object", "original beside the signature", "original before the signature",
        "original with its signature inside", "same ID twice", "no ID at the root", "original in an extension",
        "evil in the signature's object", "two signatures", "signature in a child", "empty reference",
    ]

    private func wrapped(_ shape: String) throws -> String {
        let pieces = try Pieces()
        switch shape {
        case Self.shapes[0]: return pieces.evil(id: "_evil", holding: pieces.signature(holding: pieces.original))
        case Self.shapes[1]: return pieces.evil(id: "_evil", holding: pieces.signature + pieces.original)
        case Self.shapes[2]: return pieces.evil(id: "_evil", holding: pieces.original + pieces.signature)
        case Self.shapes[3]: return pieces.evil(id: "_evil", holding: pieces.whole)
        case Self.shapes[4]: return pieces.evil(id: "_1", holding: pieces.signature(holding: pieces.original))
        case Self.shapes[5]:
            return pieces.evil(id: "", holding: pieces.signature + pieces.original).replacing(" ID=\"\"", with: "")
        case Self.shapes[6]:
            return pieces.evil(id: "_evil", holding: "<app:Extensions>\(pieces.whole)</app:Extensions>")
        case Self.shapes[7]:
            return pieces.whole.replacing(pieces.signature, with: pieces.signature(holding: pieces.evil))
        case Self.shapes[8]: return pieces.whole.replacing(pieces.signature, with: pieces.signature + pieces.signature)
        case Self.shapes[9]:
            return pieces.original.replacing("</app:Text>", with: pieces.signature + "</app:Text>")
        default: return pieces.whole.replacing("good", with: "evil").replacing("URI=\"#_1\"", with: "URI=\"\"")
        }
    }

    @Test(arguments: shapes)
    func `refuses a wrapped signature`(_ shape: String) throws {
        let text = try wrapped(shape)
        #expect(throws: SignedXMLError.self) { try Samples.verify(text) }
        #expect(throws: SignedXMLError.self) {
            try UnverifiedDocument(Array(text.utf8), limits: .request).verified(
                root: Samples.root, keys: [Samples.p256.publicKey], signedChild: Samples.root)
        }
        #expect(throws: SignedXMLError.self) {
            try UnverifiedDocument(Array(text.utf8), limits: .request).verifiedChild(
                XMLName("urn:example:app", "Other"), ofRoot: Samples.root, keys: [Samples.p256.publicKey])
        }
    }
}
