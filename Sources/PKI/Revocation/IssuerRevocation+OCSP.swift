import Foundation

extension IssuerRevocation {
    /// What a responder says, or said lately.
    func ask(
        _ source: RevocationSource, about certificate: Certificate, issuedBy authority: IssuingAuthority,
        within deadline: Duration
    ) async -> SourceFinding {
        let key = GoodKey(card: CardKey(certificate, issuedBy: authority), url: source.url)
        if let good = goods[key], isUsable(good, at: clock.now()) {
            return finding(good, source, key.card, certificate, "remembered")
        }
        guard deadline > .zero else { return .nothing(source, .unavailable, "no time was left to ask") }
        let era = epoch
        switch await flight(key, source, about: certificate, issuedBy: authority, within: deadline) {
        case .nothing(let status, let detail): return .nothing(source, status, detail)
        case .answer(let status, let thisUpdate, let nextUpdate, let response, let unchecked):
            if let unchecked, isListed(unchecked, issuedBy: authority) {
                return .nothing(source, .invalid, "the responder's certificate is revoked")
            }
            let now = clock.now()
            let evidence = RevocationEvidence(
                source: source, thisUpdate: thisUpdate, nextUpdate: nextUpdate, at: now,
                proof: .ocsp(response: response))
            switch status {
            case .revoked(.certificateHold): return .verified(source, .onHold, evidence, "certificateHold")
            case .revoked(let reason): return .verified(source, .revoked, evidence, "\(reason)")
            case .unknown: return .verified(source, .unknown, evidence, "the issuer does not know this certificate")
            case .good:
                let good = RememberedGood(
                    askedAt: now, thisUpdate: thisUpdate, nextUpdate: nextUpdate, response: response)
                if era == epoch { goods.remember(good, for: key) }
                return finding(good, source, key.card, certificate, "asked now")
            }
        }
    }

    /// One question at a time about one card (threats: V9): who comes meanwhile gets the same answer.
    private func flight(
        _ key: GoodKey, _ source: RevocationSource, about certificate: Certificate,
        issuedBy authority: IssuingAuthority, within deadline: Duration
    ) async -> OCSPResponder.Finding {
        if let running = asking[key] { return await running.value }
        let responder = OCSPResponder(
            source: source, rules: rules, fetcher: fetcher, clock: clock, randomness: randomness)
        let task = Task { @concurrent in
            await responder.ask(about: certificate, issuedBy: authority, within: deadline)
        }
        asking[key] = task
        let finding = await task.value
        if asking[key] == task { asking[key] = nil }
        return finding
    }

    /// A good answer lives `refresh` at most, and never longer than it says itself.
    private func isUsable(_ good: RememberedGood, at now: Date) -> Bool {
        let held = now.timeIntervalSince(good.askedAt)
        guard held >= 0, held < rules.refresh.seconds else { return false }
        guard case .fresh = rules.freshness(thisUpdate: good.thisUpdate, nextUpdate: good.nextUpdate, grace: 0, at: now)
        else { return false }
        return true
    }

    /// Good, unless a list at hand that is newer than the answer has the card on hold.
    private func finding(
        _ good: RememberedGood, _ source: RevocationSource, _ card: CardKey, _ certificate: Certificate,
        _ detail: String
    ) -> SourceFinding {
        let now = clock.now()
        for (url, held) in lists where held.authority == card.authority && held.list.thisUpdate > good.thisUpdate {
            guard held.list.scope.covers(certificate, fetchedFrom: url),
                held.list.reason(of: card.serial) == .certificateHold
            else { continue }
            return .verified(.crl(url), .onHold, held.evidence(.crl(url), at: now), "certificateHold")
        }
        let evidence = RevocationEvidence(
            source: source, thisUpdate: good.thisUpdate, nextUpdate: good.nextUpdate, at: now,
            proof: .ocsp(response: good.response))
        return .verified(source, .good, evidence, detail)
    }

    /// A responder whose certificate does not say `nocheck` must not be on a list at hand (RFC 6960 §4.2.2.2.1).
    private func isListed(_ responder: Certificate, issuedBy authority: IssuingAuthority) -> Bool {
        lists.values.contains {
            $0.authority == authority.keyFingerprint && $0.list.reason(of: responder.serial) != nil
        }
    }
}
