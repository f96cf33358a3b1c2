public import Login

/// A response that is written and signed, and that nobody can read yet: its bytes come out for an admission alone.
public struct SealedAnswer: ~Copyable, Sendable {
    /// What the ledger records of it.
    public let answer: AuditEntry.Answer
    let attempt: LoginAttempt.Spent
    let form: AnswerForm
    let sent: [Item]
    let withheld: [Item]
    /// By which the site will know the person.
    let name: SessionName
}

/// A signed status without an assertion. It has no place for one.
public struct RefusedAnswer: Sendable {
    public let answer: AuditEntry.Answer
    let form: AnswerForm
}

/// What the last page posts to the site.
struct AnswerForm: Sendable, Equatable {
    let address: String
    /// Base64.
    let response: String
    let relayState: String?
}

/// What the last page of a login shows and posts.
public struct OpenedAnswer: Sendable {
    let form: AnswerForm
    let sent: [Item]
    let withheld: [Item]
    let caseNumber: CaseNumber
    /// What the browser has to hold from now on, where a session has begun.
    let ticket: SessionTicket?
}

/// An answer was to be opened for an admission of another: a broken invariant of ours.
public struct ForeignAdmission: Error {}
