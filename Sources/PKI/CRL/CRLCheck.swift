import Foundation

/// What the lists of a pool say of one certificate, step by step as RFC 5280 §6.3.3 has it; the letters are the RFC's.
///
/// In three places it is stricter: nothing lifts a revocation but a delta that lifts a hold; a list that has run out, or
/// that a newer one has replaced, still revokes whom it names for good; a complete list that has run out counts
/// together with a current delta only where the issuer said that there are deltas.
struct CRLCheck {
    let question: RevocationQuestion
    let pool: CRLPool
    let terms: CRLTerms
    /// Judges the revocation of those who signed the lists; it knows what is already being asked.
    let witness: CRLWitness

    // §6.3.2: the state variables
    private var reasonsMask = ReasonMask.none
    /// nil is UNREVOKED.
    private var status: (entry: CRLEntry, evidence: CRLEvidence)?

    private var asked: [CRLEvidence] = []
    private var trouble = CRLTrouble(.missing, "no list of its issuer")

    init(_ question: RevocationQuestion, _ pool: CRLPool, _ terms: CRLTerms, _ witness: CRLWitness) {
        (self.question, self.pool, self.terms, self.witness) = (question, pool, terms, witness)
    }

    private var certificate: Certificate { question.certificate.certificate }

    mutating func outcome() -> CRLOutcome {
        let points: [DistributionPoint]
        do { points = try certificate.revocationPoints() } catch {
            return .undetermined(CRLTrouble(.missing, "\(error)"))
        }
        let lists = lists(for: points)
        for point in points {
            for list in lists where !list.head.isDelta && reasonsMask != .all && status == nil {
                guard question.search.budget.isInTime() else { break }
                process(list, at: point)
            }
        }
        if status.map({ $0.entry.reason == .certificateHold }) ?? true { lookForFinal(in: lists, points) }
        if let status { return .revoked(status.entry, status.evidence) }
        if reasonsMask == .all { return .good(asked) }
        if !asked.isEmpty { note(.scope, "some reasons are told by no list") }
        return .undetermined(trouble)
    }

    /// The lists that may concern the certificate: its issuer's, and those of the issuers that its points name.
    private func lists(for points: [DistributionPoint]) -> [PooledCRL] {
        let named = points.flatMap { $0.listIssuers ?? [] }.compactMap(\.directory)
        let issuers = Set([question.certificate.issuer] + named)
        return pool.lists.filter { issuers.contains($0.head.name) }
    }

    private mutating func process(_ list: PooledCRL, at point: DistributionPoint) {
        // (b), (d)
        let interim = reasons(list, at: point)
        guard !interim.isEmpty else { return note(.scope, "the list is about other certificates", list) }
        // (e)
        guard !interim.isSubset(of: reasonsMask) else { return }
        // §5.2, §5.3: a list that is not understood says nothing
        if let defect = list.defect { return note(.missing, defect, list) }
        // (f), (g)
        guard let signer = signer(of: list) else {
            return note(.signature, "nobody is known who may have signed the list", list)
        }
        // (c), (h)
        let delta = delta(for: list, by: signer)
        // (a)
        switch currency(of: list, with: delta) {
        case .current: break
        case .early: return note(.missing, "the list's thisUpdate is in the future", list)
        case .stale(let detail): return note(.stale, detail, list)
        }
        // (i), (j), (k)
        status = entry(list, delta)
        // (l)
        reasonsMask.formUnion(interim)
        asked.append(CRLEvidence(delta ?? list))
    }

    private func reasons(_ list: PooledCRL, at point: DistributionPoint) -> ReasonMask {
        let subject = CRLScope.Subject(
            issuer: question.certificate.issuer, isAuthority: certificate.isAuthority)
        return list.head.scope.reasons(for: subject, at: point, issuer: list.head.name)
    }

    /// (a) Current is the list itself, or the delta that brings it up to date.
    private func currency(of list: PooledCRL, with delta: PooledCRL?) -> CRLHead.Currency {
        let itself = currency(list)
        guard case .stale = itself, delta != nil else { return itself }
        let promised = [list.head.extensions, certificate.extensions].contains { $0[.freshestCRL] != nil }
        return promised ? .current : itself
    }

    private func currency(_ list: PooledCRL) -> CRLHead.Currency {
        list.head.currency(
            at: question.moment, grace: terms.grace.seconds, maximumAge: terms.maximumAge?.seconds)
    }

    /// (f), (g) The issuer of the certificate, or another of the list's name whose path leads to the same anchor.
    private func signer(of list: PooledCRL) -> PathSigner? {
        question.signers(named: list.head.name).first { isSigned(list, by: $0) && witness.trusts($0, for: question) }
    }

    private func isSigned(_ list: PooledCRL, by signer: PathSigner) -> Bool {
        // (f): cRLSign, if there is a keyUsage at all
        guard signer.certificate?.certificate.keyUsage?.contains(.cRLSign) ?? true else { return false }
        return list.isSigned(by: signer.key, under: terms.rules) { question.search.budget.spendSignature() }
    }

    /// (c), (h) The newest current delta over this list, by the same key.
    private func delta(for list: PooledCRL, by signer: PathSigner) -> PooledCRL? {
        pool.lists.first { delta in
            delta.head.isDelta(for: list.head) && delta.defect == nil && currency(delta) == .current
                && isSigned(delta, by: signer)
        }
    }

    /// (i), (j), (k) What the delta says, else what the complete list says.
    private func entry(_ list: PooledCRL, _ delta: PooledCRL?) -> (entry: CRLEntry, evidence: CRLEvidence)? {
        let complete = entry(in: list).map { (entry: $0, evidence: CRLEvidence(list)) }
        guard let delta, let newer = entry(in: delta) else { return complete }
        // Only a hold is ever lifted (§5.3.1), or made into something else.
        if let complete, complete.entry.reason != .certificateHold { return complete }
        return newer.reason == .removeFromCRL ? nil : (newer, CRLEvidence(delta))
    }

    private func entry(in list: PooledCRL) -> CRLEntry? {
        list.list.entry(of: certificate.serialContent, issuedBy: question.certificate.issuer)
    }

    /// Revoked is for ever: whatever list in scope, old or a delta, names the certificate for good.
    private mutating func lookForFinal(in lists: [PooledCRL], _ points: [DistributionPoint]) {
        for list in lists where list.defect == nil {
            guard let entry = entry(in: list), entry.reason != .certificateHold, entry.reason != .removeFromCRL,
                points.contains(where: { !reasons(list, at: $0).isEmpty }),
                list.head.currency(at: question.moment) != .early, signer(of: list) != nil
            else { continue }
            status = (entry, CRLEvidence(list))
            return
        }
    }

    private mutating func note(_ kind: CRLTrouble.Kind, _ detail: String, _ list: PooledCRL? = nil) {
        if trouble.kind < kind || trouble.kind == .missing && kind == .missing && trouble.evidence == nil {
            trouble = CRLTrouble(kind, detail, list)
        }
    }
}
