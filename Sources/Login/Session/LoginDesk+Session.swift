import Foundation
import OpenSSL
import PKI

extension LoginDesk {
    /// Whether this request may be answered without the card: the house and the site have to want it, and the request
    /// must not ask for the card itself (ForceAuthn).
    func takesSession(_ attempt: LoginAttempt, _ site: RelyingParty) -> Bool {
        keepsSession(attempt, site) && !attempt.request.needsCard
    }

    /// Whether a login with the card begins a session: never on a computer that others use.
    func keepsSession(_ attempt: LoginAttempt, _ site: RelyingParty) -> Bool {
        sessions != nil && site.takesSessions && !attempt.isShared
    }

    /// The session of a ticket, if there is one and it is not over. Reads the store: only where there is a ticket.
    func openSession(_ ticket: SessionTicket?) async throws(LedgerError) -> OpenSession? {
        guard let sessions, let ticket else { return nil }
        let now = clock.now()
        guard let stored = try await sessions.store.session(ticket: ticket.mark, at: now), stored.ends > now,
            let secret = try? sealing.open(stored.key, as: .session, boundTo: ticket.bytes), secret.count > 32
        else { return nil }
        let (key, person) = (Array(secret.prefix(32)), Array(secret.dropFirst(32)))
        let card = stored.card.flatMap { try? sealing.open($0, as: .session, boundTo: ticket.bytes + key) }
            .flatMap(SessionCard.init)
        return OpenSession(
            id: stored.id, key: key, person: person, ticket: ticket, card: stored.serves > now ? card : nil,
            serves: stored.serves, ends: stored.ends)
    }

    /// The session that could answer this request, its card judged at this moment. A doubt is no session: the card is
    /// asked for.
    func offer(_ attempt: LoginAttempt, _ site: RelyingParty, _ ticket: SessionTicket?) async -> SessionOffer? {
        guard ticket != nil, takesSession(attempt, site), let open = try? await openSession(ticket),
            let card = open.card
        else { return nil }
        switch await judge.judge(PresentedCard(card), accepted: site.issuers, demanding: site.revocation) {
        case .proven(let proven):
            return SessionOffer(holder: proven.holder.displayName, since: card.at, until: open.serves)
        case .refused(let refused):
            await end(open.id, after: refused, of: card)
            return nil
        }
    }

    /// The consent page, with the session's card in place of one in the reader.
    public func present(
        _ attemptText: String, session ticket: SessionTicket?, cookie: BrowserCookie?, language: Language?
    ) async throws(Refusal) -> ConsentOffer {
        let (attempt, site) = try await attempt(attemptText, cookie: cookie, at: .start, language: language)
        let possession = try await sessionPossession(attempt, site, ticket, cookie)
        return try await present(
            attemptText, possession: possession, cookie: cookie, language: language, ticket: ticket)
    }

    private func sessionPossession(
        _ attempt: LoginAttempt, _ site: RelyingParty, _ ticket: SessionTicket?, _ cookie: BrowserCookie?
    ) async throws(Refusal) -> String {
        do {
            if takesSession(attempt, site), let open = try await openSession(ticket), let card = open.card {
                let possession = Possession(
                    card, of: open.id, tag: attempt.tag, cardUse: attempt.cardUse(at: clock.now()), at: clock.now())
                return try sealing.seal(possession.contents, as: .possession, cookie: nil)
            }
        } catch {
            throw refuse(.internal, attempt, cookie: cookie, detail: "\(error)")
        }
        throw refuse(.attemptExpired, attempt, cookie: cookie)
    }

    /// Answers a site that wants nothing shown: from a session in which the holder has agreed to send it just this.
    public func answerUnseen(
        _ attemptText: String, session ticket: SessionTicket?, cookie: BrowserCookie?
    ) async throws(Refusal) -> PassiveAnswer {
        let (attempt, site) = try await attempt(attemptText, cookie: cookie, at: .start)
        guard attempt.request.isPassive else { throw refuse(.requestInvalid) }
        let impossible = WayBack(
            request: attempt.request, site: site, reason: .passiveImpossible,
            caseNumber: CaseNumber(randomness: randomness), language: attempt.language, isFirst: true, judged: nil)
        guard takesSession(attempt, site), let open = try? await openSession(ticket), open.card != nil,
            let sites = try? await self.sites(of: open)
        else { return .impossible(impossible) }
        let text = try await sessionPossession(attempt, site, ticket, cookie)
        let used = try await used(attemptText, possession: text, cookie: cookie, at: .decision, ticket: ticket)
        let card: ProvenCard
        // Whatever speaks against the card would have to be shown.
        do { card = try await judged(used) } catch { return .impossible(impossible) }
        let agreement = agreement(for: card.holder)
        let digest = ShownConsent.digest(
            of: site, as: attempt.request.nameID, person: pairwise.person(card.holder), agreement: agreement)
        guard let earlier = sites.last(where: { $0.site == site.id && $0.shown == digest }) else {
            return .impossible(impossible)
        }
        let consent = Consent(items: earlier.items, agreement: agreement?.version, at: clock.now())
        let plan = try await plan(used, person: pairwise.person(card.holder), shown: digest)
        return .release(proven(card, used, plan).release(consent))
    }

    /// What the assertion will do to the sessions; nil where it does nothing.
    func plan(_ used: UsedCard, person: [UInt8], shown: [UInt8]) async throws(Refusal) -> SessionPlan? {
        guard let sessions, keepsSession(used.attempt, used.site) else { return nil }
        let open: OpenSession?
        do { open = try await openSession(used.ticket) } catch {
            throw refuse(.internal, used.attempt, cookie: used.cookie, detail: "\(error)")
        }
        let index = "_" + Hex.encode(randomness(20))
        if let session = used.possession.session {
            guard let open, open.id == session else {
                throw refuse(.attemptExpired, used.attempt, cookie: used.cookie)
            }
            return SessionPlan(
                act: .use, id: open.id, key: open.key, person: person, ticket: open.ticket, card: nil, index: index,
                serves: open.serves, ends: open.ends, replaced: nil, shown: shown)
        }
        guard case .certificate(let leaf) = used.possession.leaf else { return nil }
        let at = used.possession.authenticatedAt
        let same = open.flatMap { $0.person == person ? $0 : nil }
        return SessionPlan(
            act: same == nil ? .begin : .renew, id: same?.id ?? SessionID(randomness: randomness),
            key: same?.key ?? randomness(32), person: person, ticket: SessionTicket(randomness: randomness),
            card: SessionCard(leaf: leaf, facts: used.possession.facts, at: at, person: person), index: index,
            serves: at.addingTimeInterval(sessions.rules.serving),
            ends: at.addingTimeInterval(sessions.rules.remembered), replaced: same == nil ? open?.id : nil,
            shown: shown)
    }

    /// What a page says about it.
    func notice(_ used: UsedCard) -> SessionNotice? {
        if used.possession.session != nil { return .used(since: used.possession.authenticatedAt) }
        guard let sessions, keepsSession(used.attempt, used.site) else { return nil }
        return .begins(until: used.possession.authenticatedAt.addingTimeInterval(sessions.rules.serving))
    }
}

/// What becomes of a request that wants nothing shown.
public enum PassiveAnswer: ~Copyable, Sendable {
    case release(Release)
    case impossible(WayBack)
}

extension PresentedCard {
    init(_ card: SessionCard) { self.init(leaf: card.leaf, facts: card.facts, at: card.at) }
}

extension LoginDesk {
    /// A card that was judged again and refused serves no more; a source that does not answer ends nothing.
    func end(_ session: SessionID, after refused: RefusedCard, of card: SessionCard) async {
        let reason = RefusalReason(refused.reason)
        switch reason {
        case .revocationUnavailable, .revocationStale, .issuerNotAccepted, .internal: return
        default: break
        }
        let record = JudgementRecord(
            certificate: card.leaf, path: refused.path, facts: refused.facts, presentedAt: card.at,
            trace: refused.trace, revocation: refused.revocation, ground: refused.ground)
        await end(session, reason, record)
    }

    /// Ends a session for a reason. Where nothing can be written nobody gets further anyway.
    func end(_ session: SessionID, _ reason: RefusalReason, _ record: JudgementRecord?) async {
        let end = SessionEnd(cause: .refused, time: clock.now(), reason: reason, judgement: record)
        try? await sessions?.store.end([session], end)
    }

    /// The sites of a session, oldest first.
    func sites(of open: OpenSession) async throws(LedgerError) -> [SessionSite] {
        guard let sessions else { return [] }
        return read(try await sessions.store.sites(of: open.id), with: open.key)
    }

    /// What does not open was not written by this house.
    func read(_ stored: [StoredSite], with key: [UInt8]) -> [SessionSite] {
        stored.compactMap { site in
            (try? sealing.open(site.body, as: .session, boundTo: key)).flatMap(SessionSite.init)
        }.sorted { $0.at < $1.at }
    }
}
