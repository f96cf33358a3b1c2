import SignedXML
import Synchronization

/// Keeps the forms of answers, so that each is composed once and not for each visitor.
final class FormShelf: Sendable {
    /// Shapes follow from sites, times the choices that visitors of each have. The limit only bounds the memory: a form
    /// is a few kilobytes.
    private static let limit = 4_096

    private let assertions = Mutex<[AssertionShape: CanonicalForm]>([:])
    private let responses = Mutex<[ResponseShape: CanonicalForm]>([:])

    func assertion(_ shape: AssertionShape, issuer: String) throws(SAMLError) -> CanonicalForm {
        if let form = assertions.withLock({ $0[shape] }) { return form }
        let form = try translating { () throws(SignedXMLError) in
            try CanonicalForm(shape.element(issuer: issuer), signedAfter: 1)
        }
        assertions.withLock { Self.keep(form, as: shape, among: &$0) }
        return form
    }

    func response(_ shape: ResponseShape, issuer: String) throws(SAMLError) -> CanonicalForm {
        if let form = responses.withLock({ $0[shape] }) { return form }
        let form = try translating { () throws(SignedXMLError) in
            try CanonicalForm(shape.element(issuer: issuer), signedAfter: 1)
        }
        responses.withLock { Self.keep(form, as: shape, among: &$0) }
        return form
    }

    private static func keep<Shape>(_ form: CanonicalForm, as shape: Shape, among forms: inout [Shape: CanonicalForm]) {
        if forms.count >= limit { forms.removeAll() }
        forms[shape] = form
    }
}

/// What decides how a response with an assertion in it stands.
struct ResponseShape: Hashable, Sendable {
    let consumer: String
    /// Those of the assertion, where it stands in it readably.
    let inclusivePrefixes: [String]

    enum Blank: Int { case id, inResponseTo, issued }

    /// `samlp:Response` with blanks (SAML core §3.3.3).
    func element(issuer: String) -> CanonicalElement {
        CanonicalElement(
            "Response", in: SAMLNamespace.protocol,
            [
                CanonicalAttribute("Destination", consumer), CanonicalAttribute("ID", blank: Blank.id.rawValue),
                CanonicalAttribute("InResponseTo", blank: Blank.inResponseTo.rawValue),
                CanonicalAttribute("IssueInstant", blank: Blank.issued.rawValue), CanonicalAttribute("Version", "2.0"),
            ],
            [
                .element(CanonicalElement("Issuer", in: SAMLNamespace.assertion, text: issuer)),
                .element(SAMLStatus.success.element), .fragment(inclusivePrefixes: inclusivePrefixes),
            ])
    }
}
