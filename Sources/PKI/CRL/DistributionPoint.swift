import SwiftASN1

/// Where the revocation of a certificate is told (RFC 5280 §4.2.1.13). Compared, never fetched (threats: V1).
struct DistributionPoint: Hashable, Sendable {
    /// Its names, any of which may do; nil where only an issuer is named.
    let names: [CRLName]?
    /// The reasons that it tells; all, where it does not say.
    let reasons: ReasonMask
    /// Who issues the list, where that is not the certificate's issuer.
    let listIssuers: [CRLName]?

    /// The point that every certificate has without naming it: its issuer's own list of everything
    /// (RFC 5280 §6.3.3, last paragraph).
    init(impliedBy issuer: CanonicalName, alternatives: [CRLName] = []) {
        (names, reasons, listIssuers) = ([.directory(issuer)] + alternatives, .all, nil)
    }

    private init(_ node: ASN1Node, issuer: DistinguishedName) throws {
        var parts = try node.children()
        guard node.identifier == .sequence else { throw ASN1Error.unexpectedFieldType(node.identifier) }
        let (name, reasons, listIssuers) = (parts.optional(0), parts.optional(1), parts.optional(2))
        try parts.end()
        // RFC 5280 §4.2.1.13: not reasons alone
        guard name != nil || listIssuers != nil else {
            throw ASN1Error.invalidASN1Object(reason: "a distribution point without name and issuer")
        }
        self.reasons = try reasons.map(ReasonMask.init) ?? .all
        self.listIssuers = try listIssuers.map(CRLName.list)
        // A relative name continues the name of the list's issuer, of whom there is only one then.
        let stem = try listIssuers.map(Self.onlyDirectory) ?? issuer
        names = try name.map { try CRLName.point($0.explicit(0), relativeTo: stem) }
    }

    private static func onlyDirectory(_ names: ASN1Node) throws -> DistinguishedName? {
        var (found, list): ([DistinguishedName], _) = ([], try names.children())
        while let name = list.next() {
            if name.isContext(4) { found.append(try DistinguishedName(name.explicit(4))) }
        }
        return found.count == 1 ? found[0] : nil
    }

    /// CRLDistributionPoints, or FreshestCRL.
    static func list(_ node: ASN1Node, issuer: DistinguishedName) throws -> [DistributionPoint] {
        let points = try node.sequence(atMost: 16).map { try DistributionPoint($0, issuer: issuer) }
        guard !points.isEmpty else { throw ASN1Error.invalidASN1Object(reason: "no distribution point") }
        return points
    }
}

extension Certificate {
    /// The distribution points that it names, and behind them the one that it need not name (RFC 5280 §6.3.3).
    func revocationPoints() throws(PKIError) -> [DistributionPoint] {
        try reading("CRL distribution points") {
            let named = try extensions.node(.crlDistributionPoints).map {
                try DistributionPoint.list($0, issuer: issuer)
            }
            let alternatives = try extensions.node(.issuerAlternativeName).map { node in
                guard node.identifier == .sequence else { throw ASN1Error.unexpectedFieldType(node.identifier) }
                return try CRLName.list(node)
            }
            return (named ?? []) + [
                DistributionPoint(impliedBy: CanonicalName(issuer), alternatives: alternatives ?? [])
            ]
        }
    }
}
