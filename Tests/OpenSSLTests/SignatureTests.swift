import OpenSSL
import Testing

@Suite(.serialized) struct SignatureTests {
    static let algorithms: [SignatureAlgorithm] =
        DigestAlgorithm.allCases.flatMap { [.rsaPKCS1($0), .rsaPSS($0), .ecdsa($0)] } + [.ed25519]
    static let keys: [KeyKind] = [.rsa(bits: 2048), .ec(.p256), .ec(.p384), .ec(.p521), .ed25519]
    static let message = Array("the signed message".utf8)

    static func fits(_ algorithm: SignatureAlgorithm, _ kind: KeyKind) -> Bool {
        switch (algorithm, kind) {
        case (.rsaPKCS1(.sha1), _), (.rsaPSS(.sha1), _), (.ecdsa(.sha1), _): false
        case (.rsaPKCS1, .rsa), (.rsaPSS, .rsa), (.ecdsa, .ec), (.ed25519, .ed25519): true
        default: false
        }
    }

    @Test(arguments: keys)
    func `a key signs with its own algorithms only, and never over SHA-1`(kind: KeyKind) throws {
        let key = try PrivateKey.generate(kind)
        for algorithm in Self.algorithms {
            guard Self.fits(algorithm, kind) else {
                #expect(throws: OpenSSLError.self, "\(algorithm)") { try key.sign(Self.message, with: algorithm) }
                continue
            }
            let signature = try key.sign(Self.message, with: algorithm)
            // The same signature stands for no other algorithm.
            for other in Self.algorithms {
                #expect(
                    key.publicKey.verifies(signature, over: Self.message, with: other) == (other == algorithm),
                    "\(algorithm) as \(other)")
            }
        }
    }

    static let usual: [(KeyKind, SignatureAlgorithm)] = [
        (.rsa(bits: 2048), .rsaPKCS1(.sha256)), (.rsa(bits: 2048), .rsaPSS(.sha256)), (.ec(.p256), .ecdsa(.sha256)),
        (.ec(.p521), .ecdsa(.sha512)), (.ed25519, .ed25519),
    ]

    @Test(arguments: usual)
    func `a signature holds for its message, its key and itself`(
        kind: KeyKind, algorithm: SignatureAlgorithm
    ) throws {
        let (key, stranger) = (try PrivateKey.generate(kind), try PrivateKey.generate(kind))
        let signature = try key.sign(Self.message, with: algorithm)
        #expect(key.publicKey.verifies(signature, over: Self.message, with: algorithm))
        #expect(!key.publicKey.verifies(signature, over: Self.message + [0], with: algorithm))
        #expect(!key.publicKey.verifies(signature, over: [], with: algorithm))
        #expect(!stranger.publicKey.verifies(signature, over: Self.message, with: algorithm))
        #expect(!key.publicKey.verifies([], over: Self.message, with: algorithm))
        #expect(!key.publicKey.verifies(signature + [0], over: Self.message, with: algorithm))
        #expect(!key.publicKey.verifies(Array(signature.dropLast()), over: Self.message, with: algorithm))
        for index in signature.indices {
            var changed = signature
            changed[index] ^= 0x01
            #expect(!key.publicKey.verifies(changed, over: Self.message, with: algorithm))
        }
    }

    @Test func `another program agrees`() throws {
        let made: [(KeyKind, SignatureAlgorithm, [String])] = [
            (.rsa(bits: 2048), .rsaPKCS1(.sha256), ["-sha256"]), (.ec(.p384), .ecdsa(.sha384), ["-sha384"]),
            (
                .rsa(bits: 2048), .rsaPSS(.sha256),
                ["-sha256", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:digest"]
            ),
        ]
        for (kind, algorithm, options) in made {
            let key = try PrivateKey.generate(kind)
            let files: [String: [UInt8]] = [
                "m": Self.message, "s": try key.sign(Self.message, with: algorithm),
                "k": Array(PEM.encode(key.publicKey.subjectPublicKeyInfo, label: "PUBLIC KEY").utf8),
            ]
            let command = ["dgst"] + options + ["-verify", "k", "-signature", "s", "m"]
            #expect(text(try Tool.make([command], files: files)["stdout"]) == "Verified OK\n", "\(algorithm)")
        }
    }

    /// RFC 8032 §7.1, test 2: the key that PKCS#8 spells so, and the one signature it makes.
    @Test func `Ed25519 is that of RFC 8032`() throws {
        let seed = try bytes("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
        let key = try PrivateKey(
            pem: PEM.encode(bytes("302e020100300506032b657004220420") + seed, label: "PRIVATE KEY"))
        let signature = try key.sign([0x72], with: .ed25519)
        #expect(
            Hex.encode(signature) == "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")
    }
}
