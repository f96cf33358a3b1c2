public import Foundation
public import OpenSSL

/// A CRL before it is signed (RFC 5280 §5.1), every field open.
public struct CRLShape: Sendable {
    /// 1 means v2; nil leaves the field out, which means v1.
    public var version: Int? = 1
    public var issuer: DistinguishedName
    public var thisUpdate: Date
    public var nextUpdate: Date?
    public var entries: [CRLEntry]
    public var number: Int?
    /// Makes it a delta: the number of the full CRL that it adds to (RFC 5280 §5.2.4).
    public var deltaBase: Int?
    public var authorityKeyIdentifier: [UInt8]?
    /// DER of the IssuingDistributionPoint; see `IssuingDistributionPoint`.
    public var issuingDistributionPoint: [UInt8]?
    /// Where the delta is (RFC 5280 §5.2.6).
    public var freshest: [String] = []
    public var moreExtensions: [Extension] = []

    public var signatureAlgorithm: SignatureAlgorithm?
    public var innerAlgorithm: [UInt8]?
    public var outerAlgorithm: [UInt8]?
    public var breaksSignature = false

    public init(
        issuer: DistinguishedName, entries: [CRLEntry], number: Int?, thisUpdate: Date, nextUpdate: Date?
    ) {
        (self.issuer, self.entries, self.number) = (issuer, entries, number)
        (self.thisUpdate, self.nextUpdate) = (thisUpdate, nextUpdate)
    }

    /// The CRL, signed.
    public func signed(by key: PrivateKey) throws(DemoPKIError) -> [UInt8] {
        let algorithm = signatureAlgorithm ?? AlgorithmIdentifier.usual(for: key.publicKey.kind)
        let truth = AlgorithmIdentifier.of(algorithm)
        let body = toBeSigned(algorithm: innerAlgorithm ?? truth)
        return try SignedObject.make(
            body, key: key, algorithm: algorithm, written: outerAlgorithm ?? truth, broken: breaksSignature)
    }

    private func toBeSigned(algorithm: [UInt8]) -> [UInt8] {
        Encode.sequence(
            (version.map { [Encode.integer($0)] } ?? []) + [algorithm, issuer.der, Encode.time(thisUpdate)]
                + (nextUpdate.map { [Encode.time($0)] } ?? [])
                + (entries.isEmpty ? [] : [Encode.sequence(entries.map(\.der))])
                + (extensions.isEmpty ? [] : [Encode.tagged(0, Encode.sequence(extensions.map(\.der)))]))
    }

    private var extensions: [Extension] {
        var list: [Extension] = []
        if let identifier = authorityKeyIdentifier { list.append(.authorityKeyIdentifier(identifier)) }
        if let number { list.append(Extension("2.5.29.20", Encode.integer(number))) }
        if let deltaBase { list.append(Extension("2.5.29.27", critical: true, Encode.integer(deltaBase))) }
        if let point = issuingDistributionPoint { list.append(Extension("2.5.29.28", critical: true, point)) }
        if !freshest.isEmpty { list.append(.distributionPoints("2.5.29.46", freshest)) }
        return list + moreExtensions
    }
}

/// The extension by which a CRL says what it covers (RFC 5280 §5.2.5).
public enum IssuingDistributionPoint {
    public static func der(
        address: String? = nil, onlyUsers: Bool = false, onlyAuthorities: Bool = false, onlySomeReasons: [Int] = [],
        indirect: Bool = false, onlyAttributes: Bool = false
    ) -> [UInt8] {
        var parts: [[UInt8]] = []
        if let address {
            let name = Encode.tagged(0, Encode.taggedPrimitive(6, Array(address.utf8)))
            parts.append(Encode.tagged(0, name))
        }
        if onlyUsers { parts.append(Encode.taggedPrimitive(1, [0xFF])) }
        if onlyAuthorities { parts.append(Encode.taggedPrimitive(2, [0xFF])) }
        if !onlySomeReasons.isEmpty {
            // IMPLICIT: the BIT STRING's own tag is replaced.
            parts.append([0x83] + Encode.namedBits(onlySomeReasons).dropFirst())
        }
        if indirect { parts.append(Encode.taggedPrimitive(4, [0xFF])) }
        if onlyAttributes { parts.append(Encode.taggedPrimitive(5, [0xFF])) }
        return Encode.sequence(parts)
    }
}
