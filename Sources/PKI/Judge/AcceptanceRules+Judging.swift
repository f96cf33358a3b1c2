import OpenSSL

extension AcceptanceRules {
    /// The steps about the certificate itself, which time does not change, and what they refuse.
    ///
    /// - Parameter authorities: the certificates above it, anchor last. What they may vouch for limits what it may be.
    func judge(
        _ certificate: Certificate, below authorities: [Certificate] = []
    ) -> (steps: [JudgementStep], refusals: [CardRefusal]) {
        let checks = [
            usage(certificate), extendedUsage(certificate, authorities), policy(certificate, authorities),
            strength(certificate),
        ]
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

    private func extendedUsage(_ certificate: Certificate, _ authorities: [Certificate]) -> Check {
        func refuse(_ missing: Set<OID>, _ place: String) -> Check {
            let names = missing.map(\.description).sorted().joined(separator: ", ")
            return (JudgementStep(.extendedKeyUsage, false, "\(names) is missing\(place)"), .wrongCertificateUsage)
        }
        let missing = extendedKeyUsages.subtracting(certificate.extendedKeyUsages ?? [])
        guard missing.isEmpty else { return refuse(missing, "") }
        // PA-09: an authority that names purposes vouches for no others.
        for authority in authorities {
            guard let purposes = authority.extendedKeyUsages, !purposes.contains(.anyExtendedKeyUsage) else { continue }
            let missing = extendedKeyUsages.subtracting(purposes)
            guard missing.isEmpty else { return refuse(missing, " in an authority above it") }
        }
        let detail = extendedKeyUsages.isEmpty ? "none is demanded" : "what is demanded is there"
        return (JudgementStep(.extendedKeyUsage, true, detail), nil)
    }

    private func policy(_ certificate: Certificate, _ authorities: [Certificate]) -> Check {
        guard !policies.isEmpty else { return (JudgementStep(.policy, true, "none is demanded"), nil) }
        func refuse(_ detail: String) -> Check { (JudgementStep(.policy, false, detail), .wrongCertificateUsage) }
        let fitting = certificate.policies.filter(policies.contains)
        guard !fitting.isEmpty else { return refuse("none of those that may log in") }
        // RFC 5280 §6.1.3(d): an authority that names policies vouches for no others. One that names none is
        // configured by name, which vouches for it.
        let vouched = fitting.first { policy in
            authorities.allSatisfy {
                $0.policies.isEmpty || $0.policies.contains(policy) || $0.policies.contains(.anyPolicy)
            }
        }
        guard let vouched else { return refuse("an authority above it may not issue under this policy") }
        return (JudgementStep(.policy, true, vouched.description), nil)
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
