import Foundation

/// RFC 5280 §6.1: validates one path. Variables and steps are named as there; policies follow RFC 9618.
struct PathValidation {
    /// §6.1.1(a): certificate 1 was issued by the anchor, certificate n is the target.
    private let path: [PathCertificate]
    private let anchor: PathAnchor
    private let inputs: PathInputs
    private let witness: (any RevocationWitness)?
    private let nesting: Int
    private let search: PathSearch

    // §6.1.2: state variables. The graph is nil where the RFC says NULL.
    private var validPolicyGraph: PolicyGraph? = PolicyGraph()
    private var subtrees = NameSubtrees()
    private var explicitPolicy: Int
    private var inhibitAnyPolicy: Int
    private var policyMapping: Int
    private var working: PathSigner
    private var maxPathLength: Int

    /// For the certificates that were asked about, the one below the anchor first.
    private(set) var revocation: [RevocationStatus] = []
    /// How many certificates were found in order: how far the path got.
    private(set) var passed = 0

    init(
        _ path: [PathCertificate], under anchor: PathAnchor, _ inputs: PathInputs,
        asking witness: (any RevocationWitness)?, nesting: Int, in search: PathSearch
    ) {
        (self.path, self.anchor, self.inputs) = (path, anchor, inputs)
        (self.witness, self.nesting, self.search) = (witness, nesting, search)
        let n = path.count
        explicitPolicy = inputs.initialExplicitPolicy ? 0 : n + 1
        inhibitAnyPolicy = inputs.initialAnyPolicyInhibit ? 0 : n + 1
        policyMapping = inputs.initialPolicyMappingInhibit ? 0 : n + 1
        working = anchor.signer
        maxPathLength = inputs.maximumDepth ?? .max
    }

    /// - Returns: the user-constrained policy set.
    mutating func run() throws(PathFault) -> Set<OID> {
        if let certificate = anchor.certificate { try begin(at: certificate) }
        for (index, certificate) in path.enumerated() {
            let isFinal = index == path.count - 1
            try process(certificate, index, isFinal: isFinal)
            if isFinal { break }
            try prepare(after: certificate)
            passed += 1
        }
        return try wrapUp()
    }

    // MARK: The anchor

    /// What an anchor's certificate says binds the path too: its dates, and, where present, path length, names and
    /// policies (RFC 5937 §3).
    private mutating func begin(at certificate: PathCertificate) throws(PathFault) {
        try certificate.checkDates(at: inputs.moment, "the anchor")
        if inputs.rules == .card, !path.isEmpty { try certificate.checkAuthority() }
        if let policies = certificate.constraints.policies {
            keepGraph(validPolicyGraph?.descend(policies, admitsAnyPolicy: true))
        }
        try mapPolicies(of: certificate)
        try narrowNames(by: certificate)
        tightenCounters(by: certificate)
        if let length = certificate.constraints.pathLength { maxPathLength = min(maxPathLength, length) }
    }

    // MARK: §6.1.3

    private mutating func process(_ certificate: PathCertificate, _ index: Int, isFinal: Bool) throws(PathFault) {
        // (a)(1)
        try search.checkSignature(of: certificate, by: working)
        // (a)(2)
        try certificate.checkDates(at: inputs.moment, isFinal ? "the certificate" : "an authority")
        // (a)(3)
        try checkRevocation(of: certificate, index)
        // (a)(4)
        guard certificate.issuer == working.name else {
            throw PathFault(.nameChaining, "its issuer is not the subject above it")
        }
        try certificate.checkForm(isFinal: isFinal)
        // (b), (c)
        if isFinal || !certificate.isSelfIssued, !subtrees.isEmpty,
            let fault = subtrees.fault(of: certificate, search.budget)
        {
            throw fault
        }
        // (d), (e)
        if let policies = certificate.constraints.policies {
            let admits = inhibitAnyPolicy > 0 || !isFinal && certificate.isSelfIssued
            keepGraph(validPolicyGraph?.descend(policies, admitsAnyPolicy: admits))
        } else {
            validPolicyGraph = nil
        }
        // (f)
        guard explicitPolicy > 0 || validPolicyGraph != nil else { throw Self.noPolicy }
    }

    private static let noPolicy = PathFault(.policy, "no policy is valid for the whole path")

    private mutating func checkRevocation(of certificate: PathCertificate, _ index: Int) throws(PathFault) {
        guard let witness else {
            revocation.append(.unchecked)
            return
        }
        let status = search.status(
            of: RevocationQuestion(
                certificate: certificate, issuer: working, distanceFromTarget: path.count - 1 - index,
                above: path[..<index].reversed(), anchor: anchor, moment: inputs.moment, nesting: nesting,
                search: search),
            asking: witness)
        revocation.append(status)
        switch status {
        case .good, .unchecked: break
        case .revoked(_, let detail): throw PathFault(.revoked, detail)
        case .undetermined(let reason, let detail, _, _): throw PathFault(reason, detail)
        }
    }

    // MARK: §6.1.4

    private mutating func prepare(after certificate: PathCertificate) throws(PathFault) {
        // (a), (b)
        try mapPolicies(of: certificate)
        // (c) to (f)
        working = certificate.signer
        // (g)
        try narrowNames(by: certificate)
        // (h)
        if !certificate.isSelfIssued {
            if explicitPolicy > 0 { explicitPolicy -= 1 }
            if policyMapping > 0 { policyMapping -= 1 }
            if inhibitAnyPolicy > 0 { inhibitAnyPolicy -= 1 }
        }
        // (i), (j)
        tightenCounters(by: certificate)
        // (k)
        try certificate.checkAuthority()
        if inputs.rules == .card { try certificate.checkPurposes(inputs.chainedPurposes) }
        // (l)
        if !certificate.isSelfIssued {
            guard maxPathLength > 0 else { throw PathFault(.pathLength, "more authorities than one of them allows") }
            maxPathLength -= 1
        }
        // (m)
        if let length = certificate.constraints.pathLength { maxPathLength = min(maxPathLength, length) }
        // (n) is part of (k) above, (o) was looked at with the certificate's form
    }

    private mutating func mapPolicies(of certificate: PathCertificate) throws(PathFault) {
        let mappings = certificate.constraints.policyMappings
        guard !mappings.isEmpty else { return }
        guard !mappings.contains(where: { $0.issuerDomain == .anyPolicy || $0.subjectDomain == .anyPolicy }) else {
            throw PathFault(.policy, "any-policy is mapped")
        }
        let byIssuer = Dictionary(grouping: mappings, by: \.issuerDomain).mapValues { $0.map(\.subjectDomain) }
        if policyMapping > 0 {
            validPolicyGraph?.map(byIssuer)
        } else {
            keepGraph(validPolicyGraph?.delete(byIssuer.keys))
        }
    }

    /// A graph without nodes at its last depth is NULL.
    private mutating func keepGraph(_ hasNodes: Bool?) { if hasNodes == false { validPolicyGraph = nil } }

    private mutating func narrowNames(by certificate: PathCertificate) throws(PathFault) {
        guard let constraints = certificate.constraints.nameConstraints else { return }
        guard !constraints.isBounded else {
            throw PathFault(.nameConstraints, "a subtree with minimum or maximum")
        }
        subtrees.narrow(by: constraints)
    }

    /// (i) and (j).
    private mutating func tightenCounters(by certificate: PathCertificate) {
        let constraints = certificate.constraints
        if let require = constraints.policyConstraints?.requireExplicitPolicy {
            explicitPolicy = min(explicitPolicy, require)
        }
        if let inhibit = constraints.policyConstraints?.inhibitPolicyMapping {
            policyMapping = min(policyMapping, inhibit)
        }
        if let inhibit = constraints.inhibitAnyPolicy { inhibitAnyPolicy = min(inhibitAnyPolicy, inhibit) }
    }

    // MARK: §6.1.5

    private mutating func wrapUp() throws(PathFault) -> Set<OID> {
        if let target = path.last {
            // (a)
            if explicitPolicy > 0 { explicitPolicy -= 1 }
            // (b)
            if target.constraints.policyConstraints?.requireExplicitPolicy == 0 { explicitPolicy = 0 }
        }
        // (c) to (f) are looked at with the certificate itself; (g), as RFC 9618 §5.4 writes it
        var policies = validPolicyGraph?.authorityConstrainedPolicySet ?? []
        if let initial = inputs.initialPolicySet {
            policies = policies.contains(.anyPolicy) ? initial : policies.intersection(initial)
        }
        guard explicitPolicy > 0 || !policies.isEmpty else { throw Self.noPolicy }
        try (path.last ?? anchor.certificate)?.checkDemands(inputs.target, inputs.rules)
        passed += 1
        return policies
    }
}
