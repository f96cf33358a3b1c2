/// What was decided about a case, and by what.
public struct ValidationAnswer: Sendable {
    public let reason: ValidationReason
    /// For people: what was found, and where.
    public let detail: String
    /// SHA-256 of the certificates, the target first; of the path that got furthest where none is valid.
    public let path: [[UInt8]]
    /// The user-constrained policy set (RFC 5280 §6.1.6); any-policy stands for all. Empty unless valid.
    public let policies: Set<OID>
    public let revocation: [Revocation]

    public var isValid: Bool { reason == .ok }

    public struct Revocation: Sendable, Equatable {
        public enum Status: String, Sendable, CaseIterable { case good, revoked, unknown, unchecked }

        /// SHA-256 of the certificate.
        public let certificate: [UInt8]
        public let status: Status
        /// nil where no data decided.
        public let facts: RevocationFacts?
    }

    init(_ fault: PathFault, path: [PathCertificate] = [], revocation: [Revocation] = []) {
        (reason, detail, self.path) = (fault.reason, fault.detail, path.map(\.sha256))
        (policies, self.revocation) = ([], revocation)
    }

    private init(_ outcome: PathOutcome) {
        (reason, detail) = (.ok, "\(outcome.path.count) certificates to an anchor")
        (path, policies) = (outcome.path.map(\.sha256), outcome.policies)
        revocation = zip(outcome.path, outcome.revocation).map(Revocation.init)
    }

    init(_ finding: PathSearch.Finding) {
        switch finding {
        case .valid(let outcome):
            self.init(outcome)
        case .invalid(let failure):
            // Statuses begin below the anchor: the last ones of the path that were reached.
            let asked = failure.path.dropLast(failure.endsAtAnchor ? 1 : 0).suffix(failure.revocation.count)
            self.init(
                failure.fault, path: failure.path, revocation: zip(asked, failure.revocation).map(Revocation.init))
        }
    }
}

extension ValidationAnswer.Revocation {
    fileprivate init(_ certificate: PathCertificate, _ status: RevocationStatus) {
        self.certificate = certificate.sha256
        facts = status.facts
        self.status =
            switch status {
            case .unchecked: .unchecked
            case .good: .good
            case .revoked: .revoked
            case .undetermined: .unknown
            }
    }
}
