import Foundation

/// What lists at hand say against a card. For that a list needs to cover the card for one reason only; to clear it, for
/// all (RFC 5280 §6.3.3(d)).
extension IssuerRevocation {
    /// A list at hand, full or delta, that revokes a card: nothing lifts it.
    func revocationAtHand(
        _ card: CardKey, _ certificate: Certificate, at now: Date
    ) -> (RevocationSource, RevocationEvidence, String)? {
        for (url, held) in lists where held.mayTell(of: certificate, issuedBy: card.authority) {
            guard let detail = revocation(by: held, at: url, of: certificate, from: [url]) else { continue }
            return (.crl(url), held.evidence(.crl(url), of: certificate, at: now), detail)
        }
        // Also one that has nothing to lie upon.
        for (url, delta) in memory.deltas where delta.mayTell(of: certificate, issuedBy: card.authority) {
            let places = [url] + rules.deltas.filter { $0.value == url }.map(\.key)
            guard let detail = revocation(by: delta, at: url, of: certificate, from: places) else { continue }
            return (.crl(url), delta.evidence(.crl(url), at: now), detail)
        }
        return nil
    }

    /// A list at hand that is newer than an answer and has the card on hold.
    func holding(_ card: CardKey, _ certificate: Certificate, since answered: Date?) -> SourceFinding? {
        let answered = answered ?? .distantPast
        for (url, held) in lists where held.list.toldAt > answered {
            guard held.mayTell(of: certificate, issuedBy: card.authority),
                case .listed(.certificateHold, _) = held.list.finding(of: certificate),
                covers(held, certificate, from: [url])
            else { continue }
            let evidence = held.evidence(.crl(url), of: certificate, at: clock.now())
            return .verified(.crl(url), .onHold, evidence, "certificateHold")
        }
        return nil
    }

    /// Whether a list at hand names a responder, or might: where its index cannot be read nobody knows.
    func isListed(_ responder: Certificate, issuedBy authority: IssuingAuthority) -> Bool {
        lists.values.contains {
            $0.authority == authority.keyFingerprint && $0.list.finding(of: responder.serial) != .absent
        }
    }

    private func revocation(
        by held: HeldList, at url: String, of certificate: Certificate, from places: [String]
    ) -> String? {
        let detail: String
        switch held.list.finding(of: certificate) {
        case .absent, .listed(.certificateHold, _): return nil
        case .listed(let reason, _): detail = "\(reason)"
        case .listedBefore: detail = "an earlier list named it: revoked is for ever"
        case .unreadable:
            drop(url)
            return nil
        }
        return covers(held, certificate, from: places) ? detail : nil
    }

    private func covers(_ held: HeldList, _ certificate: Certificate, from places: [String]) -> Bool {
        places.contains { !held.head.reasons(for: certificate, fetchedFrom: $0).isEmpty }
    }

    /// Takes a list out of service whose index was altered beneath it: it answers nothing, and is fetched anew.
    func drop(_ url: String) {
        memory.report("\(url): the index of the list was altered; it will be fetched anew")
        if memory.deltas.removeValue(forKey: url) != nil { return }
        lists[url] = nil
        // It may be the delta upon it that cannot be read.
        if let delta = rules.deltas[url] { memory.deltas[delta] = nil }
    }
}
