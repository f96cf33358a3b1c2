public import Foundation
public import PKI

/// One decision about a card of a configured issuer, as it is kept (R37): enough to say later what was decided, about
/// which certificate, on which grounds, and what was sent.
public struct AuditEntry: Sendable {
    /// A decision, or the answer that carried an earlier decision to the site.
    public enum Event: String, Sendable { case decision, answer }

    /// What went to the site.
    public struct Answer: Sendable, Equatable {
        /// The ID of the assertion, or of the response where there is none.
        public let id: String
        /// SHA-256 of the bytes that were signed and sent.
        public let digest: [UInt8]
        /// The name of the signing key.
        public let key: String

        public init(id: String, digest: [UInt8], key: String) {
            self.id = id
            self.digest = digest
            self.key = key
        }
    }

    public let event: Event
    public let caseNumber: CaseNumber
    public let outcome: LoginOutcome
    /// `nil` when the login was released: written as `ok`.
    public let reason: RefusalReason?
    public let site: RelyingParty.ID
    public let requestID: String
    public let time: Date
    /// The configured issuer whose card it was.
    public let issuer: String
    /// What the judge found, with its evidence; `nil` where an answer follows an entry that has it.
    public let judgement: JudgementRecord?
    public let items: [Item]
    /// The version of the subscriber agreement that the consent page named.
    public let agreement: String?
    public let answer: Answer?
    /// The session that the login began or used.
    public let session: SessionNote?

    public init(
        event: Event = .decision, caseNumber: CaseNumber, outcome: LoginOutcome, reason: RefusalReason?,
        site: RelyingParty.ID, requestID: String, time: Date, issuer: String, judgement: JudgementRecord?,
        items: [Item] = [], agreement: String? = nil, answer: Answer? = nil, session: SessionNote? = nil
    ) {
        self.event = event
        self.caseNumber = caseNumber
        self.outcome = outcome
        self.reason = reason
        self.site = site
        self.requestID = requestID
        self.time = time
        self.issuer = issuer
        self.judgement = judgement
        self.items = items
        self.agreement = agreement
        self.answer = answer
        self.session = session
    }

    /// The published code: `ok`, or why not.
    public var reasonCode: String { reason?.rawValue ?? "ok" }
}

/// What a login did to a session, as it is recorded: an assertion that went out without the card says so.
public struct SessionNote: Sendable, Equatable {
    public enum Act: String, Sendable { case begun, renewed, used }

    public let act: Act
    public let session: SessionID
    /// When it no longer serves.
    public let until: Date

    init(_ plan: SessionPlan) {
        act =
            switch plan.act {
            case .begin: .begun
            case .renew: .renewed
            case .use: .used
            }
        session = plan.id
        until = plan.serves
    }
}

/// A judgement as evidence: the bytes that were judged, what was found, and by what it is known.
public struct JudgementRecord: Sendable {
    public let certificate: [UInt8]
    /// DER, leaf first; the leaf alone where no path was built.
    public let path: [[UInt8]]
    public let facts: HandshakeFacts
    public let presentedAt: Date
    public let trace: JudgementTrace
    public let revocation: RevocationEvidence?
    /// By which rules, and at which moment.
    public let ground: JudgementGround?
    /// By what the card can be blocked; asked once more in the transaction that lets it in. No part of the evidence.
    public let subjects: [BlockSubject]

    public init(
        certificate: [UInt8], path: [[UInt8]], facts: HandshakeFacts, presentedAt: Date, trace: JudgementTrace,
        revocation: RevocationEvidence?, ground: JudgementGround?, subjects: [BlockSubject] = []
    ) {
        self.certificate = certificate
        self.path = path
        self.facts = facts
        self.presentedAt = presentedAt
        self.trace = trace
        self.revocation = revocation
        self.ground = ground
        self.subjects = subjects
    }
}
