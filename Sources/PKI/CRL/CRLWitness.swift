import Foundation

/// Says by the lists of a pool whether a certificate of a path is revoked.
struct CRLWitness: RevocationWitness {
    let pool: CRLPool
    let terms: CRLTerms
    /// The certificates that are being asked about: a list may cover the certificate of its own issuer.
    private var pending: Set<[UInt8]> = []

    init(_ pool: CRLPool, terms: CRLTerms = CRLTerms()) { (self.pool, self.terms) = (pool, terms) }

    func status(of question: RevocationQuestion) -> RevocationStatus {
        guard !question.isOutOfBudget else {
            return .undetermined(.limit, detail: "the work that one case may cost is spent", nil)
        }
        var inner = self
        inner.pending.insert(question.certificate.sha256)
        var check = CRLCheck(question, pool, terms, inner)
        switch check.outcome() {
        case .good(let evidence):
            guard let oldest = evidence.min(by: { $0.thisUpdate < $1.thisUpdate }) else {
                return .undetermined(.revocationUnknown, detail: "no list was asked", nil)
            }
            return .good(oldest.facts)
        case .revoked(let entry, let evidence):
            let since = entry.date.map { ", since \($0.stamp)" } ?? ""
            return .revoked(evidence.facts, detail: "\(entry.reason)\(since)")
        case .undetermined(let trouble):
            return .undetermined(trouble.kind.reason, detail: trouble.detail, trouble.evidence?.facts)
        }
    }

    /// Whether lists signed by this signer are to be believed (RFC 5280 §6.3.3(f)).
    ///
    /// One whose own certificate is being asked about is believed for the moment: that its certificate is in order is
    /// found out by the question that is pending, and it is the issuer who appointed it to tell of itself
    /// (PKITS 4.14.30).
    func trusts(_ signer: PathSigner, for question: RevocationQuestion) -> Bool {
        if let certificate = signer.certificate, pending.contains(certificate.sha256) { return true }
        return question.isTrusted(signer, asking: self)
    }
}

extension CRLEvidence {
    var facts: RevocationFacts { RevocationFacts(.crl, thisUpdate: thisUpdate, nextUpdate: nextUpdate) }
}
