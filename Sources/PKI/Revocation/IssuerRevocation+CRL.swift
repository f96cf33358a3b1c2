import Foundation

extension IssuerRevocation {
    /// How long a poll in the background may take: lists of whole nations over thin lines.
    private static let unhurried = Duration.seconds(60)

    /// What the list at an address says; it is fetched first where none is at hand that is fresh.
    func look(
        in source: RevocationSource, for certificate: Certificate, issuedBy authority: IssuingAuthority,
        within deadline: Duration
    ) async -> SourceFinding {
        var trouble: (RevocationAnswer.Status, String)?
        if freshList(source.url) == nil {
            guard deadline > .zero else { return .nothing(source, .unavailable, "no time was left to ask") }
            trouble = await refresh(source, isHurried: true, within: deadline)
        }
        guard let held = freshList(source.url) else {
            if let held = lists[source.url], trouble?.0 != .invalid {
                return .nothing(
                    source, .stale, "the list of \(held.list.thisUpdate.stamp) has run out; \(trouble?.1 ?? "")")
            }
            return .nothing(source, trouble?.0 ?? .unavailable, trouble?.1 ?? "no list")
        }
        guard held.authority == authority.keyFingerprint else {
            return .nothing(source, .unavailable, "the list is another authority's")
        }
        guard held.list.scope.covers(certificate, fetchedFrom: source.url) else {
            return .nothing(source, .invalid, "the list is another distribution point's")
        }
        let evidence = held.evidence(source, at: clock.now())
        let size = "\(held.list.entries.count) entries"
        return switch held.list.reason(of: certificate.serial) {
        case nil: .verified(source, .good, evidence, size)
        case .certificateHold: .verified(source, .onHold, evidence, "certificateHold")
        case let reason?: .verified(source, .revoked, evidence, "\(reason)")
        }
    }

    private func freshList(_ url: String) -> HeldList? {
        guard let held = lists[url],
            case .fresh = rules.freshness(
                thisUpdate: held.list.thisUpdate, nextUpdate: held.list.nextUpdate, grace: 0, at: clock.now())
        else { return nil }
        return held
    }

    /// Fetches every list of this issuer now.
    func refreshLists() async {
        for source in rules.sources where source.kind == .crl {
            _ = await refresh(source, isHurried: false, within: Self.unhurried)
        }
    }

    /// Fetches a list once, however many wait for it. Those who wait with a visitor do not wait for the unhurried poll.
    ///
    /// - Returns: nil when the list at hand is the newest there is, else what was wrong.
    private func refresh(
        _ source: RevocationSource, isHurried: Bool, within deadline: Duration
    ) async -> (RevocationAnswer.Status, String)? {
        let flight = ListFlight(url: source.url, isHurried: isHurried)
        let era = listEpoch
        let task = fetching[flight] ?? begin(flight, source, within: deadline)
        let finding = await task.value
        if fetching[flight] == task { fetching[flight] = nil }
        switch finding {
        case .unchanged: return nil
        case .nothing(let status, let detail): return (status, detail)
        case .list(let new):
            guard era == listEpoch else { return (.unavailable, "forgotten meanwhile") }
            if let held = lists[source.url], !new.mayFollow(held) {
                return (.invalid, "an older list than the one at hand")
            }
            lists[source.url] = new
            return nil
        }
    }

    private func begin(
        _ flight: ListFlight, _ source: RevocationSource, within deadline: Duration
    ) -> Task<ListSource.Finding, Never> {
        let (list, held) = (
            ListSource(source: source, issuer: issuer, fetcher: fetcher, clock: clock), lists[source.url]
        )
        let task = Task { await list.fetch(after: held, within: deadline) }
        fetching[flight] = task
        return task
    }
}
