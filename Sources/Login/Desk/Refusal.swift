public import Foundation
public import PKI

/// A login that does not go on here: what the page shows, what the site may be told, and how the visitor goes on.
public struct Refusal: Error, Sendable {
    public let reason: RefusalReason
    public let caseNumber: CaseNumber
    /// Whom an answer would go to; `nil` where nobody trustworthy is known.
    public let site: RelyingParty?
    public let request: LoginRequest?
    /// The attempt, sealed again with this failure counted, for another try.
    public let attemptText: String?
    /// What the way back to the site needs.
    public let refusalText: String?
    /// Whether another click on the card button would still be in time.
    public let canTryAgain: Bool
    /// Refusals in this attempt so far, this one included; chooses advice.
    public let failures: Int
    /// The language that the visitor switched to.
    public let language: Language?
    /// When the certificate ended or begins, for the pages that name the day.
    public let certificateDate: Date?
    /// The judgement, where there was one: for the log, which gets its steps and no person.
    public let trace: JudgementTrace?
    /// Why, where there was no judgement: for the log, without anything a stranger sent.
    public let detail: String?
    /// A record of it is kept; all others are counted by the minute.
    public let isRecorded: Bool
    /// Shown before: it must not be counted again.
    public let isRepeated: Bool

    init(
        reason: RefusalReason, caseNumber: CaseNumber, site: RelyingParty? = nil, request: LoginRequest? = nil,
        attemptText: String? = nil, refusalText: String? = nil, canTryAgain: Bool = false, failures: Int = 0,
        language: Language? = nil, certificateDate: Date? = nil, trace: JudgementTrace? = nil, detail: String? = nil,
        isRecorded: Bool = false, isRepeated: Bool = false
    ) {
        self.reason = reason
        self.caseNumber = caseNumber
        self.site = site
        self.request = request
        self.attemptText = attemptText
        self.refusalText = refusalText
        self.canTryAgain = canTryAgain
        self.failures = failures
        self.language = language
        self.certificateDate = certificateDate
        self.trace = trace
        self.detail = detail
        self.isRecorded = isRecorded
        self.isRepeated = isRepeated
    }
}
