/// A card that may log in now. Only the judge makes one; whoever has it, has the judge's word (threats: R2).
public struct ProvenCard: ~Copyable, Sendable {
    public let holder: CardHolder
    public let revocation: RevocationEvidence
    public let facts: HandshakeFacts
    /// DER of the certificates, leaf first, anchor last.
    public let path: [[UInt8]]
    public let trace: JudgementTrace
    /// By what it could be blocked.
    public let marks: CardMarks
    public let ground: JudgementGround

    init(
        holder: CardHolder, revocation: RevocationEvidence, facts: HandshakeFacts, path: [[UInt8]],
        trace: JudgementTrace, marks: CardMarks, ground: JudgementGround
    ) {
        self.holder = holder
        self.revocation = revocation
        self.facts = facts
        self.path = path
        self.trace = trace
        self.marks = marks
        self.ground = ground
    }

    /// The configured issuer's name.
    public var issuerName: String { holder.issuerName }
}

/// A card that may not log in, with what its record needs.
public struct RefusedCard: Sendable {
    public let reason: CardRefusal
    /// The configured issuer that the path ended at; nil for strangers' certificates.
    public let issuer: String?
    /// Who the card names, if its issuer vouches for that.
    public let holder: CardHolder?
    /// Set where a verified source said so.
    public let revocation: RevocationEvidence?
    public let facts: HandshakeFacts
    /// DER: leaf first; the leaf alone where no path was found; empty without a certificate.
    public let path: [[UInt8]]
    public let trace: JudgementTrace
    /// nil for strangers' certificates.
    public let ground: JudgementGround?
}
