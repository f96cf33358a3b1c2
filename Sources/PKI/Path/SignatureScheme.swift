import OpenSSL
import SwiftASN1

/// The algorithm that a certificate says it is signed with, if it is accepted. MD5, SHA-1 and DSA never are.
enum SignatureScheme: Hashable, Sendable {
    case usual(SignatureAlgorithm)
    case wider(SignatureForm)

    init?(algorithmIdentifier der: [UInt8], _ rules: PathRules) {
        if let usual = SignatureAlgorithm(algorithmIdentifier: der) {
            self = .usual(usual)
        } else if rules == .rfc5280, let form = try? Self.form(DER.parse(der)) {
            self = .wider(form)
        } else {
            return nil
        }
    }

    func isMade(_ signature: [UInt8], over message: [UInt8], by key: PublicKey) -> Bool {
        switch self {
        case .usual(.ecdsa(let digest)) where key.isOfUnusualCurve:
            key.verifies(signature, over: message, as: .ecdsa(digest.rawValue.uppercased()))
        case .usual(.rsaPSS(let digest)) where key.kind == .other("RSA-PSS"):
            key.verifies(
                signature, over: message,
                as: .rsaPSS(
                    digest: digest.rawValue.uppercased(), mask: digest.rawValue.uppercased(), saltLength: digest.length)
            )
        case .usual(let algorithm): key.verifies(signature, over: message, with: algorithm)
        case .wider(let form): key.verifies(signature, over: message, as: form)
        }
    }

    private static func form(_ node: ASN1Node) throws -> SignatureForm? {
        let parts = try node.sequence(atMost: 2)
        guard let name = try parts.first?.oid() else { return nil }
        if name == pss { return try parts.count == 2 ? pss(parts[1]) : nil }
        // RFC 4055 §5: NULL, or absent; RFC 5758 §3.2, RFC 8410 §3: absent
        let isAbsent = parts.count == 1
        if let digest = rsa[name], try isAbsent || parts[1].isNull { return .rsaPKCS1(digest) }
        guard isAbsent else { return nil }
        if let digest = ecdsa[name] { return .ecdsa(digest) }
        return name == ed448 ? .edwards("ED448") : nil
    }

    /// RFC 4055 §3.1. Every default there is SHA-1: what counts is written down.
    private static func pss(_ node: ASN1Node) throws -> SignatureForm? {
        var fields = try node.children()
        guard let digest = try fields.optional(0)?.explicit(0).digest, let mask = try fields.optional(1)?.explicit(1)
        else { return nil }
        let maskParts = try mask.sequence(atMost: 2)
        guard maskParts.count == 2, try maskParts[0].oid() == mgf1, let maskDigest = try maskParts[1].digest else {
            return nil
        }
        let salt = try fields.optional(2)?.explicit(2).magnitude(atMost: 2) ?? [20]
        try fields.end()
        return .rsaPSS(digest: digest, mask: maskDigest, saltLength: salt.reduce(0) { $0 << 8 | Int($1) })
    }

    private static func pkcs1(_ last: UInt8) -> OID { OID(content: [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, last]) }
    private static func nist(_ arc: UInt8, _ last: UInt8) -> OID {
        OID(content: [0x60, 0x86, 0x48, 1, 0x65, 3, 4, arc, last])
    }
    private static func ansi(_ last: UInt8) -> OID { OID(content: [0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, last]) }

    private static let pss = pkcs1(10)
    private static let mgf1 = pkcs1(8)
    private static let ed448 = OID(content: [0x2B, 0x65, 0x71])
    private static let rsa: [OID: String] = [
        pkcs1(11): "SHA256", pkcs1(12): "SHA384", pkcs1(13): "SHA512", pkcs1(14): "SHA224", pkcs1(15): "SHA512-224",
        pkcs1(16): "SHA512-256", nist(3, 13): "SHA3-224", nist(3, 14): "SHA3-256", nist(3, 15): "SHA3-384",
        nist(3, 16): "SHA3-512",
    ]
    private static let ecdsa: [OID: String] = [
        ansi(1): "SHA224", nist(3, 9): "SHA3-224", nist(3, 10): "SHA3-256", nist(3, 11): "SHA3-384",
        nist(3, 12): "SHA3-512",
    ]
    fileprivate static let digests: [OID: String] = [
        nist(2, 1): "SHA256", nist(2, 2): "SHA384", nist(2, 3): "SHA512", nist(2, 4): "SHA224",
        nist(2, 5): "SHA512-224", nist(2, 6): "SHA512-256",
    ]
}

extension ASN1Node {
    fileprivate var isNull: Bool {
        get throws { try identifier == .null && bytes(.null).isEmpty }
    }

    /// The digest that an AlgorithmIdentifier names; nil for those that are too weak.
    fileprivate var digest: String? {
        get throws {
            let parts = try sequence(atMost: 2)
            guard let name = try parts.first?.oid(), try parts.count == 1 || parts[1].isNull else { return nil }
            return SignatureScheme.digests[name]
        }
    }
}

extension PublicKey {
    fileprivate var isOfUnusualCurve: Bool {
        if case .other(let name) = kind { name.hasPrefix("EC ") } else { false }
    }
}
