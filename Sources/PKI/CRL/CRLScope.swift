import SwiftASN1

/// What a CRL covers (RFC 5280 §5.2.5). Without the extension: everything its issuer issues, for every reason.
struct CRLScope: Hashable, Sendable {
    enum Holders: Hashable, Sendable { case all, users, authorities, attributes }

    /// The names of its distribution point; nil if none is named.
    private(set) var names: [CRLName]?
    private(set) var holders = Holders.all
    private(set) var reasons = ReasonMask.all
    /// Entries may be other issuers' certificates.
    private(set) var isIndirect = false
    /// Why it covers nothing.
    private(set) var defect: String?

    /// What a scope looks at in a certificate.
    struct Subject {
        let issuer: CanonicalName
        let isAuthority: Bool
    }

    init() {}

    /// - Parameter issuer: the list's, to which a relative name is relative.
    init(_ node: ASN1Node, issuer: DistinguishedName) throws {
        var parts = try node.children()
        guard node.identifier == .sequence else { throw ASN1Error.unexpectedFieldType(node.identifier) }
        names = try parts.optional(0).map { try CRLName.point($0.explicit(0), relativeTo: issuer) }
        let (users, authorities) = (try Self.flag(parts.optional(1)), try Self.flag(parts.optional(2)))
        let reasons = try parts.optional(3).map(ReasonMask.init)
        isIndirect = try Self.flag(parts.optional(4))
        let attributes = try Self.flag(parts.optional(5))
        try parts.end()
        self.reasons = reasons ?? .all
        holders = attributes ? .attributes : authorities ? .authorities : users ? .users : .all
        // RFC 5280 §5.2.5: at most one of the three, and never an empty extension
        if [users, authorities, attributes].count(where: { $0 }) > 1 { defect = "its scope contradicts itself" }
        guard names != nil || holders != .all || reasons != nil || isIndirect else {
            throw ASN1Error.invalidASN1Object(reason: "an issuing distribution point that says nothing")
        }
    }

    /// BOOLEAN DEFAULT FALSE under an IMPLICIT tag: present means TRUE, which DER writes as FF.
    private static func flag(_ node: ASN1Node?) throws -> Bool {
        guard let node else { return false }
        guard Array(try node.bytes(node.identifier)) == [0xFF] else {
            throw ASN1Error.invalidASN1Object(reason: "a flag that is not TRUE")
        }
        return true
    }

    /// The reasons for which a list of this scope answers about a certificate at one of its distribution points:
    /// RFC 5280 §6.3.3(b) and (d). None: it does not answer.
    ///
    /// - Parameter issuer: the list's.
    func reasons(for subject: Subject, at point: DistributionPoint, issuer: CanonicalName) -> ReasonMask {
        guard defect == nil else { return .none }
        // (b)(1)
        if let listIssuers = point.listIssuers {
            guard isIndirect, listIssuers.share(with: [.directory(issuer)]) else { return .none }
        } else {
            guard issuer == subject.issuer else { return .none }
        }
        // (b)(2)(i): a list of another partition says nothing, even where it is served at this partition's address
        if let names {
            guard names.share(with: point.names ?? point.listIssuers ?? []) else { return .none }
        }
        switch holders {
        case .all: break
        case .users: guard !subject.isAuthority else { return .none }  // (b)(2)(ii)
        case .authorities: guard subject.isAuthority else { return .none }  // (b)(2)(iii)
        case .attributes: return .none  // (b)(2)(iv)
        }
        return reasons.intersection(point.reasons)  // (d)
    }
}

extension CRLScope {
    /// The same, whichever of its distribution points it is.
    ///
    /// - Parameter url: where the list was fetched. It stands for the distribution point of a certificate that names
    ///   none: a configured address is the issuer's own word.
    func reasons(for certificate: Certificate, fetchedFrom url: String?, issuer: CanonicalName) -> ReasonMask {
        guard var points = try? certificate.revocationPoints() else { return .none }
        let subject = Subject(issuer: CanonicalName(certificate.issuer), isAuthority: certificate.isAuthority)
        if points.count == 1, let name = url.flatMap(CRLName.uri) {
            points.append(DistributionPoint(impliedBy: subject.issuer, alternatives: [name]))
        }
        return points.reduce(.none) { $0.union(reasons(for: subject, at: $1, issuer: issuer)) }
    }
}

extension CRLHead {
    /// The reasons for which this list answers about a certificate; all of them for an ordinary list. Signature and
    /// time are not looked at.
    func reasons(for certificate: Certificate, fetchedFrom url: String? = nil) -> ReasonMask {
        scope.reasons(for: certificate, fetchedFrom: url, issuer: name)
    }
}
