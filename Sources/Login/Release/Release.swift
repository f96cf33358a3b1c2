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

    let record: JudgementRecord
    let issuer: String

    init(
        attempt: LoginAttempt.Spent, request: LoginRequest, site: RelyingParty, language: Language?,
        record: JudgementRecord,
        name: ReleasedName, issuer: String, consent: Consent, values: [Item: String]
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
    }
}

/// The proof that an answer was recorded and its request spent: what opens a sealed answer.
public struct Admission: ~Copyable, Sendable {
    public let attempt: LoginAttempt.Spent
    public let answer: AuditEntry.Answer
    public let caseNumber: CaseNumber
}
