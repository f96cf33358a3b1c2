import Foundation
import PKI

/// What came of pressing "agree".
public enum Agreement: ~Copyable, Sendable {
    case release(Release)
    /// What was shown has changed meanwhile, or the visitor asked to see it again.
    case askAgain(ConsentOffer)
}

/// The texts that a consent page carried.
public struct ConsentForm: Sendable {
    public let attemptText: String
    public let possessionText: String
    public let consentText: String
    /// The optional items that were ticked.
    public let chosen: [Item]
    /// Of the session in this browser.
    public let ticket: SessionTicket?

    public init(
        attemptText: String, possessionText: String, consentText: String, chosen: [Item], ticket: SessionTicket? = nil
    ) {
        self.attemptText = attemptText
        self.possessionText = possessionText
        self.consentText = consentText
        self.chosen = chosen
        self.ticket = ticket
    }
}

extension LoginDesk {
    /// The visitor agrees: the card is judged once more, and what it proved is released for what was shown (C1, C2).
    public func agree(_ form: ConsentForm, cookie: BrowserCookie?) async throws(Refusal) -> Agreement {
        let (used, shown) = try await decided(form, cookie: cookie)
        let card = try await judged(used)
        let agreement = agreement(for: card.holder)
        let digest = ShownConsent.digest(
            of: used.site, as: used.attempt.request.nameID, person: pairwise.person(card.holder), agreement: agreement)
        guard digest == shown.digest, notice(used)?.mark ?? 0 == shown.session else {
            return .askAgain(try offer(card.holder, used, chosen: form.chosen))
        }
        let plan = try await plan(used, person: pairwise.person(card.holder), shown: digest)
        return .release(proven(card, used, plan).release(consent(form, used.site, agreement)))
    }

    /// The page once more, as when Enter was pressed in a tick box.
    public func review(_ form: ConsentForm, cookie: BrowserCookie?) async throws(Refusal) -> ConsentOffer {
        let (used, _) = try await decided(form, cookie: cookie)
        let card = try await judged(used)
        return try offer(card.holder, used, chosen: form.chosen)
    }

    /// "This is not me": recorded, and the attempt forgets the person.
    public func disown(_ form: ConsentForm, cookie: BrowserCookie?) async throws(Refusal) -> Refusal {
        let (used, shown) = try await decided(form, cookie: cookie)
        // Somebody else's session: it must not serve once more.
        if let session = used.possession.session { await end(session, .notMe, nil) }
        return await refuseJudged(.notMe, used, issuer: shown.issuer, record: nil)
    }

    /// The visitor declines: the site gets `cancelled`.
    public func cancel(_ form: ConsentForm, cookie: BrowserCookie?) async throws(Refusal) -> WayBack {
        let (used, shown) = try await decided(form, cookie: cookie)
        return WayBack(
            request: used.attempt.request, site: used.site, reason: .cancelled,
            caseNumber: CaseNumber(randomness: randomness), language: used.attempt.language,
            isFirst: true,
            judged: WayBack.JudgedCard(spent: used.attempt.spent(used.possession.cardUse), issuer: shown.issuer))
    }

    private func decided(
        _ form: ConsentForm, cookie: BrowserCookie?
    ) async throws(Refusal) -> (UsedCard, ShownConsent) {
        let used = try await used(
            form.attemptText, possession: form.possessionText, cookie: cookie, at: .decision, ticket: form.ticket)
        guard let shown = ShownConsent(contents: try open(form.consentText, as: .consent, cookie: cookie)) else {
            throw refuse(.requestInvalid)
        }
        guard shown.tag == used.attempt.tag, shown.cardUse == used.possession.cardUse else {
            throw refuse(.wrongBrowser)
        }
        return (used, shown)
    }

    func proven(_ card: consuming ProvenCard, _ used: UsedCard, _ plan: SessionPlan?) -> ProvenLogin {
        let identifiers = PersonIdentifiers(
            pairwise: pairwise.identifier(of: card.holder, at: used.site), subject: pairwise.subject(card.holder))
        let name: ReleasedName =
            switch used.attempt.request.nameID {
            case .pairwise: .pairwise(identifiers.pairwise)
            case .transient: .transient
            case .nationalID: .nationalID(card.holder.nationalID)
            }
        let record = record(of: card, used)
        return ProvenLogin(
            card: card, attempt: used.attempt.spent(used.possession.cardUse), request: used.attempt.request,
            site: used.site, language: used.attempt.language, record: record, name: name, identifiers: identifiers,
            session: plan)
    }

    private func consent(_ form: ConsentForm, _ site: RelyingParty, _ agreement: SubscriberAgreement?) -> Consent {
        // What is not on the site's list is not sent, whatever the form says (R31).
        let items = site.required + site.optional.filter(form.chosen.contains)
        return Consent(items: items, agreement: agreement?.version, at: clock.now())
    }
}
