/// Says by OCSP answers at hand whether a certificate of a path is revoked.
struct OCSPWitness: RevocationWitness {
    let answers: OCSPPool
    let rules: RevocationRules
    /// Lists at hand, for responders whose own revocation is to be asked about.
    let lists: CRLWitness

    func status(of question: RevocationQuestion) -> RevocationStatus {
        guard let issuer = question.issuer.certificate?.certificate else {
            return .undetermined(.revocationUnknown, detail: "an anchor without certificate answers no OCSP", nil)
        }
        let verdict = answers.verdict(
            on: question.certificate.certificate, issuedBy: issuer, under: rules, at: question.moment,
            isRevoked: { isRevoked($0, question) })
        let facts = verdict.thisUpdate.map {
            RevocationFacts(.ocsp, thisUpdate: $0, nextUpdate: verdict.nextUpdate)
        }
        switch (verdict.reason, facts) {
        case (.ok, let facts?): return .good(facts)
        case (.revoked, let facts?): return .revoked(facts, detail: verdict.detail)
        case (.stale, _): return .undetermined(.revocationStale, detail: verdict.detail, facts)
        case (.signature, _): return .undetermined(.revocationSignature, detail: verdict.detail, facts)
        case (.ok, nil), (.revoked, nil), (.unknown, _):
            return .undetermined(.revocationUnknown, detail: verdict.detail, facts, isFinal: verdict.isFinal)
        }
    }

    /// A responder's own certificate (RFC 6960 §4.2.2.2.1): by the lists at hand; where they decide nothing, its issuer
    /// may have left it to us by naming no place to ask, and then it is believed.
    private func isRevoked(_ responder: Certificate, _ question: RevocationQuestion) -> Bool? {
        guard let certificate = try? PathCertificate(responder) else { return nil }
        let own = RevocationQuestion(
            certificate: certificate, issuer: question.issuer, distanceFromTarget: 0, above: question.above,
            anchor: question.anchor, moment: question.moment, nesting: question.nesting + 1, search: question.search)
        switch lists.status(of: own) {
        case .good, .unchecked: return false
        case .revoked: return true
        case .undetermined:
            let places: [OID] = [.crlDistributionPoints, .authorityInformationAccess]
            return places.contains { responder.extensions[$0] != nil } ? nil : false
        }
    }
}
