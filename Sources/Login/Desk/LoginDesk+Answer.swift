import Foundation
import PKI

/// Why a release was not admitted.
public enum AdmissionError: Error, Sendable {
    /// What the page says.
    case refused(Refusal)
    case ledger(LedgerError)
}

/// A login that ends without an assertion: what the site is told.
public struct WayBack: Sendable {
    /// The card that was judged in this login.
    struct JudgedCard: Sendable {
        let spent: LoginAttempt.Spent
        let issuer: String
    }

    public let request: LoginRequest
    public let site: RelyingParty
    public let reason: RefusalReason
    public let caseNumber: CaseNumber
    /// The language that the visitor switched to.
    public let language: Language?
    /// No page has shown this ending yet: it is counted and recorded as the decision itself.
    public let isFirst: Bool
    let judged: JudgedCard?
}

extension LoginDesk {
    /// Spends the request and the use of the card and writes the entry, in one durable transaction; only then may the
    /// answer be opened (C4, R38).
    public func admit(
        _ release: consuming Release, answer: AuditEntry.Answer, named name: SessionName? = nil
    ) async throws(AdmissionError) -> Admission {
        let caseNumber = CaseNumber(randomness: randomness)
        let entry = AuditEntry(
            caseNumber: caseNumber, outcome: .released, reason: nil, site: release.site.id,
            requestID: release.request.requestID, time: clock.now(), issuer: release.issuer,
            judgement: release.record, items: release.consent.items, agreement: release.consent.agreement,
            answer: answer, session: release.session.map { SessionNote($0) })
        let change = try change(release, name)
        do throws(LedgerError) {
            try await ledger.commit(spending: release.attempt, entry: entry, session: change)
        } catch .blocked(let reason) {
            throw .refused(await refuseBlocked(reason, release.attempt, release.request, entry))
        } catch {
            throw .ledger(error)
        }
        return Admission(
            attempt: release.attempt, answer: answer, caseNumber: caseNumber,
            ticket: release.session.flatMap { $0.act == .use ? nil : $0.ticket })
    }

    /// What becomes of the session. A login that belongs to one cannot go out without the site's name for the person:
    /// nobody could be logged out there.
    private func change(_ release: borrowing Release, _ name: SessionName?) throws(AdmissionError) -> SessionChange? {
        guard let plan = release.session else { return nil }
        guard let name else { throw .ledger(.unavailable("the name in the assertion was not said")) }
        do {
            return try plan.change(
                release.site, named: name, items: release.consent.items, at: clock.now(), sealing: sealing,
                names: pairwise)
        } catch {
            throw .ledger(.unavailable("the session cannot be sealed"))
        }
    }

    /// A block came between the judgement and the transaction: recorded as a decision of its own.
    private func refuseBlocked(
        _ reason: RefusalReason, _ spent: LoginAttempt.Spent, _ request: LoginRequest, _ entry: AuditEntry
    ) async -> Refusal {
        let refused = AuditEntry(
            caseNumber: entry.caseNumber, outcome: reason.outcome, reason: reason, site: entry.site,
            requestID: entry.requestID, time: entry.time, issuer: entry.issuer, judgement: entry.judgement)
        do {
            let recorded = try await ledger.commit(showing: spent, entry: refused)
            return Refusal(
                reason: recorded.reason ?? .attemptUsed, caseNumber: recorded.caseNumber, site: sites[request.site],
                request: request, isRecorded: true)
        } catch {
            return refuse(.internal, request: request, detail: "\(error)")
        }
    }

    /// From a refusal page, or from the start page (`refusalText` is `nil`), which means that the visitor cancelled.
    public func wayBack(
        _ attemptText: String, refusal refusalText: String?, cookie: BrowserCookie?
    ) async throws(Refusal) -> WayBack {
        let (attempt, site) = try opened(attemptText, cookie: cookie)
        if try await isAnswered(attempt.request) { throw refuse(.attemptUsed) }
        guard let refusalText else {
            let isAlive = times.allow(attempt, at: .decision, now: clock.now())
            return WayBack(
                request: attempt.request, site: site, reason: isAlive ? .cancelled : .attemptExpired,
                caseNumber: CaseNumber(randomness: randomness), language: attempt.language, isFirst: true,
                judged: nil)
        }
        return try wayBack(attempt, site, refusal: refusalText, cookie: cookie)
    }

    private func wayBack(
        _ attempt: LoginAttempt, _ site: RelyingParty, refusal refusalText: String, cookie: BrowserCookie?
    ) throws(Refusal) -> WayBack {
        guard let shown = ShownRefusal(contents: try open(refusalText, as: .refusal, cookie: cookie)) else {
            throw refuse(.requestInvalid)
        }
        guard shown.tag == attempt.tag else { throw refuse(.wrongBrowser) }
        guard clock.now().timeIntervalSince(shown.at) <= LoginTimes.refusal else {
            throw refuse(.attemptExpired, attempt, cookie: cookie)
        }
        var judged: WayBack.JudgedCard?
        if shown.isAboutJudgedCard, let cardUse = shown.cardUse {
            judged = WayBack.JudgedCard(spent: attempt.spent(cardUse), issuer: shown.issuer)
        }
        return WayBack(
            request: attempt.request, site: site, reason: shown.reason, caseNumber: shown.caseNumber,
            language: attempt.language, isFirst: false, judged: judged)
    }

    /// Records that a refusal goes to the site, if it is about a judged card; nothing is spent for others.
    public func close(_ wayBack: WayBack, answer: AuditEntry.Answer) async throws(LedgerError) {
        guard let judged = wayBack.judged else {
            if wayBack.isFirst { ledger.note(wayBack.reason, at: clock.now()) }
            return
        }
        let entry = AuditEntry(
            event: wayBack.isFirst ? .decision : .answer, caseNumber: wayBack.caseNumber,
            outcome: wayBack.reason.outcome, reason: wayBack.reason, site: wayBack.site.id,
            requestID: wayBack.request.requestID, time: clock.now(), issuer: judged.issuer, judgement: nil,
            answer: answer)
        try await ledger.commit(refusing: judged.spent, entry: entry)
    }
}
