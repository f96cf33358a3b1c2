import Foundation
import OpenSSL

/// How lists come and are put into service.
extension IssuerRevocation {
    /// How long a poll in the background may take: lists of whole nations over thin lines.
    private static let unhurried = Duration.seconds(300)

    /// Fetches every list of this issuer now, all at once: none waits for another.
    func refreshLists() async {
        await restore()
        await withTaskGroup(of: Void.self) { group in
            for source in rules.sources where source.kind == .crl {
                group.addTask {
                    await self.refreshList(source.url)
                    if let delta = self.issuer.revocation.deltas[source.url] { await self.refreshList(delta) }
                }
            }
        }
    }

    /// The addresses of all lists, deltas too: each is polled by itself (threats: R22).
    nonisolated var listAddresses: [String] {
        let full = issuer.revocation.sources.filter { $0.kind == .crl }.map(\.url)
        var seen = Set<String>()
        return (full + full.compactMap { issuer.revocation.deltas[$0] }).filter { seen.insert($0).inserted }
    }

    /// Fetches one list, or delta, for nobody who waits.
    func refreshList(_ url: String) async {
        await restore()
        let trouble = await refresh(url, isHurried: false, within: Self.unhurried)
        let misfit = rules.deltas.filter { $0.value == url }.compactMap { join($0.key, url) }.first
        memory.tell(url, trouble?.detail ?? misfit)
    }

    /// Lays the delta at hand over the full list at hand. Says why it does not count.
    @discardableResult
    func join(_ url: String, _ delta: String) -> String? {
        guard let held = lists[url], let other = memory.deltas[delta] else { return nil }
        let trouble = held.trouble(with: other, freshness(other.head))
        lists[url] = held.with(other, counts: trouble == nil)
        guard let trouble, !trouble.isEmpty else { return nil }
        return "the delta does not count: \(trouble)"
    }

    /// Fetches a list once, however many wait for it, each for his own time. Who waits with a visitor takes what an
    /// unhurried poll brings in that time; the poll does not end with it.
    ///
    /// - Returns: nil when the list at hand is the newest there is, else what was wrong.
    func refresh(_ url: String, isHurried: Bool, within deadline: Duration) async -> ListTrouble? {
        let unhurried = ListFlight(url: url, isHurried: false)
        guard isHurried else { return await (fetching[unhurried] ?? begin(unhurried, within: deadline)).task.value }
        let flight = ListFlight(url: url, isHurried: true)
        if let fetch = fetching[unhurried] ?? fetching[flight] {
            let late: ListTrouble? = ListTrouble(status: .unavailable, detail: "it is still coming")
            return await value(of: fetch.task, within: deadline, by: stopwatch) ?? late
        }
        if let refusal = pauses[url]?.refusal(at: stopwatch.elapsed()) { return refusal }
        return await begin(flight, within: deadline).task.value
    }

    private func begin(_ flight: ListFlight, within deadline: Duration) -> ListFetch {
        flights &+= 1
        let (number, era) = (flights, listEpoch)
        let task = Task {
            let trouble = await fetch(flight, within: deadline, era)
            if fetching[flight]?.number == number { fetching[flight] = nil }
            return trouble
        }
        let begun = ListFetch(number: number, task: task)
        fetching[flight] = begun
        return begun
    }

    /// Fetches and puts into service. What was carried over comes from the list that is replaced: where that has changed
    /// meanwhile, the list is fetched anew.
    private func fetch(_ flight: ListFlight, within deadline: Duration, _ era: Int) async -> ListTrouble? {
        let (url, began) = (flight.url, stopwatch.elapsed())
        for _ in 0..<3 {
            let left = deadline - (stopwatch.elapsed() - began)
            guard left > .zero else { break }
            let older = atHand(url)
            let finding = await source(flight).fetch(after: older, memory.marks[url] ?? older?.mark, within: left)
            guard era == listEpoch else {
                if case .list = finding { memory.shelf.remove(url) }
                return ListTrouble(status: .unavailable, detail: "forgotten meanwhile")
            }
            switch finding {
            case .unchanged: return ended(url, lists[url].flatMap(runOut))
            case .nothing(let status, let detail): return ended(url, ListTrouble(status: status, detail: detail))
            case .list(let new, let file):
                let now = atHand(url)
                if let now, now.sha256 == new.sha256, !now.isOutdated { return ended(url, nil) }
                guard now?.sha256 == older?.sha256 else {
                    // The mark of the one that is given up must not stay where the newest is looked for after a restart.
                    if let mark = memory.marks[url] { try? mark.keep(url, on: memory.shelf) }
                    continue
                }
                return ended(url, install(new, file, url, after: older))
            }
        }
        return ended(url, ListTrouble(status: .unavailable, detail: "another list came meanwhile, again and again"))
    }

    private func ended(_ url: String, _ trouble: ListTrouble?) -> ListTrouble? {
        // A file that is dropped costs nothing to look at.
        let isFar = RevocationSource.path(url) == nil
        pauses[url] = trouble.flatMap {
            isFar ? ListPause(after: $0, at: stopwatch.elapsed(), following: pauses[url]) : nil
        }
        return trouble
    }

    private func isDelta(_ url: String) -> Bool { rules.deltas.values.contains(url) }

    private func atHand(_ url: String) -> HeldList? { isDelta(url) ? memory.deltas[url] : lists[url] }

    /// Why a list does not serve though its publisher has none that is newer; nil if it does.
    private func runOut(_ held: HeldList) -> ListTrouble? {
        guard case .stale(let detail) = freshness(held.head) else { return nil }
        return ListTrouble(status: .stale, detail: "there is no newer one, and \(detail)")
    }

    private func source(_ flight: ListFlight) -> ListSource {
        ListSource(
            url: flight.url, isDelta: isDelta(flight.url), issuer: issuer,
            fetcher: flight.isHurried ? memory.hurried : memory.patient, clock: clock, shelf: memory.shelf,
            isAwaited: flight.isHurried)
    }

    /// Puts a list into service, in the moment of an assignment.
    private func install(
        _ new: HeldList, _ file: PrivateFile?, _ url: String, after older: HeldList?
    ) -> ListTrouble? {
        if let mark = memory.marks[url] ?? older?.mark, !new.mayFollow(mark) {
            return ListTrouble(status: .invalid, detail: "an older list than the one at hand")
        }
        do {
            if let file, let place = memory.shelf.place(url, "list") { try file.replace(place) }
        } catch {
            // It serves all the same; after a restart it is fetched anew.
            memory.report("\(error)")
        }
        memory.marks[url] = new.mark
        if new.head.isDelta {
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
}
