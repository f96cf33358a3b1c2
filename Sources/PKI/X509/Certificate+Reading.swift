import Foundation
import SwiftASN1

extension Certificate {
    /// Certificates on cards have 1 to 2 KB; 100 KB is where any reading stops (threats: R16).
    static let maximumLength = 102_400

    /// Reads a DER certificate. Nothing may follow it.
    public init(der: [UInt8]) throws(PKIError) { try self.init(der: der, as: .card) }

    init(der: [UInt8], as manner: CertificateReading) throws(PKIError) {
        guard der.count <= Self.maximumLength else {
            throw .malformed("certificate", reason: "longer than \(Self.maximumLength) bytes")
        }
        self = try reading("certificate") { try Certificate(DER.parse(der), der: der, as: manner) }
    }

    private init(_ node: ASN1Node, der: [UInt8], as manner: CertificateReading) throws {
        let parts = try node.sequence(atMost: 3)
        guard parts.count == 3 else { throw ASN1Error.invalidASN1Object(reason: "not three parts") }
        var body = try parts[0].children()
        version = try manner.version(body.optional(0))
        serial = try manner.serial(body.required("serialNumber"))
        let inner = try body.required("signature")
        // RFC 5280 §4.1.1.2: the algorithm outside must be the one inside
        guard inner.encodedBytes == parts[1].encodedBytes else {
            throw ASN1Error.invalidASN1Object(reason: "two signature algorithms")
        }
        issuer = try DistinguishedName(body.required("issuer"), atMost: manner.relativeNames)
        let validity = try body.required("validity").sequence(atMost: 2)
        guard validity.count == 2 else { throw ASN1Error.invalidASN1Object(reason: "validity has not two times") }
        (notBefore, notAfter) = (try validity[0].date(), try validity[1].date())
        guard notBefore <= notAfter || manner == .rfc5280 else {
            throw ASN1Error.invalidASN1Object(reason: "it ends before it begins")
        }
        subject = try DistinguishedName(body.required("subject"), atMost: manner.relativeNames)
        let key = try body.required("subjectPublicKeyInfo")
        let keyParts = try key.sequence(atMost: 2)
        guard keyParts.count == 2 else { throw ASN1Error.invalidASN1Object(reason: "a key without bits") }
        (subjectPublicKeyInfo, publicKeyBits) = (Array(key.encodedBytes), try keyParts[1].wholeBits())
        // Unique identifiers: read over.
        let (issuerID, subjectID) = (body.optional(1), body.optional(2))
        guard version > 1 || issuerID == nil && subjectID == nil else {
            throw ASN1Error.invalidASN1Object(reason: "version 1 with unique identifiers")
        }
        let list = try body.optional(3).map { try ExtensionList($0.explicit(3), atMost: manner.extensions) }
        // RFC 5280 §4.1.2.1
        guard version == 3 || list == nil else { throw ASN1Error.invalidASN1Object(reason: "not version 3") }
        extensions = list ?? ExtensionList()
        try body.end()

        self.der = der
        toBeSigned = Array(parts[0].encodedBytes)
        signatureAlgorithm = Array(parts[1].encodedBytes)
        signature = try parts[2].wholeBits()

        keyUsage = try extensions.node(.keyUsage).map(KeyUsage.init)
        extendedKeyUsages = try extensions.node(.extendedKeyUsage).map { try Self.purposes($0, manner) }
        policies = try extensions.node(.certificatePolicies).map { try Self.policies($0, manner) } ?? []
        isAuthority = try extensions.node(.basicConstraints).map(Self.isAuthority) ?? false
        subjectKeyIdentifier = try extensions.node(.subjectKeyIdentifier)?.octets()
        authorityKeyIdentifier = try extensions.node(.authorityKeyIdentifier).flatMap(Self.keyIdentifier)
        distributionPoints = try extensions.node(.crlDistributionPoints).map(Self.fullNames) ?? []
    }

    private static func purposes(_ node: ASN1Node, _ manner: CertificateReading) throws -> [OID] {
        let list = try node.sequence(atMost: manner.listed).map { try $0.oid() }
        guard !list.isEmpty || manner == .rfc5280 else {
            throw ASN1Error.invalidASN1Object(reason: "an empty extended key usage")
        }
        return list
    }

    private static func policies(_ node: ASN1Node, _ manner: CertificateReading) throws -> [OID] {
        let list = try node.sequence(atMost: manner.listed).map { information in
            var parts = try information.children()
            return try parts.required("policyIdentifier").oid()
        }
        // RFC 5280 §4.2.1.4: no policy twice, at least one
        guard !list.isEmpty, Set(list).count == list.count else {
            throw ASN1Error.invalidASN1Object(reason: "no policy, or one twice")
        }
        return list
    }

    private static func isAuthority(_ node: ASN1Node) throws -> Bool {
        var parts = try node.sequence(atMost: 2)[...]
        var isAuthority = false
        if let first = parts.first, first.identifier == .boolean {
            isAuthority = try Bool(derEncoded: first)
            guard isAuthority else { throw ASN1Error.invalidASN1Object(reason: "a default value is written down") }
            parts = parts.dropFirst()
        }
        if let length = parts.popFirst() { _ = try length.magnitude(atMost: 32) }
        guard parts.isEmpty else { throw ASN1Error.invalidASN1Object(reason: "basic constraints have too many parts") }
        return isAuthority
    }

    private static func keyIdentifier(_ node: ASN1Node) throws -> [UInt8]? {
        try node.sequence(atMost: 3).first { $0.isContext(0) }
            .map { try Array($0.bytes(ASN1Identifier(tagWithNumber: 0, tagClass: .contextSpecific))) }
    }

    private static func fullNames(_ node: ASN1Node) throws -> [[UInt8]] {
        var names: [[UInt8]] = []
        for point in try node.sequence(atMost: 16) {
            for part in try point.sequence(atMost: 3) where part.isContext(0) {
                names += try DistributionPointName.fullNames(part.explicit(0))
            }
        }
        return names
    }
}

/// The name of a distribution point (RFC 5280 §4.2.1.13), in certificates and in CRLs.
enum DistributionPointName {
    /// DER of each general name; nothing for a name relative to the issuer's, which no card issuer uses.
    static func fullNames(_ node: ASN1Node) throws -> [[UInt8]] {
        guard node.isContext(0) else { return [] }
        var (names, list): ([[UInt8]], _) = ([], try node.children())
        while let name = list.next() {
            guard names.count < 16 else { throw ASN1Error.invalidASN1Object(reason: "too many names") }
            names.append(Array(name.encodedBytes))
        }
        return names
    }

    /// A URI as a general name.
    static func uri(_ text: String) -> [UInt8]? {
        let bytes = Array(text.utf8)
        // Lengths up to 255 need one byte more from 128 on.
        guard bytes.count < 256 else { return nil }
        return (bytes.count < 128 ? [0x86, UInt8(bytes.count)] : [0x86, 0x81, UInt8(bytes.count)]) + bytes
    }
}
