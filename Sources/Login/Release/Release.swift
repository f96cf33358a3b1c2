public import Foundation
import PKI

/// What may leave the house for one login: lent to the door that writes the answer, then given up for an admission.
public struct Release: ~Copyable, Sendable {
    public let attempt: LoginAttempt.Spent
    public let request: LoginRequest
    public let site: RelyingParty
    /// The language that the visitor switched to.
    public let language: Language?
    public let name: ReleasedName
    public let consent: Consent
    /// The values of the items that the holder agreed to send.
    public let values: [Item: String]
    /// When the card was used.
    public var authenticatedAt: Date { record.presentedAt }

    /// The site's own name for the session that the login belongs to, if there is one.
    public var sessionIndex: String? { session?.index }
    /// When that session is forgotten: the site must not keep its own any longer.
    public var sessionEnds: Date? { session?.ends }

    let record: JudgementRecord
    let issuer: String
    let session: SessionPlan?

    init(
        attempt: LoginAttempt.Spent, request: LoginRequest, site: RelyingParty, language: Language?,
        record: JudgementRecord,
        name: ReleasedName, issuer: String, consent: Consent, values: [Item: String],
        session: SessionPlan? = nil
    ) {
        self.attempt = attempt
        self.request = request
        self.site = site
        self.language = language
        self.record = record
        self.name = name
        self.issuer = issuer
        self.consent = consent
        self.values = values
        self.session = session
    }
}

/// The proof that an answer was recorded and its request spent: what opens a sealed answer.
public struct Admission: ~Copyable, Sendable {
    public let attempt: LoginAttempt.Spent
    public let answer: AuditEntry.Answer
    public let caseNumber: CaseNumber
    /// What the browser has to hold from now on, where a session has begun.
    public let ticket: SessionTicket?
}
