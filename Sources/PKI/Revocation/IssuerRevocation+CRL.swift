import Foundation
import OpenSSL

extension IssuerRevocation {
    /// How long a poll in the background may take: lists of whole nations over thin lines.
    private static let unhurried = Duration.seconds(300)

    /// What the list at an address says; it is fetched first where none is at hand that is fresh.
    func look(
        in source: RevocationSource, for certificate: Certificate, issuedBy authority: IssuingAuthority,
        within deadline: Duration
    ) async -> SourceFinding {
        var trouble: (RevocationAnswer.Status, String)?
        if freshList(source.url) == nil {
            guard deadline > .zero else { return .nothing(source, .unavailable, "no time was left to ask") }
            trouble = await refresh(source.url, isHurried: true, within: deadline)
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
        let reasons = held.head.reasons(for: certificate, fetchedFrom: source.url)
        guard !reasons.isEmpty else {
            return .nothing(source, .invalid, "the list is another distribution point's")
        }
        return finding(source, held, certificate.serial, coversAll: reasons == .all)
    }

    private func finding(
        _ source: RevocationSource, _ held: HeldList, _ serial: [UInt8], coversAll: Bool
    ) -> SourceFinding {
        let evidence = held.evidence(source, of: serial, at: clock.now())
        switch held.list.finding(of: serial) {
        case .absent:
            // RFC 5280 §6.3.3(d): what the list does not cover it does not clear
            guard coversAll else { return .nothing(source, .invalid, "the list covers some reasons only") }
            return .verified(source, .good, evidence, "\(held.list.count) entries")
        case .listed(.certificateHold, _): return .verified(source, .onHold, evidence, "certificateHold")
        case .listed(let reason, _): return .verified(source, .revoked, evidence, "\(reason)")
        case .listedBefore:
            return .verified(source, .revoked, evidence, "an earlier list named it: revoked is for ever")
        case .unreadable:
            drop(source.url)
            return .nothing(source, .invalid, "the index of the list was altered; it will be fetched anew")
        }
    }

    /// The list at hand, if it may answer now; its delta counts only if that may too.
    private func freshList(_ url: String) -> HeldList? {
        guard let held = lists[url], !held.isOutdated, case .fresh = freshness(held.head) else { return nil }
        guard held.list.deltaCounts, let delta = memory.deltas[rules.deltas[url] ?? ""] else { return held }
        if case .fresh = freshness(delta.head) { return held }
        return held.with(delta, counts: false)
    }

    private func freshness(_ head: CRLHead) -> RevocationRules.Freshness {
        rules.freshness(thisUpdate: head.thisUpdate, nextUpdate: head.nextUpdate, grace: 0, at: clock.now())
    }

    // MARK: Fetching

    /// Fetches every list of this issuer now, all at once: none waits for another.
    func refreshLists() async {
        await restore()
        await withTaskGroup(of: Void.self) { group in
            for source in rules.sources where source.kind == .crl {
                group.addTask { await self.refreshUnhurried(source.url) }
            }
        }
    }

    private func refreshUnhurried(_ url: String) async {
        let trouble = await refresh(url, isHurried: false, within: Self.unhurried)
        memory.tell(url, trouble?.1)
        guard let delta = rules.deltas[url] else { return }
        let other = await refresh(delta, isHurried: false, within: Self.unhurried)
        memory.tell(delta, other?.1 ?? join(url, delta))
    }

    /// Lays the delta at hand over the full list at hand. Says why it does not count.
    @discardableResult
    private func join(_ url: String, _ delta: String) -> String? {
        guard let held = lists[url], let other = memory.deltas[delta] else { return nil }
        let trouble = held.trouble(with: other, freshness(other.head))
        lists[url] = held.with(other, counts: trouble == nil)
        guard let trouble, !trouble.isEmpty else { return nil }
        return "the delta does not count: \(trouble)"
    }

    /// Fetches a list once, however many wait for it. Those who wait with a visitor do not wait for the unhurried poll.
    ///
    /// - Returns: nil when the list at hand is the newest there is, else what was wrong.
    private func refresh(
        _ url: String, isHurried: Bool, within deadline: Duration
    ) async -> (RevocationAnswer.Status, String)? {
        let flight = ListFlight(url: url, isHurried: isHurried)
        let era = listEpoch
        let task = fetching[flight] ?? begin(flight, within: deadline)
        let finding = await task.value
        if fetching[flight] == task { fetching[flight] = nil }
        switch finding {
        case .unchanged: return nil
        case .nothing(let status, let detail): return (status, detail)
        case .list(let new, let file):
            guard era == listEpoch else {
                memory.shelf.remove(url)
                return (.unavailable, "forgotten meanwhile")
            }
            return install(new, file, url)
        }
    }

    /// Puts a list into service, in the moment of an assignment.
    private func install(_ new: HeldList, _ file: PrivateFile?, _ url: String) -> (RevocationAnswer.Status, String)? {
        let isDelta = new.head.isDelta
        let older = isDelta ? memory.deltas[url] : lists[url]
        // Several may have waited for this one.
        if let older, older.sha256 == new.sha256, !older.isOutdated { return nil }
        if let mark = memory.marks[url] ?? older?.mark, !new.mayFollow(mark) {
            return (.invalid, "an older list than the one at hand")
        }
        do {
            if let file, let place = memory.shelf.place(url, "list") { try file.replace(place) }
        } catch {
            // It serves all the same; after a restart it is fetched anew.
            memory.report("\(error)")
        }
        memory.marks[url] = new.mark
        if isDelta {
            memory.deltas[url] = new
            for full in rules.deltas where full.value == url { join(full.key, url) }
        } else {
            lists[url] = new
            if let delta = rules.deltas[url] { join(url, delta) }
        }
        // Unmapping a nation's index takes milliseconds. It is left to a task that surely lets go last.
        if let older {
            Task.detached(priority: .background) {
                try? await Task.sleep(for: .seconds(1))
                withExtendedLifetime(older) {}
            }
        }
        return nil
    }

    private func begin(_ flight: ListFlight, within deadline: Duration) -> Task<ListSource.Finding, Never> {
        let isDelta = rules.deltas.values.contains(flight.url)
        let source = ListSource(
            url: flight.url, isDelta: isDelta, issuer: issuer, fetcher: memory.fetcher, clock: clock,
            shelf: memory.shelf)
        let held = isDelta ? memory.deltas[flight.url] : lists[flight.url]
        let mark = memory.marks[flight.url] ?? held?.mark
        let task = Task { await source.fetch(after: held, mark, within: deadline) }
        fetching[flight] = task
        return task
    }

    // MARK: After a restart

    /// Takes back what was kept, once. Who comes meanwhile waits for it.
    func restore() async {
        guard !memory.isRestored else { return }
        if memory.restoring == nil { memory.restoring = Task { await restoreOnce() } }
        await memory.restoring?.value
    }

    private func restoreOnce() async {
        let era = listEpoch
        let kept = await KeptLists.read(rules, of: issuer, on: memory.shelf)
        defer { memory.isRestored = true }
        guard era == listEpoch else { return }
        for trouble in kept.troubles { memory.report(trouble) }
        memory.marks = kept.marks
        remember(kept.revoked)
        for (url, held) in kept.lists {
            if !held.isOutdated { memory.marks[url] = held.mark }
            if held.head.isDelta { memory.deltas[url] = held } else { lists[url] = held }
        }
        for (url, delta) in rules.deltas { join(url, delta) }
    }
}
