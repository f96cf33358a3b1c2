import OpenSSL

/// The issuer of a certificate that no configured issuer vouches for, as an operator is told of it: a new authority of
/// a known issuer shows here first. Holds nothing personal: attributes that name persons are left out.
public struct UnknownIssuer: Hashable, Sendable {
    /// Of the authority: `C=AL, O=…, CN=…`, written by a stranger. To be shown, never to be compared or believed.
    public let name: String
    /// The authority's key identifier in hex, as the certificate has it; empty without one.
    public let keyIdentifier: String
    /// SHA-256 of the certificate.
    public let sample: [UInt8]

    /// - Returns: nil if it is no certificate.
    public init?(leaf: [UInt8]) {
        guard let certificate = try? Certificate(der: leaf) else { return nil }
        // Who signs his own certificate is no authority, and its name may be a person's.
        name = certificate.issuer == certificate.subject ? "(self-signed)" : Self.text(certificate.issuer)
        keyIdentifier = Hex.encode(Array((certificate.authorityKeyIdentifier ?? []).prefix(20)))
        sample = certificate.sha256
    }

    private static let shown: [(OID, String)] = [
        (OID(content: [0x55, 4, 6]), "C"), (OID(content: [0x55, 4, 10]), "O"), (OID(content: [0x55, 4, 11]), "OU"),
        (.commonName, "CN"),
    ]

    private static func text(_ name: DistinguishedName) -> String {
        let parts = name.relativeNames.flatMap(\.self).compactMap { attribute -> String? in
            guard let label = shown.first(where: { $0.0 == attribute.type })?.1 else { return nil }
            return "\(label)=\(plain(attribute.value))"
        }
        return parts.isEmpty ? "(no name)" : String(parts.joined(separator: ", ").prefix(200))
    }

    /// Nothing that a terminal obeys or that turns a line round; at most 64 characters.
    private static func plain(_ value: DistinguishedName.Text) -> String {
        let bytes: [UInt8] =
            switch value {
            case .utf8(let bytes), .printable(let bytes): bytes
            case .other: Array("?".utf8)
            }
        let scalars = String(decoding: bytes.prefix(256), as: UTF8.self).unicodeScalars.prefix(64)
        return String(
            String.UnicodeScalarView(
                scalars.map { scalar in
                    switch scalar.properties.generalCategory {
                    case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse: "?"
                    default: scalar
                    }
                }))
    }
}
