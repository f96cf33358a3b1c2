import SwiftASN1

/// What a CRL covers (RFC 5280 §5.2.5). Without the extension: everything its issuer issues.
struct CRLScope: Sendable {
    /// DER of the full names of its distribution point; nil if none is named.
    private(set) var names: [[UInt8]]?
    /// Why it does not answer for a user's certificate and every reason.
    private(set) var defect: String?

    init() {}

    init(_ node: ASN1Node) throws {
        for part in try node.sequence(atMost: 6) {
            switch part.identifier.tagNumber {
            case 0:
                let names = try DistributionPointName.fullNames(part.explicit(0))
                if names.isEmpty { defect = "its distribution point is named relative to its issuer" }
                self.names = names
            case 1: break  // onlyContainsUserCerts: a card is one
            case 2: defect = "it covers authorities only"
            case 3: defect = "it covers some reasons only"
            case 4: defect = "it is indirect: entries may be another issuer's"
            case 5: defect = "it covers attribute certificates only"
            default: throw ASN1Error.unexpectedFieldType(part.identifier)
            }
        }
    }

    /// Whether it covers this certificate (RFC 5280 §6.3.3(b)(2)): a list of another partition says nothing, even
    /// where it is served at this partition's address.
    func covers(_ certificate: Certificate, fetchedFrom url: String) -> Bool {
        guard let names else { return true }
        guard certificate.distributionPoints.isEmpty else {
            return names.contains { certificate.distributionPoints.contains($0) }
        }
        return DistributionPointName.uri(url).map(names.contains) ?? false
    }
}
