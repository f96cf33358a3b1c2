public import Fetch
import Foundation
public import OpenSSL
import Synchronization

/// Decides whether a card may log in now. One for the whole house, shared by all requests.
///
/// Paths are built over the issuer's own anchors and intermediates only. Revocation is asked for the card itself. That of the issuing authorities is not asked: they are configured by
/// name, and a withdrawn one is taken out of the configuration.
public final class CardJudge: Sendable {
    let benches: [IssuerBench]
    private let clock: WallClock
    /// About 2 KB each: a few MB at the most.
    private let recent = Mutex(RecentCards<[UInt8], ExaminedCard>(capacity: 2_048))

    public init(
        issuers: [CardIssuer], fetcher: Fetcher, clock: WallClock = .system, randomness: Randomness = .system,
        keeping lists: ListKeeping = ListKeeping()
    ) throws(PKIError) {
        guard !issuers.isEmpty else { throw .noIssuers }
        var benches: [IssuerBench] = []
        for issuer in issuers {
            guard !benches.contains(where: { $0.issuer.name == issuer.name }) else {
                throw .unusableIssuer(issuer.name, reason: "configured twice")
            }
            let paths: TrustedPaths
            do {
                paths = try TrustedPaths(anchors: issuer.anchors, intermediates: issuer.intermediates)
            } catch {
                throw .unusableIssuer(issuer.name, reason: "its certificates cannot be used: \(error)")
            }
            let revocation = IssuerRevocation(
                issuer, fetcher: fetcher, clock: clock, randomness: randomness,
                memory: try lists.memory(issuer, fetcher: fetcher, randomness: randomness))
            benches.append(IssuerBench(index: benches.count, issuer: issuer, paths: paths, revocation: revocation))
        }
        self.benches = benches
        self.clock = clock
    }

    public var issuers: [CardIssuer] { benches.map(\.issuer) }

    /// Judges a card. Never throws: a refusal is an answer, and undecided is refused.
    ///
    /// - Parameter issuers: names of the issuers that the site accepts; nil for all.
    public func judge(_ card: PresentedCard, accepted issuers: Set<String>? = nil) async -> CardVerdict {
        guard let leaf = card.leaf else { return .stranger(card, .noCertificate, []) }
        let now = clock.now()
        switch examination(of: leaf, at: now) {
        case .stranger(let refusal, let steps): return .stranger(card, refusal, steps)
        case .card(let examined): return await judge(examined, of: card, accepted: issuers, at: now)
        }
    }

    private func judge(
        _ examined: ExaminedCard, of card: PresentedCard, accepted issuers: Set<String>?, at now: Date
    ) async -> CardVerdict {
        let bench = benches[examined.bench]
        let (trace, refusals) = examined.steps(from: bench.issuer, accepted: issuers, at: now)
        func refuse(_ reason: CardRefusal, _ evidence: RevocationEvidence?, _ trace: JudgementTrace) -> CardVerdict {
            .refused(
                RefusedCard(
                    reason: reason, issuer: bench.issuer.name, holder: examined.holder, revocation: evidence,
                    facts: card.facts, path: examined.path, trace: trace))
        }
        // Nobody is asked about a card that is refused anyhow.
        if let reason = refusals.min(by: { $0.rank < $1.rank }) { return refuse(reason, nil, trace) }
        guard let holder = examined.holder else { return refuse(.internal, nil, trace) }
        let finding = await bench.revocation.standing(of: examined.certificate, issuedBy: examined.authority)
        let whole = trace.adding(finding)
        switch finding.conclusion {
        case .good(let evidence):
            return .proven(
                ProvenCard(
                    holder: holder, revocation: evidence, facts: card.facts, path: examined.path, trace: whole))
        case .refused(let reason, let evidence): return refuse(reason, evidence, whole)
        }
    }

    // MARK: What does not change between judgements

    private enum Examination {
        case card(ExaminedCard)
        case stranger(CardRefusal, [JudgementStep])
    }

    /// Remembered for cards of configured issuers, so that the second judgement of a login pays no signature again.
    private func examination(of leaf: [UInt8], at now: Date) -> Examination {
        let fingerprint = DigestAlgorithm.sha256.digest(leaf)
        if let known = recent.withLock({ $0[fingerprint] }),
            known.pathIsValid.contains(known.certificate.momentForPath(at: now))
        {
            return .card(known)
        }
        let examination = examine(leaf, fingerprint, at: now)
        if case .card(let examined) = examination { recent.withLock { $0.remember(examined, for: fingerprint) } }
        return examination
    }

    private func examine(_ leaf: [UInt8], _ fingerprint: [UInt8], at now: Date) -> Examination {
        let certificate: PathCertificate
        do { certificate = try PathCertificate(der: leaf, as: .card) } catch {
            return .stranger(.pathInvalid, [JudgementStep(.issuer, false, "\(error)")])
        }
        let candidates = benches.filter { $0.mayHaveIssued(certificate) }
        guard !candidates.isEmpty else {
            return .stranger(.unknownIssuer, [JudgementStep(.issuer, false, "no configured issuer bears this name")])
        }
        var details: [String] = []
        // Several issuers may bear one name: each is tried.
        for bench in candidates {
            switch bench.examine(certificate, fingerprint: fingerprint, at: now) {
            case .card(let examined): return .card(examined)
            case .noPath(let detail): details.append(detail)
            }
        }
        let names = candidates.map(\.issuer.name).joined(separator: ", ")
        return .stranger(
            .pathInvalid,
            [JudgementStep(.issuer, true, names), JudgementStep(.path, false, details.joined(separator: "; "))])
    }

    func forgetCards() { recent.withLock { $0.forgetAll() } }
}

extension CardVerdict {
    /// A certificate that no configured issuer vouches for, or none.
    fileprivate static func stranger(
        _ card: PresentedCard, _ reason: CardRefusal, _ steps: [JudgementStep]
    ) -> CardVerdict {
        .refused(
            RefusedCard(
                reason: reason, issuer: nil, holder: nil, revocation: nil, facts: card.facts,
                path: card.leaf.map { [$0] } ?? [], trace: JudgementTrace(steps: steps)))
    }
}

extension ExaminedCard {
    /// All steps but revocation, in the order of the published list.
    fileprivate func steps(
        from issuer: CardIssuer, accepted issuers: Set<String>?, at now: Date
    ) -> (JudgementTrace, [CardRefusal]) {
        let isAccepted = issuers?.contains(issuer.name) ?? true
        let issuerStep = JudgementStep(
            .issuer, isAccepted, isAccepted ? issuer.name : "\(issuer.name): not accepted by this site")
        let validity = validity(at: now)
        let trace = JudgementTrace(steps: [issuerStep, pathStep, validity.step] + steps)
        return (trace, refusals + [validity.refusal, isAccepted ? nil : .issuerNotAccepted].compactMap { $0 })
    }
}

extension JudgementTrace {
    fileprivate func adding(_ finding: RevocationFinding) -> JudgementTrace {
        JudgementTrace(steps: steps + [finding.step], revocation: finding.answers)
    }
}
