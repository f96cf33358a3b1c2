import Foundation

/// What lists say of one certificate.
enum CRLOutcome: Sendable {
    /// No list names it, and for every reason there was one to ask.
    case good([CRLEvidence])
    case revoked(CRLEntry, CRLEvidence)
    case undetermined(CRLTrouble)
}

/// By which list something is known.
struct CRLEvidence: Hashable, Sendable {
    /// DER of the issuer's name.
    let issuer: [UInt8]
    /// Magnitude of the CRL number.
    let number: [UInt8]?
    let thisUpdate: Date
    let nextUpdate: Date?
    let sha256: [UInt8]

    init(_ list: PooledCRL) {
        (issuer, number) = (list.head.issuer.der, list.head.number)
        (thisUpdate, nextUpdate) = (list.head.thisUpdate, list.head.nextUpdate)
        sha256 = list.sha256
    }
}

/// Why lists decide nothing. Of several troubles the one that came nearest to an answer is told.
struct CRLTrouble: Hashable, Sendable {
    enum Kind: Int, Comparable, Sendable {
        /// There is no list of the right issuer, or none that can be used.
        case missing
        /// It is there, but about other certificates or other reasons.
        case scope
        /// It is there and in scope, but nobody is known to have signed it who may.
        case signature
        /// It is there, in scope and genuine, but has run out or is too old.
        case stale

        static func < (one: Kind, other: Kind) -> Bool { one.rawValue < other.rawValue }

        var reason: ValidationReason {
            switch self {
            case .missing: .revocationUnknown
            case .scope: .revocationScope
            case .signature: .revocationSignature
            case .stale: .revocationStale
            }
        }
    }

    let kind: Kind
    let detail: String
    /// The list that came nearest.
    let evidence: CRLEvidence?

    init(_ kind: Kind, _ detail: String, _ list: PooledCRL? = nil) {
        (self.kind, self.detail, evidence) = (kind, detail, list.map(CRLEvidence.init))
    }
}

/// How current lists must be.
struct CRLTerms: Hashable, Sendable {
    /// How long after its nextUpdate a list still counts.
    var grace: Duration = .zero
    /// The oldest thisUpdate that counts.
    var maximumAge: Duration?
    /// Which signatures are accepted.
    var rules = PathRules.card
}
