import SAML
import Testing

/// The eight shapes of signature wrapping (Somorovsky et al., 2012) against responses, signed as a whole and signed in
/// their assertion alone: a login that comes out is the one that was signed (S5, R30).
@Suite struct ResponseWrappingTests {
    private struct Pieces {
        let response: String
        let assertion: String
        let assertionSignature: String
        let bareAssertion: String
        let evilAssertion: String

        init(rootSigned: Bool) throws {
            let document = try World.provider.success(World.content("victim"), to: World.target(), at: World.now)
            let text = World.text(document.bytes)
            let outer = try Self.cut(text, "<ds:Signature ", "</ds:Signature>")
            response = rootSigned ? text : text.replacing(outer, with: "")
            assertion = try Self.cut(text, "<saml:Assertion ", "</saml:Assertion>")
            assertionSignature = try Self.cut(assertion, "<ds:Signature ", "</ds:Signature>")
            bareAssertion = assertion.replacing(assertionSignature, with: "")
            evilAssertion = bareAssertion.replacing("victim", with: "evil").replacing(
                "ID=\"\(document.assertionID ?? "")\"", with: "ID=\"_evil\"")
        }

        static func cut(_ text: String, _ start: String, _ end: String) throws -> String {
            let from = try #require(text.firstRange(of: start)).lowerBound
            let to = try #require(text[from...].firstRange(of: end)).upperBound
            return String(text[from..<to])
        }

        func signature(holding inner: String) -> String {
            assertionSignature.replacing("</ds:Signature>", with: "<ds:Object>\(inner)</ds:Object></ds:Signature>")
        }

        func evil(holding inner: String) -> String {
            evilAssertion.replacing("</saml:Issuer>", with: "</saml:Issuer>" + inner)
        }

        func with(_ assertions: String) -> String { response.replacing(assertion, with: assertions) }

        func whole(holding inner: String) -> String {
            response.replacing("victim", with: "evil").replacing("<samlp:Response ", with: "<samlp:Response ID2=\"\" ")
                .replacing("</samlp:Response>", with: inner + "</samlp:Response>")
        }
    }

    private func shape(_ number: Int, _ pieces: Pieces) -> String {
        switch number {
        case 1: pieces.whole(holding: pieces.signature(holding: pieces.response))
        case 2: pieces.whole(holding: pieces.response + pieces.assertionSignature)
        case 3: pieces.with(pieces.evilAssertion + pieces.assertion)
        case 4: pieces.with(pieces.evil(holding: pieces.assertion))
        case 5: pieces.with(pieces.evil(holding: pieces.assertionSignature) + pieces.bareAssertion)
        case 6: pieces.with(pieces.evil(holding: pieces.signature(holding: pieces.bareAssertion)))
        case 7:
            pieces.with("<samlp:Extensions>\(pieces.evilAssertion)</samlp:Extensions>" + pieces.assertion)
        case 8:
            pieces.with(
                pieces.evil(holding: pieces.signature(holding: pieces.bareAssertion)).replacing("_evil", with: "_e2"))
        case 9: pieces.with(pieces.assertion + pieces.evilAssertion)
        case 10: pieces.with(pieces.evil(holding: pieces.assertionSignature))
        case 11: pieces.with(pieces.bareAssertion)
        case 12: pieces.response.replacing("victim", with: "vic<!-- -->tim")
        default: pieces.response.replacing("victim", with: "evil")
        }
    }

    @Test(arguments: 1...13, [true, false])
    func `lets nobody in but the person that was signed for`(_ number: Int, _ rootSigned: Bool) throws {
        let pieces = try Pieces(rootSigned: rootSigned)
        let wrapped = shape(number, pieces)
        #expect(wrapped != pieces.response)
        #expect(throws: SAMLError.self) {
            try World.portal.receive(
                Array(wrapped.utf8), requestID: "_request", from: World.known, at: World.now)
        }
    }

    @Test(arguments: [true, false])
    func `accepts either signature where nothing was moved`(_ rootSigned: Bool) throws {
        let login = try World.portal.receive(
            Array(try Pieces(rootSigned: rootSigned).response.utf8), requestID: "_request", from: World.known,
            at: World.now)
        #expect(login.nameID.value == "victim")
    }

    @Test func `accepts a response with one byte changed only if it says the same`() throws {
        let bytes = try World.provider.success(World.content("victim"), to: World.target(), at: World.now).bytes
        var state: UInt64 = 11
        for _ in 0..<2_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            var mutated = bytes
            mutated[Int(state >> 33) % bytes.count] = UInt8(truncatingIfNeeded: state >> 25)
            let login = try? World.portal.receive(
                mutated, requestID: "_request", from: World.known, at: World.now)
            #expect(login == nil || login?.nameID.value == "victim")
        }
    }
}
