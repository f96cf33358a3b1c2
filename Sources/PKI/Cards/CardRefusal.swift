/// Why a card may not log in, by its published code.
public enum CardRefusal: String, CaseIterable, Sendable, Hashable {
    case noCertificate = "no-certificate"
    case wrongCertificateSignature = "wrong-certificate-signature"
    case wrongCertificateUsage = "wrong-certificate-usage"
    case unknownIssuer = "unknown-issuer"
    case issuerNotAccepted = "issuer-not-accepted"
    case issuerBlocked = "issuer-blocked"
    case cardBlocked = "card-blocked"
    case pathInvalid = "path-invalid"
    case notYetValid = "not-yet-valid"
    case expired
    case revoked
    case onHold = "on-hold"
    case unknownToIssuer = "unknown-to-issuer"
    case revocationUnavailable = "revocation-unavailable"
    case revocationStale = "revocation-stale"
    case weakKey = "weak-key"
    case identityUnreadable = "identity-unreadable"
    case `internal`

    /// Of several reasons the one that helps the person most wins: the lowest.
    ///
    /// First what makes all else meaningless (nobody known vouches for the rest), then what the person can mend at once
    /// by another choice, then what needs a new card, then what waiting may mend, last what only the operator can mend.
    /// So an expired signature certificate is the wrong certificate first: whether the card's other certificate has
    /// expired is not known. And an expired card is expired, revoked or not: issuers forget expired cards, so the answer
    /// stays the same, and nobody is asked about them.
    public var rank: Int {
        switch self {
        case .noCertificate: 0
        case .unknownIssuer: 1
        case .pathInvalid: 2
        case .wrongCertificateSignature: 3
        case .wrongCertificateUsage: 4
        case .issuerBlocked: 5
        case .issuerNotAccepted: 6
        case .cardBlocked: 7
        case .expired: 8
        case .revoked: 9
        case .onHold: 10
        case .notYetValid: 11
        case .weakKey: 12
        case .identityUnreadable: 13
        case .unknownToIssuer: 14
        case .revocationStale: 15
        case .revocationUnavailable: 16
        case .internal: 17
        }
    }
}
