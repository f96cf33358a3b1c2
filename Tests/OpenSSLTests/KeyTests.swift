import OpenSSL
import Testing

@Suite struct `A key` {
    static let kinds: [KeyKind] = [.rsa(bits: 2048), .ec(.p256), .ec(.p384), .ec(.p521), .ed25519]

    @Test(arguments: kinds)
    func `comes back from its PEM`(kind: KeyKind) throws {
        let key = try PrivateKey.generate(kind)
        #expect(key.kind == kind)
        let pem = try key.pem()
        #expect(pem.hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
        let again = try PrivateKey(pem: pem)
        #expect(again.kind == kind)
        #expect(again.publicKey.subjectPublicKeyInfo == key.publicKey.subjectPublicKeyInfo)
        #expect(try again.pem() == pem)
        #expect(try PublicKey(subjectPublicKeyInfo: key.publicKey.subjectPublicKeyInfo).kind == kind)
    }

    @Test(arguments: [
        ["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "k"],
        ["genrsa", "-traditional", "-out", "k", "2048"],
        ["genpkey", "-algorithm", "ed25519", "-out", "k"],
    ])
    func `made by another program is read, traditional or not`(command: [String]) throws {
        let made = try Tool.make([command])
        #expect(Self.kinds.contains(try PrivateKey(pem: text(made["k"])).kind))
    }

    @Test(arguments: [
        [
            "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-aes256", "-pass", "pass:porta",
            "-out", "k",
        ],
        ["genrsa", "-traditional", "-aes256", "-passout", "pass:porta", "-out", "k", "2048"],
    ])
    func `that is encrypted is refused, and nobody is asked for a pass phrase`(command: [String]) throws {
        let pem = text(try Tool.make([command])["k"])
        #expect(pem.contains("ENCRYPTED"))
        #expect(throws: OpenSSLError.malformed("private key: not an unencrypted PEM key")) { try PrivateKey(pem: pem) }
    }

    @Test(arguments: ["", "no key", "-----BEGIN PRIVATE KEY-----\nAQID\n-----END PRIVATE KEY-----\n"])
    func `is not read from anything else`(pem: String) {
        #expect(throws: OpenSSLError.self) { try PrivateKey(pem: pem) }
    }

    @Test func `is not read from its public half, nor from a text of a megabyte`() throws {
        let key = try PrivateKey.generate(.ec(.p256))
        let half = PEM.encode(key.publicKey.subjectPublicKeyInfo, label: "PUBLIC KEY")
        #expect(throws: OpenSSLError.self) { try PrivateKey(pem: half) }
        let long = try String(repeating: "#\n", count: 500_000) + key.pem()
        #expect(throws: OpenSSLError.self) { try PrivateKey(pem: long) }
    }

    @Test func `of another kind is named, and not used`() throws {
        let commands = ["secp256k1", "brainpoolP256r1"].map {
            ["ecparam", "-name", $0, "-genkey", "-noout", "-out", $0]
        }
        let made = try Tool.make(commands + [["genpkey", "-algorithm", "x25519", "-out", "x25519"]])
        for name in ["secp256k1", "brainpoolP256r1", "x25519"] {
            let key = try PrivateKey(pem: text(made[name]))
            guard case .other = key.kind else {
                Issue.record("\(name) is \(key.kind)")
                continue
            }
            for algorithm in SignatureTests.algorithms {
                #expect(throws: OpenSSLError.self) { try key.sign([1], with: algorithm) }
            }
        }
        #expect(throws: OpenSSLError.self) { try PrivateKey.generate(.other("secp256k1")) }
    }

    /// CVE-2020-0601: parameters that only look like those of the curve.
    @Test func `with explicit curve parameters is of no curve`() throws {
        let made = try Tool.make([
            ["ecparam", "-name", "prime256v1", "-genkey", "-param_enc", "explicit", "-noout", "-out", "k"]
        ])
        let key = try PrivateKey(pem: text(made["k"]))
        #expect(key.kind == .other("EC explicit"))
        #expect(try PublicKey(subjectPublicKeyInfo: key.publicKey.subjectPublicKeyInfo).kind == .other("EC explicit"))
    }

    @Test func `tells its modulus and exponent if it is RSA`() throws {
        let key = try PrivateKey.generate(.rsa(bits: 2048))
        let modulus = try #require(key.publicKey.rsaModulus)
        #expect(modulus.count == 256 && modulus[0] >= 0x80)
        #expect(key.publicKey.rsaExponent == [1, 0, 1])
        let pem = try key.pem()
        let told = try Tool.openssl("rsa", "-in", "k", "-noout", "-modulus", files: ["k": Array(pem.utf8)]).output
        #expect(told.lowercased() == "modulus=\(Hex.encode(modulus))\n")
        let other = try PrivateKey.generate(.ec(.p256)).publicKey
        #expect(other.rsaModulus == nil && other.rsaExponent == nil)
    }

    @Test(arguments: [0, 1, 511, 16385, -2048])
    func `of an absurd size is not made`(bits: Int) {
        #expect(throws: OpenSSLError.self) { try PrivateKey.generate(.rsa(bits: bits)) }
    }

    @Test(arguments: [KeyKind.rsa(bits: 2048), .ec(.p256), .ed25519])
    func `has nothing behind it, and is not cut`(kind: KeyKind) throws {
        let der = try PrivateKey.generate(kind).publicKey.subjectPublicKeyInfo
        #expect(throws: OpenSSLError.malformed("public key: bytes follow it")) {
            try PublicKey(subjectPublicKeyInfo: der + [0])
        }
        for count in der.indices {
            #expect(throws: OpenSSLError.self) { try PublicKey(subjectPublicKeyInfo: Array(der.prefix(count))) }
        }
    }

    @Test(arguments: [KeyKind.rsa(bits: 1024), .ec(.p256), .ec(.p521), .ed25519])
    func `survives every byte changed`(kind: KeyKind) throws {
        let der = try PrivateKey.generate(kind).publicKey.subjectPublicKeyInfo
        for index in der.indices {
            var changed = der
            changed[index] ^= 0xFF
            guard let key = try? PublicKey(subjectPublicKeyInfo: changed) else { continue }
            _ = (key.kind.description, key.rsaModulus, key.rsaExponent)
            #expect(!key.verifies([1, 2, 3], over: [], with: .ecdsa(.sha256)))
        }
    }
}

/// A key on a named curve is decoded by a short way where it has the usual form, and by the library where it has not.
@Suite struct `A key on a named curve` {
    @Test(arguments: Curve.allCases) func `verifies what its owner signed`(curve: Curve) throws {
        let key = try PrivateKey.generate(.ec(curve))
        let read = try PublicKey(subjectPublicKeyInfo: key.publicKey.subjectPublicKeyInfo)
        #expect(read.kind == .ec(curve))
        let signature = try key.sign([1, 2, 3], with: .ecdsa(.sha256))
        #expect(read.verifies(signature, over: [1, 2, 3], with: .ecdsa(.sha256)))
        #expect(!read.verifies(signature, over: [1, 2, 4], with: .ecdsa(.sha256)))
    }

    @Test(arguments: Curve.allCases) func `is refused when its point is not on the curve`(curve: Curve) throws {
        let info = try PrivateKey.generate(.ec(curve)).publicKey.subjectPublicKeyInfo
        for place in 1...curve.coordinateLength * 2 where place % 7 == 1 {
            var other = info
            other[info.count - place] ^= 0x10
            #expect(throws: OpenSSLError.self, "\(place)") { try PublicKey(subjectPublicKeyInfo: other) }
        }
        for value: UInt8 in [0, 0xFF] {
            var other = info
            for place in info.count - 2 * curve.coordinateLength..<info.count { other[place] = value }
            #expect(throws: OpenSSLError.self) { try PublicKey(subjectPublicKeyInfo: other) }
        }
    }

    /// 02 or 03 before one coordinate: another form, the same key.
    @Test(arguments: Curve.allCases) func `is read from its compressed form too`(curve: Curve) throws {
        let key = try PrivateKey.generate(.ec(curve))
        let made = try Tool.make(
            [["ec", "-in", "k", "-pubout", "-conv_form", "compressed", "-outform", "DER", "-out", "public"]],
            files: ["k": Array(key.pem().utf8)])
        let read = try PublicKey(subjectPublicKeyInfo: #require(made["public"]))
        let signature = try key.sign([1], with: .ecdsa(.sha384))
        #expect(read.kind == .ec(curve) && read.verifies(signature, over: [1], with: .ecdsa(.sha384)))
    }
}
