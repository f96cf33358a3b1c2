import Foundation
import OpenSSL
import Testing

@Suite struct `A certificate of our own` {
    static let from = Date(timeIntervalSince1970: 1_795_507_200)  // 2026-11-24T08:00:00Z
    static let until = Date(timeIntervalSince1970: 1_890_201_600)

    @Test(arguments: [KeyKind.rsa(bits: 2048), .ec(.p256)])
    func `vouches for its key, from and until the days it was told`(kind: KeyKind) throws {
        let key = try PrivateKey.generate(kind)
        let der = try SelfSignedCertificate.make(
            commonName: "Çelësi i Portës", key: key, notBefore: Self.from, notAfter: Self.until)
        let certificate = try OperatorCertificate(der)
        #expect(certificate.publicKey.subjectPublicKeyInfo == key.publicKey.subjectPublicKeyInfo)
        #expect(certificate.notBefore == Self.from && certificate.notAfter == Self.until)
        let told = try Tool.openssl(
            "x509", "-inform", "DER", "-in", "c", "-noout", "-subject", "-issuer", "-nameopt", "RFC2253,utf8,-esc_msb",
            "-serial",
            files: ["c": der])
        #expect(told.output.contains("subject=CN=Çelësi i Portës\nissuer=CN=Çelësi i Portës\n"), "\(told)")
        #expect(told.output.contains(/serial=[0-9A-F]{32}\n/))
    }

    @Test func `has another serial number each time`() throws {
        let key = try PrivateKey.generate(.ec(.p256))
        let made = try (0..<4).map { _ in
            try SelfSignedCertificate.make(commonName: "x", key: key, notBefore: Self.from, notAfter: Self.until)
        }
        #expect(Set(made).count == 4)
    }

    @Test func `has nothing behind it, and is not cut`() throws {
        let key = try PrivateKey.generate(.ec(.p256))
        let der = try SelfSignedCertificate.make(
            commonName: "x", key: key, notBefore: Self.from, notAfter: Self.until)
        #expect(throws: OpenSSLError.malformed("certificate: bytes follow it")) { try OperatorCertificate(der + [0]) }
        for count in der.indices {
            #expect(throws: OpenSSLError.self) { try OperatorCertificate(Array(der.prefix(count))) }
        }
    }

    static let hosts: [(String, Bool)] = [
        ("login.example.al", true), ("LOGIN.example.al", true), ("a.card.example.al", true), ("card.example.al", false),
        ("a.b.card.example.al", false), ("example.al", false), ("login.example.al.evil.example", false),
        ("subject.example.al", false), ("", false), ("192.0.2.1", false),
    ]

    @Test(arguments: hosts)
    func `covers the hosts that it names, and not its subject`(host: String, covered: Bool) throws {
        let made = try Tool.make([
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "k",
                "-subj",
                "/CN=subject.example.al", "-addext", "subjectAltName=DNS:login.example.al,DNS:*.card.example.al",
                "-outform", "DER", "-out", "c",
            ]
        ])
        #expect(try OperatorCertificate(made["c"] ?? []).covers(host: host) == covered)
    }

    @Test func `travels with its key in one file that other programs open`() throws {
        let (key, above) = (try PrivateKey.generate(.ec(.p256)), try PrivateKey.generate(.ec(.p256)))
        let own = try SelfSignedCertificate.make(
            commonName: "card", key: key, notBefore: Self.from, notAfter: Self.until)
        let issuer = try SelfSignedCertificate.make(
            commonName: "issuer", key: above, notBefore: Self.from, notAfter: Self.until)
        let file = try PKCS12.make(key: key, certificate: own, chain: [issuer], name: "Arta (good)", password: "porta")
        let opened = try Tool.openssl("pkcs12", "-in", "f", "-passin", "pass:porta", "-nodes", files: ["f": file])
        #expect(PEM.decode(opened.output, label: "CERTIFICATE") == [own, issuer])
        #expect(opened.output.contains("friendlyName: Arta (good)"))
        let inside = try #require(PEM.decode(opened.output, label: "PRIVATE KEY").first)
        let again = try PrivateKey(pem: PEM.encode(inside, label: "PRIVATE KEY"))
        #expect(again.publicKey.subjectPublicKeyInfo == key.publicKey.subjectPublicKeyInfo)
        let other = try Tool.openssl("pkcs12", "-in", "f", "-passin", "pass:other", "-nodes", files: ["f": file])
        #expect(other.status != 0)
    }

    @Test func `does not travel with another's key`() throws {
        let (key, other) = (try PrivateKey.generate(.ec(.p256)), try PrivateKey.generate(.ec(.p256)))
        let der = try SelfSignedCertificate.make(
            commonName: "x", key: key, notBefore: Self.from, notAfter: Self.until)
        #expect(throws: OpenSSLError.self) {
            try PKCS12.make(key: other, certificate: der, chain: [], name: "x", password: "porta")
        }
        #expect(throws: OpenSSLError.malformed("certificate")) {
            try PKCS12.make(key: key, certificate: [1, 2, 3], chain: [], name: "x", password: "porta")
        }
    }
}
