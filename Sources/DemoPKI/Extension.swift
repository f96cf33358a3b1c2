/// One extension of a certificate, a CRL or an OCSP answer (RFC 5280 §4.2).
public struct Extension: Hashable, Sendable {
    public var type: String
    public var critical: Bool
    /// The DER inside the OCTET STRING.
    public var value: [UInt8]

    public init(_ type: String, critical: Bool = false, _ value: [UInt8]) {
        (self.type, self.critical, self.value) = (type, critical, value)
    }

    public var der: [UInt8] {
        Encode.sequence([Encode.oid(type)] + (critical ? [Encode.boolean(true)] : []) + [Encode.octets(value)])
    }

    /// An extension that no software knows.
    public static func unknown(critical: Bool) -> Extension {
        Extension("1.3.6.1.4.1.99999.9.9", critical: critical, Encode.null)
    }

    static func authorityKeyIdentifier(_ identifier: [UInt8]) -> Extension {
        Extension("2.5.29.35", Encode.sequence([Encode.taggedPrimitive(0, identifier)]))
    }

    /// CRLDistributionPoints or FreshestCRL (RFC 5280 §4.2.1.13, §4.2.1.15): one point for each address.
    static func distributionPoints(_ type: String, _ addresses: [String]) -> Extension {
        Extension(
            type,
            Encode.sequence(
                addresses.map { address in
                    let names = Encode.tagged(0, Encode.taggedPrimitive(6, Array(address.utf8)))
                    return Encode.sequence([Encode.tagged(0, names)])
                }))
    }
}
