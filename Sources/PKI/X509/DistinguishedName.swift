import SwiftASN1

/// A name (RFC 5280 §4.1.2.4), kept as it was written. It is never printed and parsed again (threats: C6).
public struct DistinguishedName: Hashable, Sendable {
    /// The encoded name: two names are equal if these bytes are.
    public let der: [UInt8]
    /// In order; an inner array of more than one is a multi-valued relative name.
    public let relativeNames: [[Attribute]]

    public struct Attribute: Hashable, Sendable {
        public let type: OID
        public let value: Text
    }

    /// A string with the type it was written in.
    public enum Text: Hashable, Sendable {
        case utf8([UInt8])
        case printable([UInt8])
        /// T61String, BMPString, UniversalString and whatever else: not read.
        case other
    }

    init(_ node: ASN1Node, atMost limit: Int = 32) throws {
        der = Array(node.encodedBytes)
        relativeNames = try node.sequence(atMost: limit).map { relative in
            let attributes = try DER.set(of: EncodedAttribute.self, identifier: .set, rootNode: relative)
            guard !attributes.isEmpty else { throw ASN1Error.invalidASN1Object(reason: "an empty relative name") }
            return attributes.map(\.attribute)
        }
    }
}

private struct EncodedAttribute: DERParseable {
    let attribute: DistinguishedName.Attribute

    init(derEncoded node: ASN1Node) throws {
        let parts = try node.sequence(atMost: 2)
        guard parts.count == 2 else { throw ASN1Error.invalidASN1Object(reason: "an attribute without value") }
        let text: DistinguishedName.Text =
            switch parts[1].identifier {
            case .utf8String: .utf8(try Self.wellFormed(parts[1].bytes(.utf8String)))
            case .printableString: .printable(Array(try parts[1].bytes(.printableString)))
            default: .other
            }
        attribute = .init(type: try parts[0].oid(), value: text)
    }

    private static func wellFormed(_ text: ArraySlice<UInt8>) throws -> [UInt8] {
        guard text.allSatisfy({ $0 < 0x80 }) || String(validating: text, as: UTF8.self) != nil else {
            throw ASN1Error.invalidASN1Object(reason: "a name that is not UTF-8")
        }
        return Array(text)
    }
}
