/// Stands here until the search comes with path validation; then this file goes.
final class PathSearch {
    let budget = PathBudget()
    let pool: CertificatePool

    init(_ pool: CertificatePool) { self.pool = pool }

    func isTrusted(
        _ certificate: PathCertificate, under anchor: PathAnchor, asking witness: (any RevocationWitness)?, nesting: Int
    ) -> Bool { false }
}
