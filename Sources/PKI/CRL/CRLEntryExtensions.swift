import SwiftASN1

/// What the extensions of one entry say (RFC 5280 §5.3).
struct CRLEntryExtensions: Sendable {
    private(set) var reason = RevocationReason.unspecified
    /// Whose certificate this entry, and every one behind it until the next such word, speaks of (§5.3.3; CR-07).
    private(set) var certificateIssuers: [CanonicalName]?
    /// What makes the whole list useless: a critical extension or a reason that this reader does not understand.
    private(set) var defect: String?

    /// Reads `crlEntryExtensions`.
    init(_ der: ArraySlice<UInt8>) throws {
        let extensions = try ExtensionList(DER.parse(der))
        if let unknown = extensions.unknownCritical(besides: [.reasonCode, .invalidityDate, .certificateIssuer]) {
            defect = "an entry with unknown critical extension \(unknown)"
        }
        if let code = try extensions.node(.reasonCode)?.magnitude(.enumerated) {
            reason = read(code.count == 1 ? code[0] : .max)
        }
        // §5.3.2: it is told, not acted upon
        _ = try extensions.node(.invalidityDate).map { try $0.bytes(.generalizedTime) }
        if let node = try extensions.node(.certificateIssuer) {
            guard node.identifier == .sequence else { throw ASN1Error.unexpectedFieldType(node.identifier) }
            let names = try CRLName.list(node).compactMap(\.directory)
            certificateIssuers = names
            if names.isEmpty { defect = "an entry of an issuer without a directory name" }
        }
    }

    private mutating func read(_ code: UInt8) -> RevocationReason {
        guard let reason = RevocationReason(rawValue: code) else {
            defect = "an entry with an unknown reason"
            return .unspecified
        }
        return reason
    }
}
