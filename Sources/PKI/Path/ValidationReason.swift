/// Why a certificate was found invalid, by its published token; `ok` if it was not.
public enum ValidationReason: String, CaseIterable, Sendable, Hashable {
    case ok
    /// The certificate, or a trust anchor, cannot be read.
    case parse
    case signature
    case algorithm
    case key
    case expired
    case notYetValid = "not-yet-valid"
    /// No certificate at hand continues the path.
    case noPath = "no-path"
    /// The path ends at a self-signed certificate that is no anchor.
    case untrusted
    case basicConstraints = "basic-constraints"
    case pathLength = "path-length"
    case keyUsage = "key-usage"
    case eku
    case nameChaining = "name-chaining"
    case nameConstraints = "name-constraints"
    case policy
    case criticalExtension = "critical-extension"
    case revoked
    /// A verified source does not know the certificate, or none answers for it.
    case revocationUnknown = "revocation-unknown"
    case revocationStale = "revocation-stale"
    case revocationScope = "revocation-scope"
    case revocationSignature = "revocation-signature"
    /// The work that one case may cost is spent.
    case limit
    case `internal`
}

/// What was found wrong, and where.
struct PathFault: Error, Hashable, Sendable {
    let reason: ValidationReason
    let detail: String

    init(_ reason: ValidationReason, _ detail: String) { (self.reason, self.detail) = (reason, detail) }
}
