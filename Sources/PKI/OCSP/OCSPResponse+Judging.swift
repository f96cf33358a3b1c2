import Foundation

extension OCSPResponse {
    /// The one answer about the certificate, if it can be believed under these terms.
    func believed(under terms: OCSPTerms) throws(OCSPDefect) -> OCSPBelief {
        let answer = try onlyMatch(terms)
        let signer = try signer(under: terms)
        try checkExtensions(answer)
        if let moment = terms.moment { try checkTimes(answer, under: terms.rules, at: moment) }
        let hasNonce = try checkNonce(answer, under: terms)
        return OCSPBelief(
            status: meaning(of: answer), thisUpdate: answer.thisUpdate, nextUpdate: answer.nextUpdate,
            producedAt: producedAt, signer: signer, hasNonce: hasNonce, response: der)
    }

    /// Exactly one answer about our certificate, however many others stand beside it (threats: V3).
    private func onlyMatch(_ terms: OCSPTerms) throws(OCSPDefect) -> Single {
        let matching = singles.filter { $0.subject.map(terms.subjects.contains) ?? false }
        guard let answer = matching.first else { throw OCSPDefect(.subject, "no answer about this certificate") }
        guard matching.count == 1 else { throw OCSPDefect(.subject, "several answers about this certificate") }
        return answer
    }

    /// RFC 6960 §4.4: archive cutoffs and references to lists say nothing that changes a status; reasons and dates of
    /// list entries may stand here too. What else is critical is not understood.
    private static let understood: Set<OID> = [.ocspArchiveCutoff, .ocspCRLReferences, .reasonCode, .invalidityDate]

    private func checkExtensions(_ answer: Single) throws(OCSPDefect) {
        guard extensions.unknownCritical(besides: [.ocspNonce, .ocspExtendedRevoke]) == nil,
            answer.extensions.unknownCritical(besides: Self.understood) == nil
        else { throw OCSPDefect(.criticalExtension, "an unknown critical extension") }
    }

    private func checkTimes(_ answer: Single, under rules: RevocationRules, at now: Date) throws(OCSPDefect) {
        let skew = rules.skew.seconds
        guard producedAt <= now + skew, producedAt >= answer.thisUpdate - skew else {
            throw OCSPDefect(.time, "the time of its making cannot be")
        }
        if let next = answer.nextUpdate, next < answer.thisUpdate {
            throw OCSPDefect(.time, "its nextUpdate is before its thisUpdate")
        }
        switch rules.freshness(thisUpdate: answer.thisUpdate, nextUpdate: answer.nextUpdate, grace: skew, at: now) {
        case .fresh: break
        case .early: throw OCSPDefect(.time, "its thisUpdate is in the future")
        case .stale(let detail): throw OCSPDefect(.stale, detail)
        }
    }

    /// A nonce that came back must be ours; without one, an old answer could be played again (threats: V5).
    ///
    /// - Returns: whether there is one.
    private func checkNonce(_ answer: Single, under terms: OCSPTerms) throws(OCSPDefect) -> Bool {
        let theirs: [UInt8]?
        do { theirs = try nonce } catch { throw OCSPDefect(.nonce, "an unreadable nonce") }
        switch (terms.nonce, theirs) {
        case (.past, .some): return true
        case (.sent(let ours), let theirs?):
            guard theirs == ours else { throw OCSPDefect(.nonce, "another question's nonce") }
            return true
        case (.unsent, .some): throw OCSPDefect(.nonce, "a nonce that nobody sent")
        case (_, nil): break
        }
        switch terms.rules.nonce {
        case .required: throw OCSPDefect(.nonce, "no nonce")
        case .preferred: try checkYouth(answer, under: terms)
        case .unused: break
        }
        return false
    }

    private func checkYouth(_ answer: Single, under terms: OCSPTerms) throws(OCSPDefect) {
        guard let now = terms.moment else { return }
        let (rules, isPast) = (terms.rules, terms.nonce == .past)
        // An answer of a record may have been remembered for `refresh` before it decided.
        let remembered = isPast ? rules.refresh : .zero
        let limit = min(rules.refresh, rules.maxAgeWithoutNextUpdate) + rules.skew + remembered
        guard now.timeIntervalSince(answer.thisUpdate) <= limit.seconds else {
            throw OCSPDefect(.stale, "no nonce, and too old to be taken without one")
        }
    }
}
