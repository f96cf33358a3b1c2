import Foundation
import PKI

extension LoginDesk {
    /// A refusal about no card of a configured issuer: counted by the minute, nothing is spent.
    func refuse(
        _ reason: RefusalReason, _ attempt: LoginAttempt, cookie: BrowserCookie?, cardUse: UInt16? = nil,
        trace: JudgementTrace? = nil, detail: String? = nil
    ) -> Refusal {
        ledger.note(reason, at: clock.now())
        return refusal(
            reason, attempt, cookie: cookie, cardUse: cardUse, caseNumber: CaseNumber(randomness: randomness),
            issuer: nil, trace: trace, detail: detail)
    }

    /// A refusal of a judged card, recorded before it is shown. A use of a card that was decided upon before keeps
    /// the reason and number that it got then.
    func refuseJudged(
        _ reason: RefusalReason, _ used: UsedCard, issuer: String, record: JudgementRecord?, date: Date? = nil
    ) async -> Refusal {
        let caseNumber = CaseNumber(randomness: randomness)
        let entry = AuditEntry(
            caseNumber: caseNumber, outcome: reason.outcome, reason: reason, site: used.site.id,
            requestID: used.attempt.request.requestID, time: clock.now(), issuer: issuer, judgement: record)
        do {
            let recorded = try await ledger.commit(showing: used.attempt.spent(used.possession.cardUse), entry: entry)
            guard let recordedReason = recorded.reason else { return refuse(.attemptUsed) }
            return refusal(
                recordedReason, used.attempt, cookie: used.cookie, cardUse: used.possession.cardUse,
                caseNumber: recorded.caseNumber, issuer: issuer, trace: record?.trace, date: date,
                isRepeated: recorded.caseNumber != caseNumber)
        } catch {
            return refuse(.internal, used.attempt, cookie: used.cookie, detail: "\(error)")
        }
    }

    func refusal(
        _ reason: RefusalReason, _ attempt: LoginAttempt, cookie: BrowserCookie?, cardUse: UInt16?,
        caseNumber: CaseNumber, issuer: String?, trace: JudgementTrace? = nil, date: Date? = nil,
        detail: String? = nil, isRepeated: Bool = false
    ) -> Refusal {
        var next = attempt
        next.failures = attempt.failures == .max ? .max : attempt.failures + 1
        // "This is not me" ends what was shown; so does nothing else, or another card could slip in.
        if reason == .notMe { next.shownPerson = nil }
        let now = clock.now()
        let shown = ShownRefusal(
            tag: attempt.tag, cardUse: cardUse, reason: reason, caseNumber: caseNumber,
            isAboutJudgedCard: issuer != nil, issuer: issuer ?? "", at: now)
        return Refusal(
            reason: reason, caseNumber: caseNumber, site: sites[attempt.request.site], request: attempt.request,
            attemptText: try? sealing.seal(next.contents, as: .attempt, cookie: cookie),
            refusalText: try? sealing.seal(shown.contents, as: .refusal, cookie: cookie),
            canTryAgain: times.allow(attempt, at: .start, now: now), failures: Int(next.failures),
            language: attempt.language, certificateDate: date, trace: trace, detail: detail,
            isRecorded: issuer != nil, isRepeated: isRepeated)
    }
}
