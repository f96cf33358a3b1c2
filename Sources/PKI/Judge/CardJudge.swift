public import Fetch
import Foundation
public import OpenSSL
import Synchronization

/// Decides whether a card may log in now. One for the whole house, shared by all requests.
///
/// Paths are built over the issuer's own anchors and intermediates only. Revocation is asked for the card itself. That
/// of the issuing authorities is not asked: they are configured by name, and a withdrawn one is taken out of the
/// configuration.
public final class CardJudge: Sendable {
    let benches: [IssuerBench]
    /// Of each bench, its issuer's rules as records keep them.
    private let rules: [String]
    let clock: WallClock
    /// About 2 KB each: a few MB at the most.
    private let recent = Mutex(RecentCards<[UInt8], ExaminedCard>(capacity: 2_048))
    private let blocks: BlockList
    private let sharedKeys: SharedKeys
    private let onSharedKey: @Sendable (SharedKey) -> Void

    /// - Parameters: - blocks: asked at each judgement. - onSharedKey: told where one key stands in the cards of two
    ///   persons. Nobody is refused for that alone: which of the two is the right one, only the issuer knows.
    public init(
        issuers: [CardIssuer], fetcher: Fetcher, clock: WallClock = .system, randomness: Randomness = .system,
        keeping lists: ListKeeping = ListKeeping(), blocks: BlockList = .none,
        onSharedKey: @escaping @Sendable (SharedKey) -> Void = { _ in }
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
        do { rules = try benches.map { try IssuerSnapshot($0.issuer).text } } catch {
            throw .unusableRule("issuer", reason: "its rules cannot be written down: \(error)")
        }
        self.benches = benches
        self.clock = clock
        self.blocks = blocks
        self.onSharedKey = onSharedKey
        sharedKeys = SharedKeys(randomness: randomness)
    }

    public var issuers: [CardIssuer] { benches.map(\.issuer) }

    /// Judges a card. Never throws: a refusal is an answer, and undecided is refused.
    ///
    /// - Parameters:
    ///   - issuers: names of the issuers that the site accepts; nil for all.
    ///   - demand: what the site demands of revocation data beyond the issuer's own rules.
    public func judge(
        _ card: PresentedCard, accepted issuers: Set<String>? = nil, demanding demand: RevocationDemand? = nil
    ) async -> CardVerdict {
        guard let leaf = card.leaf else { return .stranger(card, .noCertificate, []) }
        let now = clock.now().inMilliseconds
        switch examination(of: leaf, at: now) {
        case .stranger(let refusal, let steps): return .stranger(card, refusal, steps)
        case .card(let examined): return await judge(examined, of: card, accepted: issuers, demanding: demand, at: now)
        }
    }

    private func judge(
        _ examined: ExaminedCard, of card: PresentedCard, accepted issuers: Set<String>?,
        demanding demand: RevocationDemand?, at now: Date
    ) async -> CardVerdict {
        let bench = benches[examined.bench]
        let marks = CardMarks(examined, issuer: bench.issuer.name)
        let ground = JudgementGround(
            judgedAt: now, acceptedIssuers: issuers?.sorted(), demandedMaxAge: demand?.maxAge?.components.seconds,
            block: blocks.ask(about: marks), keyIsBlocked: bench.issuer.accept.keys.blocked.contains(marks.key),
            rules: rules[examined.bench])
        let judgement = CardJudgement(examined, of: card, from: bench.issuer, marks: marks, ground: ground)
        // Nobody is asked about a card that is refused anyhow.
        if let refused = judgement.refused { return .refused(refused) }
        return judgement.concluded(
            by: await bench.revocation.standing(
                of: examined.certificate, issuedBy: examined.authority, demanding: demand))
    }

    /// Judges a card with what was heard of it when it was judged before: nobody is asked, and nothing is remembered.
    ///
    /// - Parameter hear: what the sources said.
    func judge(
        _ card: PresentedCard, on ground: JudgementGround, hearing hear: (ExaminedCard) -> RevocationFinding
    ) -> CardVerdict {
        guard let leaf = card.leaf else { return .stranger(card, .noCertificate, []) }
        let fingerprint = DigestAlgorithm.sha256.digest(leaf)
        switch examine(leaf, fingerprint, at: ground.judgedAt) {
        case .stranger(let refusal, let steps): return .stranger(card, refusal, steps)
        case .card(let examined):
            let issuer = benches[examined.bench].issuer
            let marks = CardMarks(examined, issuer: issuer.name)
            let judgement = CardJudgement(examined, of: card, from: issuer, marks: marks, ground: ground)
            if let refused = judgement.refused { return .refused(refused) }
            return judgement.concluded(by: hear(examined))
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
        if case .card(let examined) = examination {
            recent.withLock { $0.remember(examined, for: fingerprint) }
            lookForSharedKey(examined, fingerprint)
        }
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

    private func lookForSharedKey(_ card: ExaminedCard, _ fingerprint: [UInt8]) {
        let marks = CardMarks(card, issuer: benches[card.bench].issuer.name)
        let shared = sharedKeys.look(at: marks, certificate: fingerprint, subject: card.certificate.subject.der)
        if let shared { onSharedKey(shared) }
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
                path: card.leaf.map { [$0] } ?? [], trace: JudgementTrace(steps: steps), ground: nil))
    }
}
