import SwiftASN1

/// A general name as CRLs compare them: directory names by the rules for names, everything else by its bytes.
enum CRLName: Hashable, Sendable {
    case directory(CanonicalName)
    /// DER of the general name.
    case other([UInt8])

    init(_ node: ASN1Node) throws {
        guard node.identifier.tagClass == .contextSpecific, node.identifier.tagNumber <= 8 else {
            throw ASN1Error.unexpectedFieldType(node.identifier)
        }
        self =
            try node.isContext(4)
            ? .directory(CanonicalName(DistinguishedName(node.explicit(4)))) : .other(Array(node.encodedBytes))
    }

    var directory: CanonicalName? {
        if case .directory(let name) = self { name } else { nil }
    }

    /// A URI of at most 255 bytes.
    static func uri(_ text: String) -> CRLName? {
        let bytes = Array(text.utf8)
        guard bytes.count < 256 else { return nil }
        // Lengths from 128 on need one byte more.
        return .other((bytes.count < 128 ? [0x86, UInt8(bytes.count)] : [0x86, 0x81, UInt8(bytes.count)]) + bytes)
    }

    /// GeneralNames: at least one, at most 16.
    static func list(_ node: ASN1Node) throws -> [CRLName] {
        var (names, list): ([CRLName], _) = ([], try node.children())
        while let name = list.next() {
            guard names.count < 16 else { throw ASN1Error.invalidASN1Object(reason: "too many names") }
            names.append(try CRLName(name))
        }
        guard !names.isEmpty else { throw ASN1Error.invalidASN1Object(reason: "an empty list of names") }
        return names
    }

    /// DistributionPointName (RFC 5280 §4.2.1.13): full names, or one relative to the list's issuer.
    ///
    /// - Parameter issuer: what a relative name is relative to; nil where there is not exactly one.
    static func point(_ node: ASN1Node, relativeTo issuer: DistinguishedName?) throws -> [CRLName] {
        if node.isContext(0) { return try list(node) }
        guard node.isContext(1), let issuer else {
            throw ASN1Error.invalidASN1Object(reason: "a relative name without one issuer")
        }
        return [.directory(CanonicalName(try issuer.appending(relativeName: node)))]
    }
}

extension [CRLName] {
    /// Whether one of these names is one of those.
    func share(with others: [CRLName]) -> Bool { contains { others.contains($0) } }
}

extension DistinguishedName {
    /// This name with one more relative name: an IMPLICIT `[1] RelativeDistinguishedName`.
    fileprivate func appending(relativeName node: ASN1Node) throws -> DistinguishedName {
        var coder = DER.Serializer()
        let known = try DER.parse(der)
        coder.appendConstructedNode(identifier: .sequence) { coder in
            if case .constructed(let parts) = known.content {
                for part in parts { coder.serialize(part) }
            }
            coder.appendConstructedNode(identifier: .set) { coder in
                if case .constructed(let attributes) = node.content {
                    for attribute in attributes { coder.serialize(attribute) }
                }
            }
        }
        return try DistinguishedName(DER.parse(coder.serializedBytes))
    }
}

extension DistinguishedName {
    /// Whether two names name the same (RFC 5280 §7.1).
    func matches(_ other: DistinguishedName) -> Bool {
        der == other.der || CanonicalName(self) == CanonicalName(other)
    }
}

extension CanonicalName {
    func matches(_ name: DistinguishedName) -> Bool { self == CanonicalName(name) }
}

extension Certificate {
    /// The content of the serial number's INTEGER, sign and all.
    var serialContent: [UInt8] {
        // A negative number is kept behind a zero byte, which no magnitude of several bytes begins with.
        if serial.count > 1, serial.first == 0 { return Array(serial.dropFirst()) }
        return serial.first ?? 0 < 0x80 ? serial : [0] + serial
    }
}

extension OID {
    static let issuerAlternativeName = OID(content: [0x55, 0x1D, 18])
    static let freshestCRL = OID(content: [0x55, 0x1D, 46])
    static let authorityInformationAccess = OID(content: [0x2B, 6, 1, 5, 5, 7, 1, 1])
}
