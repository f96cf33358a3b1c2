/// RFC 5280's state variables permitted_subtrees and excluded_subtrees (§6.1.2(b), (c)), by the form of names.
///
/// The intersection of permitted subtrees is kept as what it is made of: a name must lie within each authority's set.
struct NameSubtrees {
    private var permitted: [GeneralName.Form: [[GeneralName]]] = [:]
    private var excluded: [GeneralName.Form: [GeneralName]] = [:]

    var isEmpty: Bool { permitted.isEmpty && excluded.isEmpty }

    /// RFC 5280 §6.1.4(g).
    mutating func narrow(by constraints: NameConstraints) {
        let allowed = Dictionary(grouping: constraints.permitted.map(\.base), by: \.form)
        for (form, names) in allowed { permitted[form, default: []].append(names) }
        for subtree in constraints.excluded { excluded[subtree.base.form, default: []].append(subtree.base) }
    }

    /// RFC 5280 §6.1.3(b), (c): nil if every name of the certificate is permitted and none is excluded.
    func fault(of certificate: PathCertificate, _ budget: PathBudget) -> PathFault? {
        let constraints = certificate.constraints
        var names = (constraints.alternativeNames ?? []) + constraints.emailAddresses
        if !certificate.subject.isEmpty { names.append(GeneralName(certificate.subject)) }
        for name in names {
            if let fault = fault(of: name, budget) { return fault }
        }
        return nil
    }

    private func fault(of name: GeneralName, _ budget: PathBudget) -> PathFault? {
        for base in excluded[name.form] ?? [] {
            guard budget.spendComparison() else { return PathFault(.limit, "too many names under constraints") }
            switch NameMatch.match(name, base) {
            case .outside: continue
            case .within, .overlaps: return PathFault(.nameConstraints, "an excluded name (\(name.form))")
            case .undecidable: return PathFault(.nameConstraints, "a name under a constraint of no known form")
            }
        }
        for set in permitted[name.form] ?? [] {
            var isWithin = false
            for base in set {
                guard budget.spendComparison() else { return PathFault(.limit, "too many names under constraints") }
                if NameMatch.match(name, base) == .within {
                    isWithin = true
                    break
                }
            }
            guard isWithin else {
                return PathFault(.nameConstraints, "a name outside what is permitted (\(name.form))")
            }
        }
        return nil
    }
}
