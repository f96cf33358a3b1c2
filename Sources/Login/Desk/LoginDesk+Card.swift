public import Foundation
public import PKI

/// What a consent page shows, and what it hands on.
public struct ConsentOffer: Sendable {
    public let site: RelyingParty
    public let request: LoginRequest
    /// What was read from the card: shown, not yet proof.
    public let holder: CardHolder
    public let agreement: SubscriberAgreement?
    /// When the card was read.
    public let at: Date
    /// When the visitor has to have answered.
    public let until: Date
    public let attemptText: String
    public let possessionText: String
    public let consentText: String
    /// The language that the visitor switched to.
    public let language: Language?
    /// Optional items that the visitor had chosen when the page is shown again.
    public let chosen: [Item]
    /// What is said about staying signed in.
    public let session: SessionNotice?
}

/// A card in use within an attempt, as the browser brought both.
struct UsedCard {
    let attempt: LoginAttempt
    let site: RelyingParty
    let cookie: BrowserCookie?
    let possession: Possession
    let possessionText: String
    /// Of the session in this browser.
    let ticket: SessionTicket?
}

extension LoginDesk {
    /// Judges the card for the consent page (B3).
    ///
    /// - Parameters:
    ///   - possessionText: `nil` if the card host handed back nothing, because the label was too old.
    ///   - language: what the visitor switches to with this request.
    public func present(
        _ attemptText: String, possession possessionText: String?, cookie: BrowserCookie?, language: Language?,
        ticket: SessionTicket? = nil
    ) async throws(Refusal) -> ConsentOffer {
        let used = try await used(
            attemptText, possession: possessionText, cookie: cookie, at: .card, language: language, ticket: ticket)
        let card = try await judged(used)
        return try offer(card.holder, used, chosen: [])
    }

    func used(
        _ attemptText: String, possession possessionText: String?, cookie: BrowserCookie?, at stage: LoginTimes.Stage,
        language: Language? = nil, ticket: SessionTicket? = nil
    ) async throws(Refusal) -> UsedCard {
        let (attempt, site) = try await attempt(attemptText, cookie: cookie, at: stage, language: language)
        guard let possessionText else { throw refuse(.attemptExpired, attempt, cookie: cookie) }
        guard let possession = Possession(contents: try open(possessionText, as: .possession, cookie: nil)) else {
            throw refuse(.requestInvalid)
        }
        // An old possession cannot ride on a new attempt, nor a stranger's on mine (B2).
        guard possession.tag == attempt.tag else { throw refuse(.wrongBrowser) }
        let used = UsedCard(
            attempt: attempt, site: site, cookie: cookie, possession: possession, possessionText: possessionText,
            ticket: ticket)
        try await recall(used)
        let age = clock.now().timeIntervalSince(possession.at)
        guard age <= times.consent(for: attempt), age >= -60 else {
            throw refuse(.attemptExpired, attempt, cookie: cookie)
        }
        try await checkSession(of: used)
        return used
    }

    /// A card that stands for one of an earlier login: its session must still be this browser's, and serve.
    private func checkSession(of used: UsedCard) async throws(Refusal) {
        guard let session = used.possession.session else { return }
        let open: OpenSession?
        do { open = try await openSession(used.ticket) } catch {
            throw refuse(.internal, used.attempt, cookie: used.cookie, detail: "\(error)")
        }
        guard takesSession(used.attempt, used.site), let open, open.id == session, open.card != nil else {
            throw refuse(.attemptExpired, used.attempt, cookie: used.cookie)
        }
    }

    /// A use of a card that was decided upon is not judged again: its reason and case number are shown.
    private func recall(_ used: UsedCard) async throws(Refusal) {
        let recorded: RecordedDecision?
        do {
            recorded = try await ledger.decision(tag: used.attempt.tag, cardUse: used.possession.cardUse)
        } catch {
            throw refuse(.internal, used.attempt, cookie: used.cookie, detail: "\(error)")
        }
        guard let recorded else { return }
        guard let reason = recorded.reason else { throw refuse(.attemptUsed) }
        throw refusal(
            reason, used.attempt, cookie: used.cookie, cardUse: used.possession.cardUse,
            caseNumber: recorded.caseNumber, issuer: recorded.issuer, isRepeated: true)
    }

    /// The judge's verdict on the card, as a proof or as a refusal that is recorded where it has to be.
    func judged(_ used: UsedCard) async throws(Refusal) -> ProvenCard {
        let leaf: [UInt8]?
        switch used.possession.leaf {
        case .none: leaf = nil
        case .certificate(let der): leaf = der
        case .tooLarge: throw refuse(.pathInvalid, used.attempt, cookie: used.cookie)
        }
        let now = clock.now()
        let presented = PresentedCard(leaf: leaf, facts: used.possession.facts, at: used.possession.authenticatedAt)
        switch await judge.judge(presented, accepted: used.site.issuers, demanding: used.site.revocation) {
        case .refused(let refused):
            if let session = used.possession.session, let leaf {
                let card = SessionCard(leaf: leaf, facts: refused.facts, at: presented.at, person: [])
                await end(session, after: refused, of: card)
            }
            throw await refuse(refused, used)
        case .proven(let card):
            if let shown = used.attempt.shownPerson, shown != pairwise.person(card.holder) {
                let (issuer, record) = (card.issuerName, record(of: card, used))
                throw await refuseJudged(.cardChanged, used, issuer: issuer, record: record)
            }
            guard isExpected(card.holder, used) else {
                let (issuer, record) = (card.issuerName, record(of: card, used))
                throw await refuseJudged(.otherSubject, used, issuer: issuer, record: record)
            }
            // The site would refuse the answer, and the visitor would not learn why.
            if used.site.required.contains(where: { $0.isDerived && $0.value(of: card.holder, at: now) == nil }) {
                let (issuer, record) = (card.issuerName, record(of: card, used))
                throw await refuseJudged(.identityUnreadable, used, issuer: issuer, record: record)
            }
            return card
        }
    }

    /// Whoever asks for one person gets nobody else (SAML core §3.4.1.4).
    private func isExpected(_ holder: CardHolder, _ used: UsedCard) -> Bool {
        guard let expected = used.attempt.request.wishes.expected else { return true }
        return switch expected.kind {
        case .pairwise: pairwise.identifier(of: holder, at: used.site) == expected.name
        case .nationalID: used.site.mayHaveNationalID && holder.nationalID == expected.name
        case .transient: false
        }
    }

    private func refuse(_ refused: RefusedCard, _ used: UsedCard) async -> Refusal {
        let reason = RefusalReason(refused.reason)
        // Strangers' certificates and absent ones are counted, not recorded: a flood must not fill the disk.
        guard let issuer = refused.issuer, let leaf = refused.path.first else {
            if let stranger = refused.path.first.flatMap(UnknownIssuer.init(leaf:)) {
                ledger.note(stranger, at: clock.now())
            }
            return refuse(
                reason, used.attempt, cookie: used.cookie, cardUse: used.possession.cardUse, trace: refused.trace)
        }
        let record = JudgementRecord(
            certificate: leaf, path: refused.path, facts: refused.facts, presentedAt: used.possession.authenticatedAt,
            trace: refused.trace, revocation: refused.revocation, ground: refused.ground)
        return await refuseJudged(reason, used, issuer: issuer, record: record, date: refused.date(for: reason))
    }

    func record(of card: borrowing ProvenCard, _ used: UsedCard) -> JudgementRecord {
        JudgementRecord(
            certificate: card.path.first ?? [], path: card.path, facts: card.facts,
            presentedAt: used.possession.authenticatedAt,
            trace: card.trace, revocation: card.revocation, ground: card.ground,
            subjects: pairwise.blocks.subjects(of: card.marks))
    }

    func offer(_ holder: CardHolder, _ used: UsedCard, chosen: [Item]) throws(Refusal) -> ConsentOffer {
        let person = pairwise.person(holder)
        let agreement = agreement(for: holder)
        var attempt = used.attempt
        attempt.shownPerson = person
        let now = clock.now()
        let notice = notice(used)
        let shown = ShownConsent(
            tag: attempt.tag, cardUse: used.possession.cardUse, at: now, issuer: holder.issuerName,
            digest: ShownConsent.digest(
                of: used.site, as: attempt.request.nameID, person: person, agreement: agreement),
            session: notice?.mark ?? 0)
        do {
            return ConsentOffer(
                site: used.site, request: attempt.request, holder: holder, agreement: agreement, at: now,
                until: used.possession.at.addingTimeInterval(times.consent(for: attempt)),
                attemptText: try sealing.seal(attempt.contents, as: .attempt, cookie: used.cookie),
                possessionText: used.possessionText,
                consentText: try sealing.seal(shown.contents, as: .consent, cookie: used.cookie),
                language: attempt.language, chosen: chosen.filter(used.site.optional.contains),
                session: notice)
        } catch {
            throw refuse(.internal, used.attempt, cookie: used.cookie)
        }
    }

    func agreement(for holder: CardHolder) -> SubscriberAgreement? {
        agreements[holder.issuerName]?.inForce(on: holder.dataAsOf)
    }
}

extension RefusedCard {
    /// The day that the page names: when the certificate ended, or when it begins.
    fileprivate func date(for reason: RefusalReason) -> Date? {
        guard let leaf = path.first, let certificate = try? Certificate(der: leaf) else { return nil }
        return switch reason {
        case .expired: certificate.notAfter
        case .notYetValid: certificate.notBefore
        default: nil
        }
    }
}
