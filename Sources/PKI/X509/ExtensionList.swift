import SwiftASN1

/// The extensions of a certificate, a CRL, one of its entries or an OCSP answer (RFC 5280 §4.2).
struct ExtensionList: Hashable, Sendable {
    struct Item: Hashable, Sendable {
        let critical: Bool
        let value: [UInt8]
    }

    // 32: threats C10
    static let limit = 32
    private(set) var items: [OID: Item] = [:]

    init() {}

    init(_ node: ASN1Node, atMost limit: Int = ExtensionList.limit) throws {
        let list = try node.sequence(atMost: limit)
        guard !list.isEmpty else { throw ASN1Error.invalidASN1Object(reason: "an empty list of extensions") }
        for node in list {
            let parts = try node.sequence(atMost: 3)
            guard parts.count >= 2, let last = parts.last else {
                throw ASN1Error.invalidASN1Object(reason: "an extension without value")
            }
            let critical = try parts.count == 3 && Bool(derEncoded: parts[1])
            // DER: a default value is not written down (X.690 §11.5)
            guard parts.count == 2 || critical else {
                throw ASN1Error.invalidASN1Object(reason: "an extension that says it is not critical")
            }
            let item = Item(critical: critical, value: try last.octets())
            guard items.updateValue(item, forKey: try parts[0].oid()) == nil else {
                throw ASN1Error.invalidASN1Object(reason: "the same extension twice")  // RFC 5280 §4.2
            }
        }
    }

    subscript(_ name: OID) -> Item? { items[name] }

    func node(_ name: OID) throws -> ASN1Node? {
        try items[name].map { try DER.parse($0.value) }
    }

    /// The first critical extension that is not among these.
    func unknownCritical(besides known: Set<OID>) -> OID? {
        items.first { $0.value.critical && !known.contains($0.key) }?.key
    }
}
