import DemoPKI
import Foundation
import OpenSSL

/// Keys and certificates that all tests share: making them costs more than everything else.
struct Material: Sendable {
    let authority: DemoAuthority
    let stranger: DemoAuthority
    let tls: DemoTLSAuthority
    let login: CertifiedKey
    let card: CertifiedKey
    let both: CertifiedKey
    let old: CertifiedKey
    let ending: CertifiedKey
    let rsa: CertifiedKey
    let p256: CertifiedKey
    let lateRoot: CertifiedKey

    static let now = Date(timeIntervalSince1970: 1_780_000_000)
    static let shared: Material = {
        do { return try Material() } catch { fatalError("no material for the tests: \(error)") }
    }()

    private init() throws {
        let now = Self.now
        authority = try DemoAuthority.make(at: now)
        stranger = try DemoAuthority.make(at: now, label: "Stranger")
        tls = try DemoTLSAuthority.make(at: now)
        login = try tls.serverCertificate(names: ["login.example.al"], at: now)
        card = try tls.serverCertificate(names: ["*.card.example.al"], at: now)
        both = try tls.serverCertificate(names: ["login.example.al", "*.card.example.al"], at: now)
        old = try tls.serverCertificate(names: ["login.example.al"], at: now.addingTimeInterval(-500 * 86_400))
        ending = try tls.serverCertificate(names: ["login.example.al"], at: now.addingTimeInterval(-380 * 86_400))
        rsa = try Self.selfSigned(.rsa(bits: 2048))
        p256 = try Self.selfSigned(.ec(.p256))
        lateRoot = try DemoAuthority.make(at: now.addingTimeInterval(-30 * 365 * 86_400)).root
    }

    private static func selfSigned(_ kind: KeyKind) throws -> CertifiedKey {
        let key = try PrivateKey.generate(kind)
        let certificate = try SelfSignedCertificate.make(
            commonName: "signing", key: key, notBefore: now.addingTimeInterval(-60),
            notAfter: now.addingTimeInterval(3650 * 86_400))
        return CertifiedKey(key: key, certificate: certificate)
    }
}

extension Material {
    /// The demo root, made anew with one thing about it changed, as PEM.
    func root(_ change: (inout CertificateShape) -> Void) throws -> String {
        var shape = CertificateShape(
            serial: [1], issuer: DemoAuthority.rootName("Demo"), subject: DemoAuthority.rootName("Demo"),
            from: Self.now - 86_400, until: Self.now + 86_400 * 3_000, publicKey: authority.root.key.publicKey)
        shape.basicConstraints = .init(isAuthority: true)
        shape.keyUsage = [.keyCertSign, .cRLSign]
        change(&shape)
        return PEM.encode(try shape.signed(by: authority.root.key), label: "CERTIFICATE")
    }

    /// A certificate of the root's for somebody who signs lists and nothing else, as PEM.
    func listIssuer(_ change: (inout CertificateShape) -> Void = { _ in }) throws -> String {
        var shape = CertificateShape(
            serial: [2], issuer: DemoAuthority.rootName("Demo"), subject: DistinguishedName([.commonName("Lists")]),
            from: Self.now - 86_400, until: Self.now + 86_400 * 300, publicKey: p256.key.publicKey)
        shape.keyUsage = [.cRLSign]
        change(&shape)
        return PEM.encode(try shape.signed(by: authority.root.key), label: "CERTIFICATE")
    }
}
