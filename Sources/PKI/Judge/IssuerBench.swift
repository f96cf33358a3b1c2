import Foundation
import OpenSSL

/// One issuer with what it takes to judge its cards.
struct IssuerBench: Sendable {
    let index: Int
    let issuer: CardIssuer
    let paths: TrustedPaths
    let revocation: IssuerRevocation

    func mayHaveIssued(_ certificate: PathCertificate) -> Bool { paths.bears(certificate.issuer) }

    enum Finding: Sendable {
        case card(ExaminedCard)
        /// No path to this issuer: why.
        case noPath(String)
    }

    /// Validates the path and looks at all that is in the certificate.
    func examine(_ card: PathCertificate, fingerprint: [UInt8], at now: Date) -> Finding {
        let moment = card.certificate.momentForPath(at: now)
        switch paths.find(card, at: moment, for: issuer.accept.extendedKeyUsages) {
        case .invalid(let failure): return .noPath("\(failure.fault.reason.rawValue): \(failure.fault.detail)")
        case .valid(let outcome):
            guard let examined = examined(card.certificate, fingerprint, path: outcome.path) else {
                return .noPath("the path leaves the issuer's own certificates")
            }
            return .card(examined)
        }
    }

    private func examined(
        _ certificate: Certificate, _ fingerprint: [UInt8], path: [PathCertificate]
    ) -> ExaminedCard? {
        let above = path.dropFirst().map(\.certificate)
        guard let authority = issuer.authorities.first(where: { $0.certificate == above.first }),
            let from = above.map(\.notBefore).max(), let until = above.map(\.notAfter).min(), from <= until
        else { return nil }
        var (steps, refusals) = issuer.accept.judge(certificate)
        let holder = holder(of: certificate, fingerprint, &steps, &refusals)
        return ExaminedCard(
            certificate: certificate, bench: index, authority: authority, path: path.map(\.certificate.der),
            pathIsValid: from...until,
            pathStep: JudgementStep(.path, true, "\(path.count) certificates to a configured anchor"),
            validStep: JudgementStep(.validity, true, "until \(certificate.notAfter.stamp)"),
            steps: steps, refusals: refusals, holder: holder)
    }

    private func holder(
        of certificate: Certificate, _ fingerprint: [UInt8], _ steps: inout [JudgementStep],
        _ refusals: inout [CardRefusal]
    ) -> CardHolder? {
        do {
            let (givenName, familyName, nationalID) = try issuer.identity.read(certificate.subject)
            steps.append(JudgementStep(.identity, true, "one value each for given name, family name and national id"))
            return CardHolder(
                givenName: givenName, familyName: familyName, nationalID: nationalID,
                identityNamespace: issuer.identity.namespace, issuerName: issuer.name,
                dataAsOf: certificate.notBefore, certificateSHA256: fingerprint)
        } catch {
            steps.append(JudgementStep(.identity, false, error.detail))
            refusals.append(.identityUnreadable)
            return nil
        }
    }
}
