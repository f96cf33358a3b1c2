public import Foundation
public import OpenSSL

/// The root that signs the sandbox's server certificates.
public struct DemoTLSAuthority: Sendable {
    public let root: CertifiedKey

    public init(root: CertifiedKey) { self.root = root }

    private static let name = DistinguishedName([.organization("Porta Sandbox"), .commonName("Porta Sandbox TLS Root")])

    public static func make(at now: Date, keys kind: KeyKind = .ec(.p256)) throws(DemoPKIError) -> DemoTLSAuthority {
        let key = try DemoAuthority.newKey(kind)
        var shape = CertificateShape(
            serial: DemoAuthority.newSerial(), issuer: name, subject: name, from: now.addingTimeInterval(-86_400),
            until: now.adding(years: 5), publicKey: key.publicKey)
        shape.basicConstraints = .init(isAuthority: true, pathLength: 0)
        shape.keyUsage = [.keyCertSign, .cRLSign]
        return DemoTLSAuthority(root: CertifiedKey(key: key, certificate: try shape.signed(by: key)))
    }

    /// A server's certificate for these names; the first label may be `*`. Valid for a year and a month at most,
    /// since browsers refuse server certificates of more than 398 days.
    public func serverCertificate(
        names: [String], at now: Date, keys kind: KeyKind = .ec(.p256),
        adjusting: (inout CertificateShape) -> Void = { _ in }
    ) throws(DemoPKIError) -> CertifiedKey {
        let key = try DemoAuthority.newKey(kind)
        var shape = CertificateShape(
            serial: DemoAuthority.newSerial(), issuer: Self.name,
            subject: DistinguishedName([.organization("Porta Sandbox"), .commonName(names.first ?? "localhost")]),
            from: now.addingTimeInterval(-86_400), until: now.addingTimeInterval(390 * 86_400),
            publicKey: key.publicKey)
        shape.authorityKeyIdentifier = root.keyIdentifier
        shape.basicConstraints = .init(isAuthority: false)
        shape.keyUsage = kind.encrypts ? [.digitalSignature, .keyEncipherment] : [.digitalSignature]
        shape.extendedKeyUsage = [ObjectIdentifier.serverAuth]
        shape.dnsNames = names
        adjusting(&shape)
        return CertifiedKey(key: key, certificate: try shape.signed(by: root.key))
    }
}

extension KeyKind {
    fileprivate var encrypts: Bool { if case .rsa = self { true } else { false } }
}
