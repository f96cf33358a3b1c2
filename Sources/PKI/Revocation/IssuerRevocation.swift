import Fetch
import Foundation
import OpenSSL

/// What is known about the revocations of one issuer's cards: lists at hand, good answers for a while, revoked cards for
/// ever. Each issuer has its own, so that one with dead sources slows nobody else.
actor IssuerRevocation {
    let issuer: CardIssuer
    let fetcher: Fetcher
    let clock: WallClock
    let randomness: Randomness

    /// Verified lists by address. An old one stays when its successor cannot be had: what it revoked stays revoked.
    var lists: [String: HeldList] = [:]
    /// What is known of lists besides, and where they are kept.
    var memory: ListMemory
    /// Good OCSP answers.
    var goods = RecentCards<CardKey, RememberedGood>(capacity: 4_096)
    /// The last answers that called a card unknown or on hold.
    var doubts = RecentCards<CardKey, RememberedDoubt>(capacity: 4_096)
    /// Cards whose good answers are kept fresh.
    lazy var watched = WatchedCards(rules.ocsp)
    /// Cards that a verified source called revoked: nothing lifts that, save `forget`.
    private var revoked = RecentCards<CardKey, RememberedRevocation>(capacity: 65_536)
    /// How each responder is doing, by address.
    var responders: [String: ResponderRecord] = [:]
    /// Change whenever what is under way must not be remembered any more.
    var epoch = 0
    var listEpoch = 0
    var asking: [Question: Flight] = [:]
    var flights = 0
    var fetching: [ListFlight: ListFetch] = [:]
    /// Addresses of lists that failed lately.
    var pauses: [String: ListPause] = [:]
    /// Lists being fetched anew for a site that takes nothing old, and when that was last done.
    var renewing: Task<Void, Never>?
    var renewedAt: Date?

    /// What is asked of whom.
    struct Question: Hashable, Sendable {
        let card: CardKey
        let url: String
    }

    struct RememberedGood: Sendable {
        let askedAt: Date
        let source: RevocationSource
        let belief: OCSPBelief
    }

    struct RememberedDoubt: Sendable {
        let source: RevocationSource
        let belief: OCSPBelief
        /// How many questions had been asked when it was believed.
        let flights: Int
    }

    private struct RememberedRevocation: Sendable {
        let source: RevocationSource
        let evidence: RevocationEvidence
    }

    init(
        _ issuer: CardIssuer, fetcher: Fetcher, clock: WallClock, randomness: Randomness,
        memory: ListMemory? = nil
    ) {
        self.issuer = issuer
        // Queues for each issuer: neither a slow issuer nor a nation's list delays a question about one card.
        self.fetcher = fetcher.inQueue(issuer.name)
        self.memory = memory ?? ListMemory(ListShelf(), of: issuer, fetcher: fetcher)
        self.clock = clock
        self.randomness = randomness
    }

    var rules: RevocationRules { issuer.revocation }

    /// What the sources say of a card, in their order, until one gives a verified, fresh answer.
    ///
    /// - Parameter deadline: how long is waited at most; nil: as long as the rules say.
    func standing(
        of certificate: Certificate, issuedBy authority: IssuingAuthority, within deadline: Duration? = nil
    ) async -> RevocationFinding {
        await restore()
        let card = CardKey(certificate, issuedBy: authority)
        if let known = knownRevocation(card, certificate) {
            return RevocationFinding(conclusion: .refused(.revoked, known.evidence), answers: [known.answer])
        }
        if let finding = await firstAtHand(card, certificate, authority), let conclusion = finding.conclusion {
            remember(conclusion, card, finding.source)
            return RevocationFinding(conclusion: conclusion, answers: [finding.answer])
        }
        // In a task of its own: a visitor who reloads the page must not end the round, which would look like a loss.
        let finding = await Task {
            await askAround(certificate, authority, within: deadline ?? rules.deadline)
        }.value
        // A list, or another responder's answer, may have come while one was asked.
        if case .good = finding.conclusion, let known = knownRevocation(card, certificate) {
            return RevocationFinding(
                conclusion: .refused(.revoked, known.evidence), answers: finding.answers + [known.answer])
        }
        return finding
    }

    /// What needs no question: a good answer that is remembered, or the list that would be asked first.
    private func firstAtHand(
        _ card: CardKey, _ certificate: Certificate, _ authority: IssuingAuthority
    ) async -> SourceFinding? {
        guard let first = rules.sources.first else { return nil }
        if first.kind == .ocsp { return remembered(card, certificate, authority) }
        return await look(in: first, for: certificate, issuedBy: authority, within: .zero)
    }

    /// Revoked before, or named by a list at hand: that wins over any good answer.
    private func knownRevocation(
        _ card: CardKey, _ certificate: Certificate
    ) -> (evidence: RevocationEvidence, answer: RevocationAnswer)? {
        let now = clock.now()
        if let known = revoked[card] {
            let finding = SourceFinding.verified(
                known.source, .revoked, known.evidence, "remembered: revoked is for ever")
            return (known.evidence, finding.answer)
        }
        guard let (source, evidence, detail) = revocationAtHand(card, certificate, at: now) else { return nil }
        remember(.refused(.revoked, evidence), card, source)
        return (evidence, SourceFinding.verified(source, .revoked, evidence, detail).answer)
    }

    func remember(_ conclusion: RevocationFinding.Conclusion, _ card: CardKey, _ source: RevocationSource) {
        guard case .refused(.revoked, let evidence?) = conclusion else { return }
        revoked.remember(RememberedRevocation(source: source, evidence: evidence), for: card)
        memory.log(card, evidence)
        goods.forget(card)
        watched.forget(card)
    }

    /// Takes back what was remembered before a restart.
    func remember(_ known: [(CardKey, RevocationEvidence)]) {
        for (card, evidence) in known {
            let source = evidence.source == .ocsp ? RevocationSource.ocsp(evidence.url) : .crl(evidence.url)
            revoked.remember(RememberedRevocation(source: source, evidence: evidence), for: card)
        }
    }

    /// Asks all sources anew: lists at once, good answers when next needed.
    func poll() async {
        forgetGoods()
        await refreshLists()
    }

    func forget() {
        forgetGoods()
        listEpoch &+= 1
        lists = [:]
        memory.forget()
        responders = [:]
        doubts.forgetAll()
        revoked.forgetAll()
        for fetch in fetching.values { fetch.task.cancel() }
        (fetching, pauses) = ([:], [:])
    }

    private func forgetGoods() {
        epoch &+= 1
        goods.forgetAll()
        watched.forgetAll()
        // Whoever asks from now on starts a question of his own.
        asking = [:]
    }
}
