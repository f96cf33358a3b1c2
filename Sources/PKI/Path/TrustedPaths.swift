public import Foundation

/// The paths that lead to one issuer's anchors, over its own certificates and no others (threats: R10, C3).
public struct TrustedPaths: Sendable {
    private let anchors: [PathAnchor]
    private let intermediates: [PathCertificate]
    private let names: Set<CanonicalName>
    private let shelf = CertificateShelf()

    /// - Parameter anchors: at least one, for empty trust would be no trust at all (CVE-2023-1664).
    public init(anchors: [Certificate], intermediates: [Certificate]) throws(PKIError) {
        guard !anchors.isEmpty else { throw .malformed("trust", reason: "no trust anchor") }
        var (roots, others): ([PathAnchor], [PathCertificate]) = ([], [])
        for certificate in anchors { roots.append(PathAnchor(try PathCertificate(certificate))) }
        for certificate in intermediates { others.append(try PathCertificate(certificate)) }
        for key in roots.map(\.key) + others.map(\.key) {
            guard let key = key.publicKey else { throw .malformed("trust", reason: "a key cannot be read") }
            if let defect = PathRules.card.defect(of: key) { throw .malformed("trust", reason: defect) }
        }
        (self.anchors, self.intermediates) = (roots, others)
        for certificate in others { shelf.keep(certificate, as: .card) }
        names = Set(roots.map(\.name) + others.map(\.subject))
    }

    /// What keeps an authority from being one below the anchors; nil if a path leads there.
    public func defect(of certificate: Certificate, at moment: Date) -> String? {
        do {
            switch find(try PathCertificate(certificate), at: moment, for: []) {
            case .valid: return nil
            case .invalid(let failure): return failure.fault.detail
            }
        } catch {
            return "\(error)"
        }
    }

    func bears(_ name: CanonicalName) -> Bool { names.contains(name) }

    /// Demands nothing of the target itself: the issuer's rules for acceptance do, with reasons of their own.
    func find(_ target: PathCertificate, at moment: Date, for purposes: Set<OID>) -> PathSearch.Finding {
        var inputs = PathInputs(moment: moment, maximumDepth: PathInputs.deepestCardPath, rules: .card)
        inputs.chainedPurposes = purposes
        inputs.target.hasSoundKey = false
        let budget = PathBudget()
        let pool = CertificatePool(intermediates, as: .card, shelf: shelf, budget: budget)
        let search = PathSearch(pool: pool, anchors: anchors, inputs, asking: nil, budget: budget, shelf: shelf)
        return search.find(target)
    }
}
