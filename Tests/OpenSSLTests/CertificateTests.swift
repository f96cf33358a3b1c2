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

@Suite struct `Trust in anchors` {
    // The other program writes certificates that begin now, by its own clock.
    static let now = Date(timeIntervalSinceNow: 60)

    /// A root, an authority below it and a leaf, made by another program; and a stranger.
    struct Chain {
        let root, middle, leaf, stranger: [UInt8]

        init() throws {
            func request(_ name: String) -> [String] {
                ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "\(name).key"]
                    + ["-subj", "/CN=\(name)"]
            }
            func issue(_ name: String, by issuer: String, _ extensions: String) -> [String] {
                [
                    "x509", "-req", "-in", "\(name).csr", "-CA", "\(issuer).pem", "-CAkey", "\(issuer).key", "-days",
                    "30",
                ]
                    + ["-extfile", extensions, "-out", "\(name).pem"]
            }
            let authority = "basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign\n"
            let identifiers = "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n"
            let own = ["-addext", "keyUsage=critical,keyCertSign", "-days", "30"]
            let made = try Tool.make(
                [
                    request("root") + ["-x509", "-out", "root.pem"] + own,
                    request("stranger") + ["-x509", "-out", "stranger.pem"] + own,
                    request("middle") + ["-out", "middle.csr"], issue("middle", by: "root", "ca"),
                    request("leaf") + ["-out", "leaf.csr"], issue("leaf", by: "middle", "ee"),
                ],
                files: [
                    "ca": Array((authority + identifiers).utf8),
                    "ee": Array(("basicConstraints=CA:false\n" + identifiers).utf8),
                ])
            func der(_ name: String) -> [UInt8] {
                PEM.decode(text(made["\(name).pem"]), label: "CERTIFICATE").first ?? []
            }
            (root, middle, leaf, stranger) = (der("root"), der("middle"), der("leaf"), der("stranger"))
        }
    }

    @Test func `builds a path over what is configured or what was sent`() throws {
        let chain = try Chain()
        let path = X509PathOutcome.path([chain.leaf, chain.middle, chain.root])
        let configured = try X509Trust(anchors: [chain.root], intermediates: [chain.middle])
        #expect(configured.verify(chain.leaf, presented: [], at: Self.now, maximumDepth: 4) == path)
        let alone = try X509Trust(anchors: [chain.root], intermediates: [])
        #expect(alone.verify(chain.leaf, presented: [[0], chain.middle], at: Self.now, maximumDepth: 4) == path)
        let partial = try X509Trust(anchors: [chain.middle], intermediates: [])
        #expect(
            partial.verify(chain.leaf, presented: [], at: Self.now, maximumDepth: 4)
                == .path([chain.leaf, chain.middle]))
    }

    @Test func `refuses a gap, a stranger, another time and too long a path`() throws {
        let chain = try Chain()
        func code(_ trust: X509Trust, _ leaf: [UInt8], at moment: Date = Self.now, depth: Int = 4) -> Int? {
            let outcome = trust.verify(leaf, presented: [], at: moment, maximumDepth: depth)
            guard case .failed(let code, _, _) = outcome else { return nil }
            return code
        }
        let whole = try X509Trust(anchors: [chain.root], intermediates: [chain.middle])
        // The numbers are X509_V_ERR_…: UNABLE_TO_GET_ISSUER_CERT_LOCALLY, DEPTH_ZERO_SELF_SIGNED_CERT,
        // CERT_HAS_EXPIRED, CERT_NOT_YET_VALID.
        #expect(try code(X509Trust(anchors: [chain.root], intermediates: []), chain.leaf) == 20)
        #expect(code(whole, chain.stranger) == 18)
        #expect(code(whole, chain.leaf, at: Self.now + 31 * 86_400) == 10)
        #expect(code(whole, chain.leaf, at: Self.now - 86_400) == 9)
        #expect(code(whole, chain.leaf, depth: 0) != nil)
    }

    @Test func `in nobody, or in what cannot be read, is no trust`() throws {
        let chain = try Chain()
        #expect(throws: OpenSSLError.malformed("no trust anchor")) { try X509Trust(anchors: [], intermediates: []) }
        #expect(throws: OpenSSLError.self) { try X509Trust(anchors: [[1]], intermediates: []) }
        #expect(throws: OpenSSLError.self) { try X509Trust(anchors: [chain.root], intermediates: [[1]]) }
        let trust = try X509Trust(anchors: [chain.root], intermediates: [])
        guard case .unreadable = trust.verify([1, 2], presented: [], at: Self.now, maximumDepth: 4) else {
            Issue.record("a leaf of two bytes was read")
            return
        }
    }
}
