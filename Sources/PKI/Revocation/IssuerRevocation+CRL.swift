import Foundation
import OpenSSL

extension IssuerRevocation {
    /// What the list at an address says; it is fetched first where none is at hand that is fresh.
    func look(
        in source: RevocationSource, for certificate: Certificate, issuedBy authority: IssuingAuthority,
        within deadline: Duration
    ) async -> SourceFinding {
        var trouble: ListTrouble?
        if freshList(source.url) == nil {
            guard deadline > .zero else { return .nothing(source, .unavailable, "no time was left to ask") }
            trouble = await refresh(source.url, isHurried: true, within: deadline)
        }
        guard let held = freshList(source.url) else {
            if let held = lists[source.url], trouble?.status != .invalid {
                return .nothing(
                    source, .stale, "the list of \(held.list.thisUpdate.stamp) has run out; \(trouble?.detail ?? "")")
            }
            return .nothing(source, trouble?.status ?? .unavailable, trouble?.detail ?? "no list")
        }
        guard held.mayTell(of: certificate, issuedBy: authority.keyFingerprint) else {
            return .nothing(source, .unavailable, "the list is another authority's")
        }
        let reasons = held.head.reasons(for: certificate, fetchedFrom: source.url)
        guard !reasons.isEmpty else {
            return .nothing(source, .invalid, "the list is another distribution point's")
        }
        return refusal(by: held, from: source, of: certificate)
            ?? clearance(of: certificate, by: held, from: source, telling: reasons)
    }

    /// nil where the list does not name a certificate.
    private func refusal(
        by held: HeldList, from source: RevocationSource, of certificate: Certificate
    ) -> SourceFinding? {
        let evidence = held.evidence(source, of: certificate, at: clock.now())
        switch held.list.finding(of: certificate) {
        case .absent: return nil
        case .listed(.certificateHold, _): return .verified(source, .onHold, evidence, "certificateHold")
        case .listed(let reason, _): return .verified(source, .revoked, evidence, "\(reason)")
        case .listedBefore:
            return .verified(source, .revoked, evidence, "an earlier list named it: revoked is for ever")
        case .unreadable:
            drop(source.url)
            return .nothing(source, .invalid, "the index of the list was altered; it will be fetched anew")
        }
    }

    /// RFC 5280 §6.3.3(d), (e), (l): what a list does not cover it does not clear; lists of some reasons each clear a card
    /// together.
    private func clearance(
        of certificate: Certificate, by held: HeldList, from source: RevocationSource, telling reasons: ReasonMask
    ) -> SourceFinding {
        var (told, parts) = (reasons, [(source, held)])
        for other in rules.sources where other.kind == .crl && other != source && told != .all {
            guard let list = freshList(other.url), list.authority == held.authority else { continue }
            let more = list.head.reasons(for: certificate, fetchedFrom: other.url)
            guard !more.isSubset(of: told) else { continue }
            if let refusal = refusal(by: list, from: other, of: certificate) {
                if refusal.conclusion != nil { return refusal }
                continue
            }
            told.formUnion(more)
            parts.append((other, list))
        }
        guard told == .all else { return .nothing(source, .invalid, "the list covers some reasons only") }
        let details = parts.map { source, held in
            (source == parts[0].0 ? "" : "with \(source.url): ") + held.summary(at: clock.now())
        }
        // The oldest: who demands young evidence demands it of all of them.
        let oldest = parts.min { $0.1.list.thisUpdate < $1.1.list.thisUpdate } ?? parts[0]
        return .verified(
            oldest.0, .good, oldest.1.evidence(oldest.0, at: clock.now()), details.joined(separator: "; "))
    }

    /// The list at hand, if it may answer now; its delta counts only if that may too.
    private func freshList(_ url: String) -> HeldList? {
        guard let held = lists[url], !held.isOutdated, case .fresh = freshness(held.head) else { return nil }
        guard held.list.deltaCounts, let delta = memory.deltas[rules.deltas[url] ?? ""] else { return held }
        if case .fresh = freshness(delta.head) { return held }
        return held.with(delta, counts: false)
    }

    func freshness(_ head: CRLHead) -> RevocationRules.Freshness {
        rules.freshness(head, at: clock.now())
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
