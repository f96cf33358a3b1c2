/// Why an answer is worth nothing. Texts hold nothing that the responder sent.
struct OCSPDefect: Error, Sendable, Equatable {
    enum Kind: Sendable {
        /// No answer about this certificate, or more than one.
        case subject
        /// The bits were not signed by whom they name, or with an algorithm that is not accepted.
        case signature
        /// Signed, but by somebody who may not speak for this issuer.
        case responder
        /// Says something that must be understood and is not.
        case criticalExtension
        case nonce
        /// Times that cannot be.
        case time
        case stale
    }

    let kind: Kind
    let detail: String

    init(_ kind: Kind, _ detail: String) { (self.kind, self.detail) = (kind, detail) }

    /// As it stands in the trace.
    var status: RevocationAnswer.Status { kind == .stale ? .stale : .invalid }
}
