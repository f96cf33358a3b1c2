import SignedXML

public import struct Foundation.Date

/// Looks at a request that somebody captured and says all that there is to say about it: for developers of sites. It
/// decides nothing; requests that come over the network go another way.
public struct RequestCheck: Sendable {
    /// The registered site that it says it is from; nil where only the request itself is to be judged.
    public var site: @Sendable (String) -> ServiceProvider?
    public var rules: RequestRules
    public var at: Date
    /// Whether a request may be as old as it is: a captured one always is.
    public var ignoresAge: Bool
    /// Whether requests must be signed, whatever the site's metadata promises.
    public var demandsSignature = false

    public init(
        rules: RequestRules, at: Date, ignoresAge: Bool = false,
        site: @escaping @Sendable (String) -> ServiceProvider? = { _ in nil }
    ) {
        self.rules = rules
        self.at = at
        self.ignoresAge = ignoresAge
        self.site = site
    }

    /// - Parameter text: an address, a query, a form's body, base64 or XML.
    public func run(_ text: String) -> RequestReport {
        var report = RequestReport()
        let captured: CapturedRequest
        do throws(CaptureFault) {
            captured = try CapturedRequest(text)
        } catch {
            report.note(.error, error.rule, "/", error.what)
            return report
        }
        report.binding = captured.form == .redirect ? SAMLBinding.redirect : SAMLBinding.post
        checkCarriage(captured, &report)
        guard let document = read(captured, &report) else { return report }
        guard let request = request(document, &report) else { return report }
        report.issuer = request.issuer
        report.id = request.id
        RequestLint(request: request, element: document.claims, rules: rules).run(&report)
        checkAge(request, &report)
        judge(captured, request, document, &report)
        return report
    }

    private func checkCarriage(_ captured: CapturedRequest, _ report: inout RequestReport) {
        if let state = captured.relayState {
            do throws(SAMLError) { try RelayState.check(state) } catch {
                report.note(
                    .error, .relayState, "RelayState", "it is longer than 1024 bytes or holds control characters")
            }
            if state.utf8.count > 80 {
                report.note(.advice, .relayStateLong, "RelayState", "\(state.utf8.count) bytes; SAML allows 80")
            }
        }
        if captured.hasHalfSignature {
            report.note(.error, .signatureHalf, "SigAlg", "only one of SigAlg and Signature is there")
        }
        if let algorithm = captured.signatureAlgorithm,
            !SignatureAlgorithmURI.allCases.contains(where: { sameBytes($0.rawValue, algorithm) })
        {
            report.note(.error, .signatureAlgorithm, "SigAlg", "the algorithm is not accepted")
        }
    }

    private func read(_ captured: CapturedRequest, _ report: inout RequestReport) -> UnverifiedDocument? {
        do throws(SignedXMLError) {
            let document = try UnverifiedDocument(captured.message, limits: .request)
            if captured.form == .redirect, document.hasSignature {
                report.note(.error, .signatureInside, "ds:Signature", "a redirected message holds an XML signature")
            }
            return document
        } catch {
            switch error {
            case .tooLarge, .tooDeep, .tooManyNodes: report.note(.error, .tooLarge, "/", "\(error)")
            case .forbidden(.doctype): report.note(.error, .doctype, "/", "there is a document type")
            case .forbidden(.comment): report.note(.error, .comment, "/", "there is a comment")
            default: report.note(.error, .notWellFormed, "/", "not readable as XML: \(error)")
            }
            return nil
        }
    }

    private func request(_ document: UnverifiedDocument, _ report: inout RequestReport) -> AuthnRequest? {
        guard document.claims.name == AuthnRequest.name else {
            report.note(.error, .notRequest, "/", "the root element is no samlp:AuthnRequest")
            return nil
        }
        do throws(SAMLError) {
            return try AuthnRequest(document.claims, isSigned: false)
        } catch .malformed(let what) {
            report.note(.error, .malformed, "samlp:AuthnRequest", what)
        } catch {
            report.note(.error, .malformed, "samlp:AuthnRequest", "\(error)")
        }
        return nil
    }

    private func checkAge(_ request: AuthnRequest, _ report: inout RequestReport) {
        guard !ignoresAge else { return }
        let age = at.timeIntervalSince(request.issueInstant)
        if age > Double(rules.oldest.components.seconds) {
            report.note(.error, .issueInstant, "@IssueInstant", "\(Int(age.rounded())) seconds old")
        } else if -age > Double(rules.furthestAhead.components.seconds) {
            report.note(.error, .issueInstant, "@IssueInstant", "\(Int(-age.rounded())) seconds ahead of our clock")
        }
    }

    /// What the gateway itself would say, with the site's metadata.
    private func judge(
        _ captured: CapturedRequest, _ request: AuthnRequest, _ document: UnverifiedDocument,
        _ report: inout RequestReport
    ) {
        guard let site = site(request.issuer) else {
            report.note(
                .warning, .unknownSite, "saml:Issuer",
                "no registered site has this entity ID; the rest was not looked at")
            return
        }
        let opened: AuthnRequest
        do throws(SAMLError) {
            opened = try received(captured).opened(by: site, requiringSignature: demandsSignature)
        } catch .signatureMissing {
            return report.note(
                .error, .signatureMissing, "/", "the metadata promises signed requests, and this one is not")
        } catch .signatureInvalid(let what) {
            return report.note(.error, .signatureInvalid, "/", what)
        } catch {
            return report.note(.error, .malformed, "/", "\(error)")
        }
        if !opened.isSigned { report.note(.advice, .unsigned, "/", "the request is not signed") }
        var rules = rules
        if ignoresAge { (rules.oldest, rules.furthestAhead) = (.seconds(Int64.max / 4), .seconds(Int64.max / 4)) }
        do throws(AuthnRequestRefusal) {
            report.accepted = try opened.accepted(from: site, under: rules, at: at)
        } catch {
            report.add(error)
        }
    }

    private func received(_ captured: CapturedRequest) throws(SAMLError) -> ReceivedRequest {
        if captured.form == .redirect, let query = captured.query { return try .redirect(rawQuery: query) }
        return try .post(samlRequest: PostBinding.encode(captured.message), relayState: captured.relayState)
    }
}
