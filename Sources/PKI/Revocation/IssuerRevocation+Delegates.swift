import Foundation

extension IssuerRevocation {
    /// What is wrong with the standing of a responder's own certificate; nil if nothing is.
    ///
    /// Where its issuer did not write `nocheck` into it, one of the issuer's lists has to say that it is not revoked
    /// (RFC 6960 §4.2.2.2.1): the one at hand, else it is fetched. Without such a list nobody can know, and the answer is
    /// not believed. Another responder cannot be asked: it would need the same.
    func delegateDefect(
        _ signer: OCSPSigner, from authority: IssuingAuthority, within deadline: Duration
    ) async -> String? {
        guard signer.needsCheck else { return nil }
        let lists = rules.sources.filter { $0.kind != .ocsp }
        for (index, source) in lists.enumerated() {
            let share = max(.zero, deadline) / (lists.count - index)
            let finding = await look(in: source, for: signer.certificate, issuedBy: authority, within: share)
            switch finding.answer.status {
            case .good: return nil
            case .revoked, .onHold: return "the responder's certificate is revoked"
            case .unknown, .unavailable, .stale, .invalid: continue
            }
        }
        return lists.isEmpty
            ? "the responder's certificate does not say nocheck, and no list is configured that could name it"
            : "the responder's certificate does not say nocheck, and no list says that it is not revoked"
    }
}
