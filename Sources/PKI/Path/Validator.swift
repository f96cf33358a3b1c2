import Foundation

/// Validates certificates with everything given (`porta validate`). One for many cases, which may run at the same time:
/// what was learned of issuers is shared.
public final class Validator: Sendable {
    private let certificates = CertificateShelf()
    private let crls = CRLShelf()
    private let ocsp = OCSPShelf()

    public init() {}

    /// Decides a case within 2 s, whatever it holds (threats: R16).
    public func decide(_ given: ValidationCase) -> ValidationAnswer {
        decide(given, within: PathBudget())
    }

    private func decide(_ given: ValidationCase, within budget: PathBudget) -> ValidationAnswer {
        let manner = given.rules.reading
        let target: PathCertificate
        do {
            // Targets are not kept: each is asked about once.
            target =
                try certificates.known(given.certificate, as: manner)
                ?? PathCertificate(der: given.certificate, as: manner)
        } catch {
            return ValidationAnswer(PathFault(.parse, "\(error)"))
        }
        var anchors: [PathAnchor] = []
        for der in given.trustAnchors {
            guard let certificate = certificates.certificate(der, as: manner) else {
                return ValidationAnswer(PathFault(.parse, "a trust anchor cannot be read"), path: [target])
            }
            anchors.append(PathAnchor(certificate))
            guard budget.isInTime() else { break }
        }
        let pool = CertificatePool(given.intermediates, as: manner, shelf: certificates, budget: budget)
        let search = PathSearch(
            pool: pool, anchors: anchors, given.inputs, asking: witness(for: given), budget: budget, shelf: certificates
        )
        return ValidationAnswer(search.find(target))
    }

    private func witness(for given: ValidationCase) -> (any RevocationWitness)? {
        guard given.revocation != .none else { return nil }
        let lists = crls.witness(for: given)
        return switch given.revocation {
        case .none: nil
        case .crl: lists
        case .ocsp: TargetWitness(ocsp.witness(for: given, lists: lists))
        case .either: EitherWitness(first: ocsp.witness(for: given, lists: lists), second: lists)
        }
    }
}
