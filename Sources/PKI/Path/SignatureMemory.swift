import OpenSSL

/// Which key signed which certificate, each pair verified once within a case.
final class SignatureMemory {
    private var known: [CertificateShelf.Edge: PathFault?] = [:]
    private let shelf: CertificateShelf
    private let rules: PathRules
    private let budget: PathBudget

    init(shelf: CertificateShelf, rules: PathRules, budget: PathBudget) {
        (self.shelf, self.rules, self.budget) = (shelf, rules, budget)
    }

    /// nil if the key is one that may sign and has signed the certificate; else what is wrong.
    func fault(of certificate: PathCertificate, by key: PathKey) -> PathFault? {
        let edge = CertificateShelf.Edge(certificate: certificate.sha256, key: key.subjectPublicKeyInfo)
        if let known = known[edge] { return known }
        let fault = examine(certificate, key, edge)
        // What the budget kept from being looked at may be looked at again by another case.
        if fault?.reason != .limit { known.updateValue(fault, forKey: edge) }
        return fault
    }

    private func examine(_ certificate: PathCertificate, _ key: PathKey, _ edge: CertificateShelf.Edge) -> PathFault? {
        let signed = certificate.certificate
        guard let scheme = SignatureScheme(algorithmIdentifier: signed.signatureAlgorithm, rules) else {
            return PathFault(.algorithm, "signed with an algorithm that is not accepted")
        }
        guard let publicKey = key.publicKey else { return PathFault(.key, "its issuer's key cannot be read") }
        if let defect = rules.defect(of: publicKey) { return PathFault(.key, "its issuer's key: \(defect)") }
        if shelf.isVerified(edge) { return nil }
        guard budget.spendSignature() else { return PathFault(.limit, "too many signatures") }
        guard scheme.isMade(signed.signature, over: signed.toBeSigned, by: publicKey) else {
            return PathFault(.signature, "not signed by the issuer that it names")
        }
        if shelf.known(signed.der, as: rules.reading) != nil { shelf.note(edge) }
        return nil
    }
}
