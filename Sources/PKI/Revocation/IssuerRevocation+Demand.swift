import Foundation

extension IssuerRevocation {
    /// As `standing`, for a site that takes no evidence older than it says: older evidence is asked for anew, and where
    /// nothing newer is to be had, the card is refused as stale.
    func standing(
        of certificate: Certificate, issuedBy authority: IssuingAuthority, demanding demand: RevocationDemand?
    ) async -> RevocationFinding {
        let (began, stopwatch) = (stopwatch.elapsed(), stopwatch)
        func left() -> Duration { max(.zero, rules.deadline - (stopwatch.elapsed() - began)) }
        let first = await standing(of: certificate, issuedBy: authority)
        guard let demand, case .good(let evidence) = first.conclusion, demand.defect(of: evidence) != nil else {
            return first
        }
        goods.forget(CardKey(certificate, issuedBy: authority))
        // Half of what is left, so that lists do not use up what responders need.
        await renewLists(within: left() / 2)
        let second = await standing(of: certificate, issuedBy: authority, within: left())
        guard case .good(let evidence) = second.conclusion, let defect = demand.defect(of: evidence) else {
            return second
        }
        return RevocationFinding(
            conclusion: .refused(.revocationStale, nil), answers: second.answers + [.stale(evidence, defect)])
    }

    /// A list that its issuer makes once a day stays old however often it is fetched.
    private static let leastPause: TimeInterval = 10

    /// Fetches the lists anew, once for all that wait and not again for a while; nobody waits longer than this.
    private func renewLists(within deadline: Duration) async {
        let now = clock.now()
        if let renewedAt, abs(now.timeIntervalSince(renewedAt)) < Self.leastPause, renewing == nil { return }
        let task = renewing ?? Task { await refreshLists() }
        if renewing == nil { (renewing, renewedAt) = (task, now) }
        _ = await value(of: task, within: deadline, by: stopwatch)
        if renewing == task { renewing = nil }
    }
}

extension RevocationAnswer {
    fileprivate static func stale(_ evidence: RevocationEvidence, _ detail: String) -> RevocationAnswer {
        RevocationAnswer(
            source: evidence.source, url: evidence.url, status: .stale, thisUpdate: evidence.thisUpdate,
            nextUpdate: evidence.nextUpdate, age: evidence.age, detail: detail)
    }
}
