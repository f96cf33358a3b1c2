import Foundation
import OpenSSL

/// One issuer with what it takes to judge its cards.
struct IssuerBench: Sendable {
    /// At most so many certificates between leaf and anchor (threats: R10).
    private static let maximumDepth = 3

    let index: Int
    let issuer: CardIssuer
    let trust: X509Trust
    let revocation: IssuerRevocation

    /// Critical extensions of a leaf that are understood, here or by path validation (RFC 5280 §4.2).
    private static let understood: Set<OID> = [
        .keyUsage, .extendedKeyUsage, .basicConstraints, .certificatePolicies, .subjectAlternativeName,
        .crlDistributionPoints,
    ]

    func mayHaveIssued(_ certificate: Certificate) -> Bool {
        issuer.authorities.contains { $0.certificate.subject.der == certificate.issuer.der }
    }

    enum Finding: Sendable {
        case card(ExaminedCard)
        /// No path to this issuer: why.
        case noPath(String)
    }

    /// Validates the path and looks at all that is in the certificate.
    func examine(_ certificate: Certificate, fingerprint: [UInt8], at now: Date) -> Finding {
        guard SignatureAlgorithm(algorithmIdentifier: certificate.signatureAlgorithm) != nil else {
            return .noPath("signed with an algorithm that is not accepted")
        }
        if let unknown = certificate.extensions.unknownCritical(besides: Self.understood) {
            return .noPath("unknown critical extension \(unknown)")
        }
        let moment = certificate.momentForPath(at: now)
        switch trust.verify(certificate.der, presented: [], at: moment, maximumDepth: Self.maximumDepth) {
        case .failed(let code, 0, let text) where Self.weakLeafCodes.contains(code):
            guard let path = pathOfWeakLeaf(certificate, at: moment),
                let examined = examined(certificate, fingerprint, path: path)
            else { return .noPath(text) }
            return .card(examined)
        case .failed(_, let depth, let text): return .noPath("\(text) (certificate \(depth))")
        case .unreadable(let text): return .noPath(text)
        case .path(let path):
            guard let examined = examined(certificate, fingerprint, path: path) else {
                return .noPath("the path leaves the issuer's own certificates")
            }
            return .card(examined)
        }
    }

    /// `X509_V_ERR_EE_KEY_TOO_SMALL`, `X509_V_ERR_EC_KEY_EXPLICIT_PARAMS`: the library stops at the leaf's key before it
    /// looks at the signature.
    private static let weakLeafCodes: Set<Int> = [66, 94]

    /// Whether the issuer made a card with a weak key, so that the refusal can say what is wrong with it.
    private func pathOfWeakLeaf(_ certificate: Certificate, at moment: Date) -> [[UInt8]]? {
        let authority = issuer.authorities.first {
            $0.certificate.subject.der == certificate.issuer.der && $0.signed(certificate)
        }
        guard let above = authority?.certificate.der,
            case .path(let path) = trust.verify(above, presented: [], at: moment, maximumDepth: Self.maximumDepth)
        else { return nil }
        return [certificate.der] + path
    }

    private func examined(_ certificate: Certificate, _ fingerprint: [UInt8], path: [[UInt8]]) -> ExaminedCard? {
        let above = path.dropFirst().compactMap { der in issuer.authorities.first { $0.certificate.der == der } }
        guard let authority = above.first, above.count == path.count - 1,
            let from = above.map(\.certificate.notBefore).max(), let until = above.map(\.certificate.notAfter).min(),
            from <= until
        else { return nil }
        var (steps, refusals) = issuer.accept.judge(certificate, below: above.map(\.certificate))
        let holder = holder(of: certificate, fingerprint, &steps, &refusals)
        return ExaminedCard(
            certificate: certificate, bench: index, authority: authority, path: path, pathIsValid: from...until,
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
