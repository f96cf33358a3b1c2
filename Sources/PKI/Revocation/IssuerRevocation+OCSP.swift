import Foundation

/// A question under way. Who comes meanwhile gets the same answer.
struct Flight: Sendable {
    let number: Int
    let task: Task<SourceFinding, Never>
}

extension IssuerRevocation {
    /// What a responder says, or said lately.
    func ask(
        _ source: RevocationSource, about certificate: Certificate, issuedBy authority: IssuingAuthority,
        within deadline: Duration
    ) async -> SourceFinding {
        let subject = OCSPSubject(certificate, issuedBy: authority)
        if let good = remembered(subject.card, certificate, authority) { return good }
        let finding = await ask(source, about: subject, within: deadline)
        guard case .good = finding.conclusion else { return finding }
        watched.saw(certificate, subject.card, issuedBy: authority, at: clock.now())
        return holding(subject.card, certificate, since: finding.answer.thisUpdate) ?? finding
    }

    /// One question at a time about one card to one responder (threats: V9).
    func ask(_ source: RevocationSource, about subject: OCSPSubject, within deadline: Duration) async -> SourceFinding {
        let question = Question(card: subject.card, url: source.url)
        if let flight = asking[question] { return await flight.task.value }
        guard deadline > .zero else { return .nothing(source, .unavailable, "no time was left to ask") }
        guard record(source.url).underWay < ResponderRecord.mostUnderWay else {
            return .nothing(source, .unavailable, "too many questions to it are under way")
        }
        guard responders[source.url]?.breaker.admits(at: stopwatch.elapsed()) ?? true else {
            return .nothing(source, .unavailable, "not asked: it has failed too often, and is left alone for a while")
        }
        responders[source.url]?.began()
        let (era, memory) = (epoch, listEpoch)
        flights &+= 1
        let number = flights
        let task = Task {
            let finding = await fly(number, source, subject, within: deadline, era, memory)
            if asking[question]?.number == number { asking[question] = nil }
            return finding
        }
        asking[question] = Flight(number: number, task: task)
        return await task.value
    }

    private func fly(
        _ number: Int, _ source: RevocationSource, _ subject: OCSPSubject, within deadline: Duration, _ era: Int,
        _ memory: Int
    ) async -> SourceFinding {
        let responder = OCSPResponder(
            source: source, rules: rules, fetcher: fetcher, clock: clock, randomness: randomness)
        let began = stopwatch.elapsed()
        let (outcome, health) = await responder.ask(about: subject, within: deadline)
        let now = stopwatch.elapsed()
        switch outcome {
        case .nothing(let status, let detail):
            responders[source.url]?.ended(health, isBelieved: false, took: now - began, at: now)
            return .nothing(source, status, detail)
        case .answer(let belief):
            responders[source.url]?.ended(health, isBelieved: true, took: now - began, at: now)
            let left = deadline - (now - began)
            if let defect = await delegateDefect(belief.signer, from: subject.authority, within: left) {
                return .nothing(source, .invalid, defect)
            }
            return settle(belief, of: number, source, subject, era, memory)
        }
    }

    /// Remembers what a verified answer says, also where nobody waits for it any more.
    private func settle(
        _ belief: OCSPBelief, of number: Int, _ source: RevocationSource, _ subject: OCSPSubject, _ era: Int,
        _ memory: Int
    ) -> SourceFinding {
        let now = clock.now()
        let finding = SourceFinding.verified(source, belief, at: now)
        if case .good = finding.conclusion {
            if let doubt = doubts[subject.card], outweighs(doubt, belief, of: number) {
                return .verified(doubt.source, doubt.belief, at: now)
            }
            let good = RememberedGood(askedAt: now, source: source, belief: belief)
            if era == epoch { goods.remember(good, for: subject.card) }
        } else if let conclusion = finding.conclusion {
            goods.forget(subject.card)
            watched.forget(subject.card)
            if memory == listEpoch {
                remember(conclusion, subject.card, source)
                doubt(belief, subject.card, source)
            }
        }
        return finding
    }

    private func doubt(_ belief: OCSPBelief, _ card: CardKey, _ source: RevocationSource) {
        if let known = doubts[card], known.belief.thisUpdate > belief.thisUpdate { return }
        doubts.remember(RememberedDoubt(source: source, belief: belief, flights: flights), for: card)
    }

    /// Whether a card stays unknown or on hold though a good answer has come: one that is older, or no newer and to a
    /// question from before. Two responders of one issuer need not know the same at the same time.
    private func outweighs(_ doubt: RememberedDoubt, _ good: OCSPBelief, of number: Int) -> Bool {
        if doubt.belief.thisUpdate == good.thisUpdate { return number <= doubt.flights }
        return doubt.belief.thisUpdate > good.thisUpdate
    }

    // MARK: What is remembered

    /// The good answer of a while ago, whichever of the issuer's responders gave it.
    func remembered(
        _ card: CardKey, _ certificate: Certificate, _ authority: IssuingAuthority
    ) -> SourceFinding? {
        let now = clock.now()
        guard let good = goods[card], isUsable(good, at: now) else { return nil }
        // A responder that has been revoked since then takes its answers with it.
        if good.belief.signer.needsCheck, isListed(good.belief.signer.certificate, issuedBy: authority) {
            goods.forget(card)
            return nil
        }
        watched.saw(certificate, card, issuedBy: authority, at: now)
        return holding(card, certificate, since: good.belief.thisUpdate)
            ?? .verified(good.source, good.belief, at: now, isRemembered: true)
    }

    /// When a good answer lapses: after `refresh` at the latest, and never later than it says itself.
    func lapse(of good: RememberedGood) -> Date {
        let belief = good.belief
        let limit = belief.nextUpdate == nil ? min(rules.maxAge, rules.maxAgeWithoutNextUpdate) : rules.maxAge
        let own = min(belief.nextUpdate ?? .distantFuture, belief.thisUpdate + limit.seconds)
        return min(good.askedAt + rules.refresh.seconds, own)
    }

    private func isUsable(_ good: RememberedGood, at now: Date) -> Bool {
        let held = now.timeIntervalSince(good.askedAt)
        guard held >= 0, held < rules.refresh.seconds else { return false }
        let belief = good.belief
        // Its signer may speak no longer than its certificate lives.
        guard belief.signer.role == .issuer || belief.signer.certificate.isValid(at: now) else { return false }
        guard
            case .fresh = rules.freshness(
                thisUpdate: belief.thisUpdate, nextUpdate: belief.nextUpdate, grace: 0, at: now)
        else { return false }
        return true
    }

    /// How a responder is doing; the record begins with the first question.
    func record(_ url: String) -> ResponderRecord {
        if let record = responders[url] { return record }
        let record = ResponderRecord(rules.ocsp)
        responders[url] = record
        return record
    }

    func conditions() -> [ResponderCondition] {
        rules.sources.filter { $0.kind == .ocsp }.map { source in
            record(source.url).condition(issuer: issuer.name, url: source.url)
        }
    }
}
