/// A path that was found valid.
struct PathOutcome {
    /// The target first; the anchor, where it has a certificate, last.
    let path: [PathCertificate]
    let anchor: PathAnchor
    /// RFC 5280 §6.1.6: the user-constrained policy set; any-policy stands for all.
    let policies: Set<OID>
    /// For each certificate below the anchor, the target first.
    let revocation: [RevocationStatus]
}

/// Why the path that got furthest is not valid.
struct PathFailure {
    let fault: PathFault
    /// The certificates of that path, the target first.
    let path: [PathCertificate]
    let endsAtAnchor: Bool
    /// Found before the fault was: of the certificates next to the anchor, the target's side first.
    let revocation: [RevocationStatus]
}
