/// Why a certificate was revoked (RFC 5280 §5.3.1).
enum RevocationReason: UInt8, Sendable {
    case unspecified = 0
    case keyCompromise, cACompromise, affiliationChanged, superseded, cessationOfOperation, certificateHold
    case removeFromCRL = 8
    case privilegeWithdrawn, aACompromise
}
