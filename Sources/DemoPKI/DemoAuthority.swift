public import Foundation
public import OpenSSL

/// A card issuer made in code: a root, an issuing authority below it and its OCSP responder.
public struct DemoAuthority: Sendable {
    /// Distinguishes authorities by name: `Demo` gives "Porta Demo Root CA".
    public let label: String
    public let root: CertifiedKey
    public let issuing: CertifiedKey
    /// The delegated OCSP responder (RFC 6960 §4.2.2.2).
    public let responder: CertifiedKey
    public let addresses: Addresses

    /// Where the issuer publishes its revocations.
    public struct Addresses: Hashable, Sendable {
        public var ocsp: String
        public var crl: String
        public var delta: String
        public init(ocsp: String, crl: String, delta: String) {
            (self.ocsp, self.crl, self.delta) = (ocsp, crl, delta)
        }
        /// Addresses that lead nowhere, for tests that hold the network in their hands.
        public static let nowhere = Addresses(
            ocsp: "http://ocsp.demo.invalid/", crl: "http://crl.demo.invalid/demo.crl",
            delta: "http://crl.demo.invalid/demo-delta.crl")
    }

    /// An authority whose keys and certificates were kept somewhere.
    public init(
        label: String, root: CertifiedKey, issuing: CertifiedKey, responder: CertifiedKey, addresses: Addresses
    ) {
        (self.label, self.root, self.issuing) = (label, root, issuing)
        (self.responder, self.addresses) = (responder, addresses)
    }

    /// A new authority: all keys of one kind, valid from a year before `now` for twenty, ten and three years.
    public static func make(
        at now: Date, label: String = "Demo", keys kind: KeyKind = .ec(.p256), addresses: Addresses = .nowhere
    ) throws(DemoPKIError) -> DemoAuthority {
        let key = try newKey(kind)
        var shape = CertificateShape(
            serial: newSerial(), issuer: rootName(label), subject: rootName(label), from: now.adding(years: -1),
            until: now.adding(years: 19), publicKey: key.publicKey)
        shape.basicConstraints = .init(isAuthority: true)
        shape.keyUsage = [.keyCertSign, .cRLSign]
        let root = CertifiedKey(key: key, certificate: try shape.signed(by: key))
        return try below(root, rootLabel: label, at: now, label: label, keys: kind, addresses: addresses)
    }

    /// Another issuing authority below the same root, with its own responder.
    public func sibling(
        at now: Date, label: String = "Sibling", keys kind: KeyKind = .ec(.p256)
    ) throws(DemoPKIError) -> DemoAuthority {
        try Self.below(root, rootLabel: self.label, at: now, label: label, keys: kind, addresses: addresses)
    }

    public static func rootName(_ label: String) -> DistinguishedName { name("Porta \(label) Root CA") }
    public static func issuingName(_ label: String) -> DistinguishedName { name("Porta \(label) Issuing CA") }
    public var issuingName: DistinguishedName { Self.issuingName(label) }

    private static func name(_ commonName: String) -> DistinguishedName {
        DistinguishedName([.country("AL"), .organization("Porta Sandbox"), .commonName(commonName)])
    }

    private static func below(
        _ root: CertifiedKey, rootLabel: String, at now: Date, label: String, keys kind: KeyKind,
        addresses: Addresses
    ) throws(DemoPKIError) -> DemoAuthority {
        let key = try newKey(kind)
        var shape = CertificateShape(
            serial: newSerial(), issuer: rootName(rootLabel), subject: issuingName(label),
            from: now.adding(years: -1), until: now.adding(years: 9), publicKey: key.publicKey)
        shape.basicConstraints = .init(isAuthority: true, pathLength: 0)
        shape.keyUsage = [.keyCertSign, .cRLSign]
        shape.authorityKeyIdentifier = root.keyIdentifier
        let issuing = CertifiedKey(key: key, certificate: try shape.signed(by: root.key))
        let responder = try responder(of: issuing, label: label, at: now)
        return DemoAuthority(
            label: label, root: root, issuing: issuing, responder: responder, addresses: addresses)
    }
}

extension Date {
    /// Years of 365 days: what a validity is counted in here.
    func adding(years: Int) -> Date { addingTimeInterval(Double(years) * 365 * 86_400) }
}
