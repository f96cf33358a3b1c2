import SwiftASN1

/// The extensions by which certificates of a path bind each other (RFC 5280 §4.2).
struct PathConstraints: Sendable {
    let isAuthority: Bool
    let pathLength: Int?
    /// nil if the extension is absent, which makes the policy graph empty.
    let policies: [OID]?
    let policyMappings: [PolicyMapping]
    let policyConstraints: PolicyConstraints?
    let inhibitAnyPolicy: Int?
    let nameConstraints: NameConstraints?
    /// nil if the extension is absent.
    let alternativeNames: [GeneralName]?
    /// Attributes of the subject that name a mailbox (RFC 5280 §4.2.1.6).
    let emailAddresses: [GeneralName]

    struct PolicyMapping: Hashable, Sendable {
        let issuerDomain: OID
        let subjectDomain: OID
    }

    struct PolicyConstraints: Hashable, Sendable {
        let requireExplicitPolicy: Int?
        let inhibitPolicyMapping: Int?
    }

    init(_ certificate: Certificate) throws {
        let extensions = certificate.extensions
        isAuthority = certificate.isAuthority
        pathLength = try extensions.node(.basicConstraints).flatMap(Self.pathLength)
        policies = extensions[.certificatePolicies] == nil ? nil : certificate.policies
        policyMappings = try extensions.node(.policyMappings).map(Self.mappings) ?? []
        policyConstraints = try extensions.node(.policyConstraints).map(Self.policyConstraints)
        inhibitAnyPolicy = try extensions.node(.inhibitAnyPolicy)?.count()
        nameConstraints = try extensions.node(.nameConstraints).map(NameConstraints.init)
        alternativeNames = try extensions.node(.subjectAlternativeName).map(GeneralName.list)
        emailAddresses = try GeneralName.emailAddresses(in: certificate.subject)
    }

    private static func pathLength(_ node: ASN1Node) throws -> Int? {
        try node.sequence(atMost: 2).first { $0.identifier == .integer }?.count()
    }

    private static func mappings(_ node: ASN1Node) throws -> [PolicyMapping] {
        let list = try node.sequence(atMost: Certificate.maximumLength).map { mapping in
            let parts = try mapping.sequence(atMost: 2)
            guard parts.count == 2 else { throw ASN1Error.invalidASN1Object(reason: "a mapping without two policies") }
            return PolicyMapping(issuerDomain: try parts[0].oid(), subjectDomain: try parts[1].oid())
        }
        guard !list.isEmpty else { throw ASN1Error.invalidASN1Object(reason: "no policy mapping") }
        return list
    }

    private static func policyConstraints(_ node: ASN1Node) throws -> PolicyConstraints {
        var parts = try node.children()
        let require = try parts.optional(0)?.count(tag: 0)
        let inhibit = try parts.optional(1)?.count(tag: 1)
        try parts.end()
        return PolicyConstraints(requireExplicitPolicy: require, inhibitPolicyMapping: inhibit)
    }
}

extension ASN1Node {
    /// A number of certificates: what is too large to count says no more than a large number.
    fileprivate func count(tag: UInt? = nil) throws -> Int {
        let expected = tag.map { ASN1Identifier(tagWithNumber: $0, tagClass: .contextSpecific) } ?? .integer
        let magnitude = try magnitude(expected, atMost: 32)
        return magnitude.count > 4 ? .max : magnitude.reduce(0) { $0 << 8 | Int($1) }
    }
}
