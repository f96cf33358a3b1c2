import Foundation
import OpenSSL

/// What an answer must fulfil to be believed.
struct OCSPTerms: Sendable {
    /// What the certificate may be called: by the digest that was asked with, or by any.
    let subjects: Set<OCSPCertID>
    /// By which of them the answer has to call it; nil: by any.
    let asked: OCSPCertID?
    let authority: IssuingAuthority
    let rules: RevocationRules
    let pin: ResponderPin
    let nonce: Nonce
    /// nil: no dates are checked.
    let moment: Date?

    enum Nonce: Sendable, Equatable {
        /// It was sent: if one comes back, it is this one.
        case sent([UInt8])
        /// None was sent: one that comes back belongs to another question.
        case unsent
        /// It was compared when the answer came; now it cannot be.
        case past
    }

    /// An answer that has just come to our own question.
    init(
        _ request: OCSPRequest, from authority: IssuingAuthority, under rules: RevocationRules, pin: ResponderPin,
        at moment: Date
    ) {
        (subjects, asked) = ([request.subject], request.subject)
        (self.authority, self.rules, self.pin, self.moment) = (authority, rules, pin, moment)
        nonce = request.nonce.map(Nonce.sent) ?? .unsent
    }

    /// An answer out of a record or a file, to whoever's question.
    init(
        about certificate: Certificate, from authority: IssuingAuthority, under rules: RevocationRules,
        pin: ResponderPin, at moment: Date?
    ) {
        subjects = Set(
            DigestAlgorithm.allCases.map {
                OCSPCertID(certificate, issuedBy: authority, digest: $0)
            })
        (asked, nonce) = (nil, .past)
        (self.authority, self.rules, self.pin, self.moment) = (authority, rules, pin, moment)
    }
}
