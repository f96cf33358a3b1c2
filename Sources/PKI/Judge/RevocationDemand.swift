/// What a site demands beyond its card issuers' own rules. It can only make them stricter: whatever an issuer's rules
/// refuse stays refused.
public struct RevocationDemand: Sendable, Equatable {
    /// The oldest `thisUpdate` that counts for this site.
    public var maxAge: Duration?
    /// What is to be done where nobody can say whether a card is revoked.
    public var whenUnavailable: RevocationRules.Unavailable?

    public init(maxAge: Duration? = nil, whenUnavailable: RevocationRules.Unavailable? = nil) {
        self.maxAge = maxAge
        self.whenUnavailable = whenUnavailable
    }

    /// Why the evidence does not satisfy; nil if it does.
    func defect(of evidence: RevocationEvidence) -> String? {
        guard let maxAge, .seconds(evidence.age) > maxAge else { return nil }
        return "\(evidence.age) s old; this site takes nothing older than \(maxAge.components.seconds) s"
    }
}
