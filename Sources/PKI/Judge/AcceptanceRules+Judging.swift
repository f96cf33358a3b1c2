import OpenSSL

extension AcceptanceRules {
    /// The steps about the certificate itself, which time does not change, and what they refuse.
    func judge(_ certificate: Certificate) -> (steps: [JudgementStep], refusals: [CardRefusal]) {
        let checks = [usage(certificate), extendedUsage(certificate), policy(certificate), strength(certificate)]
        return (checks.map(\.0), checks.compactMap(\.1))
    }

    private typealias Check = (JudgementStep, CardRefusal?)

    private func usage(_ certificate: Certificate) -> Check {
        func refuse(_ refusal: CardRefusal, _ detail: String) -> Check {
            (JudgementStep(.keyUsage, false, detail), refusal)
        }
        // threats: C1
        if certificate.isAuthority { return refuse(.wrongCertificateUsage, "it is an authority's certificate") }
        guard let usage = certificate.keyUsage else { return refuse(.wrongCertificateUsage, "it says no key usage") }
        if keyUsages.isSubset(of: usage) { return (JudgementStep(.keyUsage, true, "\(usage)"), nil) }
        // threats: R12. The card's other certificate, chosen by mistake, is the commonest of all.
        if usage.contains(.nonRepudiation), !usage.contains(.digitalSignature) {
            return refuse(.wrongCertificateSignature, "\(usage): it may sign documents, not log in")
        }
        return refuse(.wrongCertificateUsage, "\(usage); \(keyUsages) is demanded")
    }

    private func extendedUsage(_ certificate: Certificate) -> Check {
        let missing = extendedKeyUsages.subtracting(certificate.extendedKeyUsages ?? [])
        guard missing.isEmpty else {
            let names = missing.map(\.description).sorted().joined(separator: ", ")
            return (JudgementStep(.extendedKeyUsage, false, "\(names) is missing"), .wrongCertificateUsage)
        }
        let detail = extendedKeyUsages.isEmpty ? "none is demanded" : "what is demanded is there"
        return (JudgementStep(.extendedKeyUsage, true, detail), nil)
    }

    private func policy(_ certificate: Certificate) -> Check {
        guard !policies.isEmpty else { return (JudgementStep(.policy, true, "none is demanded"), nil) }
        guard let policy = certificate.policies.first(where: policies.contains) else {
            return (JudgementStep(.policy, false, "none of those that may log in"), .wrongCertificateUsage)
        }
        return (JudgementStep(.policy, true, policy.description), nil)
    }

    private func strength(_ certificate: Certificate) -> Check {
        let key: PublicKey
        do { key = try PublicKey(subjectPublicKeyInfo: certificate.subjectPublicKeyInfo) } catch {
            return (JudgementStep(.keyStrength, false, "the key cannot be read"), .weakKey)
        }
        guard let defect = keys.defect(key) else { return (JudgementStep(.keyStrength, true, "\(key.kind)"), nil) }
        return (JudgementStep(.keyStrength, false, defect), .weakKey)
    }
}
