public import PKI

/// Why a login did not happen: the published codes, the same on pages, in audit, metrics, documentation and SAML status.
public enum RefusalReason: String, CaseIterable, Sendable {
    /// The browser offered none: no card, no driver, picker or PIN cancelled, card not activated.
    case noCertificate = "no-certificate"
    case handshakeFailed = "handshake-failed"
    case wrongCertificateSignature = "wrong-certificate-signature"
    case wrongCertificateUsage = "wrong-certificate-usage"
    case unknownIssuer = "unknown-issuer"
    /// The issuer is known, but not accepted by this site.
    case issuerNotAccepted = "issuer-not-accepted"
    case issuerBlocked = "issuer-blocked"
    case cardBlocked = "card-blocked"
    case pathInvalid = "path-invalid"
    case notYetValid = "not-yet-valid"
    case expired
    case revoked
    case onHold = "on-hold"
    /// The issuer answers that it does not know the certificate: activated a moment ago?
    case unknownToIssuer = "unknown-to-issuer"
    case revocationUnavailable = "revocation-unavailable"
    case revocationStale = "revocation-stale"
    case weakKey = "weak-key"
    case identityUnreadable = "identity-unreadable"
    /// Another person's card than the one shown before in this attempt.
    case cardChanged = "card-changed"
    /// By our own buttons only.
    case cancelled
    case notMe = "not-me"
    case levelNotAvailable = "level-not-available"
    case passiveImpossible = "passive-impossible"
    case nameIDNotAllowed = "name-id-not-allowed"
    case requestDenied = "request-denied"
    case otherSubject = "other-subject"
    case wrongVersion = "wrong-version"
    case notSupported = "not-supported"
    case unsupportedDevice = "unsupported-device"
    case overloaded
    case `internal`
    case attemptExpired = "attempt-expired"
    // Page only: there is no trustworthy request to answer.
    case requestInvalid = "request-invalid"
    case unknownRelyingParty = "unknown-relying-party"
    case wrongBrowser = "wrong-browser"
    case attemptUsed = "attempt-used"

    /// Whether it is shown on a page and nowhere sent, because nobody is known who could be answered.
    public var isPageOnly: Bool {
        switch self {
        case .requestInvalid, .unknownRelyingParty, .wrongBrowser, .attemptUsed: true
        default: false
        }
    }

    /// What counts: a refusal, the visitor's own wish, or a failure that says nothing about the card.
    public var outcome: LoginOutcome {
        switch self {
        case .cancelled, .notMe: .cancelled
        case .handshakeFailed, .overloaded, .internal, .attemptExpired: .failed
        default: .refused
        }
    }

    /// What a site registered for coarse detail learns.
    public var coarse: CoarseReason {
        switch self {
        case .cancelled, .notMe: .cancelled
        case .revocationUnavailable, .revocationStale, .overloaded, .internal: .unavailable
        default: .refused
        }
    }
}

/// How a login ended, in metrics and audit.
public enum LoginOutcome: String, CaseIterable, Sendable {
    case released, refused, cancelled, failed
}

/// The reasons that a site with `status-detail: coarse` can tell apart: that a person's card is revoked is the
/// person's affair.
public enum CoarseReason: String, CaseIterable, Sendable {
    case cancelled, refused, unavailable
}

extension RefusalReason {
    /// The published code of a judgement. Exhaustive: a new refusal cannot be forgotten here.
    public init(_ refusal: CardRefusal) {
        self =
            switch refusal {
            case .noCertificate: .noCertificate
            case .wrongCertificateSignature: .wrongCertificateSignature
            case .wrongCertificateUsage: .wrongCertificateUsage
            case .unknownIssuer: .unknownIssuer
            case .issuerNotAccepted: .issuerNotAccepted
            case .issuerBlocked: .issuerBlocked
            case .cardBlocked: .cardBlocked
            case .pathInvalid: .pathInvalid
            case .notYetValid: .notYetValid
            case .expired: .expired
            case .revoked: .revoked
            case .onHold: .onHold
            case .unknownToIssuer: .unknownToIssuer
            case .revocationUnavailable: .revocationUnavailable
            case .revocationStale: .revocationStale
            case .weakKey: .weakKey
            case .identityUnreadable: .identityUnreadable
            case .internal: .internal
            }
    }
}
