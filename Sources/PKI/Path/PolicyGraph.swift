/// RFC 5280's valid_policy_tree as the graph that RFC 9618 makes of it: one node for a policy at a depth, however many
/// ways lead there, so that it grows no faster than the certificates that feed it (CVE-2023-0464).
///
/// Policy qualifiers are not kept: nobody here reads them. Nodes without children are not deleted one by one; what leads
/// to the last depth is found at the end.
struct PolicyGraph {
    private struct Node {
        let validPolicy: OID
        var expectedPolicySet: [OID]
        /// Places of its parents at the depth above.
        let parents: [Int]
    }

    private var depths: [[Node]]

    /// RFC 9618 §3.2, RFC 5280 §6.1.2(a): one node, any-policy, at depth 0.
    init() { depths = [[Node(validPolicy: .anyPolicy, expectedPolicySet: [.anyPolicy], parents: [])]] }

    /// RFC 5280 §6.1.3(d), as RFC 9618 §5.2 writes it.
    ///
    /// - Parameter admitsAnyPolicy: whether any-policy in the certificate counts, (d)(2).
    /// - Returns: false if the graph has become NULL.
    mutating func descend(_ policies: [OID], admitsAnyPolicy: Bool) -> Bool {
        guard let above = depths.last else { return false }
        var expecting: [OID: [Int]] = [:]
        for (place, node) in above.enumerated() {
            for policy in node.expectedPolicySet { expecting[policy, default: []].append(place) }
        }
        let anyPolicy = above.firstIndex { $0.validPolicy == .anyPolicy }
        var nodes: [Node] = []
        var present: Set<OID> = []
        func add(_ policy: OID, _ parents: [Int]) {
            guard present.insert(policy).inserted else { return }
            nodes.append(Node(validPolicy: policy, expectedPolicySet: [policy], parents: parents))
        }
        // (d)(1)
        for policy in policies where policy != .anyPolicy {
            if let parents = expecting[policy] {
                add(policy, parents)
            } else if let anyPolicy {
                add(policy, [anyPolicy])
            }
        }
        // (d)(2)
        if admitsAnyPolicy, policies.contains(.anyPolicy) {
            for node in above {
                for policy in node.expectedPolicySet { add(policy, expecting[policy] ?? []) }
            }
        }
        depths.append(nodes)
        return !nodes.isEmpty
    }

    /// RFC 5280 §6.1.4(b)(1): policies of the issuer's domain are taken for those of the subject's.
    mutating func map(_ mappings: [OID: [OID]]) {
        guard depths.count >= 2 else { return }
        let last = depths.count - 1
        var mapped: Set<OID> = []
        for place in depths[last].indices {
            let policy = depths[last][place].validPolicy
            guard let subjects = mappings[policy] else { continue }
            depths[last][place].expectedPolicySet = subjects
            mapped.insert(policy)
        }
        guard depths[last].contains(where: { $0.validPolicy == .anyPolicy }),
            let anyPolicy = depths[last - 1].firstIndex(where: { $0.validPolicy == .anyPolicy })
        else { return }
        for (policy, subjects) in mappings where !mapped.contains(policy) {
            depths[last].append(Node(validPolicy: policy, expectedPolicySet: subjects, parents: [anyPolicy]))
        }
    }

    /// RFC 5280 §6.1.4(b)(2): where mapping is inhibited, mapped policies end here.
    ///
    /// - Returns: false if the graph has become NULL.
    mutating func delete(_ policies: some Sequence<OID>) -> Bool {
        let policies = Set(policies)
        let last = depths.count - 1
        depths[last].removeAll { policies.contains($0.validPolicy) }
        return !depths[last].isEmpty
    }

    /// RFC 9618 §5.4, the authority-constrained policy set: in the words of the anchor's domain.
    var authorityConstrainedPolicySet: Set<OID> {
        guard let bottom = depths.last else { return [] }
        var found: Set<OID> = []
        if bottom.contains(where: { $0.validPolicy == .anyPolicy }) { found.insert(.anyPolicy) }
        var alive = Set(bottom.indices)
        for depth in stride(from: depths.count - 1, to: 0, by: -1) {
            var above: Set<Int> = []
            for place in alive {
                let node = depths[depth][place]
                above.formUnion(node.parents)
                guard node.validPolicy != .anyPolicy else { continue }
                if node.parents.contains(where: { depths[depth - 1][$0].validPolicy == .anyPolicy }) {
                    found.insert(node.validPolicy)
                }
            }
            alive = above
        }
        return found
    }
}
