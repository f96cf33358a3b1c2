import DemoPKI
import Foundation
import OpenSSL
import PKI
import Testing

/// threats: C1, C2, C4, R10 to R12: one defect a card.
@Suite struct `What a card must be` {
    typealias Change = @Sendable (inout CertificateShape) -> Void

    static let defects: [(String, Change, String)] = [
        ("an authority's certificate", { $0.basicConstraints = .init(isAuthority: true) }, "wrong-certificate-usage"),
        ("no key usage", { $0.keyUsage = nil }, "wrong-certificate-usage"),
        ("another key usage", { $0.keyUsage = [.keyEncipherment] }, "wrong-certificate-usage"),
        ("signing documents alone", { $0.keyUsage = [.nonRepudiation] }, "wrong-certificate-signature"),
        (
            "signing documents and encrypting", { $0.keyUsage = [.nonRepudiation, .keyEncipherment] },
            "wrong-certificate-signature"
        ),
        ("both usages", { $0.keyUsage = [.digitalSignature, .nonRepudiation] }, "ok"),
        ("no extended key usage", { $0.extendedKeyUsage = [] }, "wrong-certificate-usage"),
        (
            "a server's certificate", { $0.extendedKeyUsage = [DemoPKI.ObjectIdentifier.serverAuth] },
            "wrong-certificate-usage"
        ),
        (
            "an OCSP responder's", { $0.extendedKeyUsage = [DemoPKI.ObjectIdentifier.ocspSigning] },
            "wrong-certificate-usage"
        ),
        (
            "any purpose", { $0.extendedKeyUsage = [DemoPKI.ObjectIdentifier.anyExtendedKeyUsage] },
            "wrong-certificate-usage"
        ),
        ("no policy", { $0.policies = [] }, "wrong-certificate-usage"),
        ("another policy", { $0.policies = [DemoPKI.ObjectIdentifier.demoSignaturePolicy] }, "wrong-certificate-usage"),
        (
            "a policy whose last arc wraps in 32 bits", { $0.policies = ["1.3.6.1.4.1.99999.1.4294967297"] },
            "wrong-certificate-usage"
        ),
        ("an unknown critical extension", { $0.moreExtensions = [.unknown(critical: true)] }, "path-invalid"),
        ("an unknown extension", { $0.moreExtensions = [.unknown(critical: false)] }, "ok"),
        ("a broken signature", { $0.breaksSignature = true }, "path-invalid"),
        (
            "SHA-1",
            {
                $0.innerAlgorithm = sha1
                $0.outerAlgorithm = sha1
            }, "path-invalid"
        ),
        ("two algorithms", { $0.outerAlgorithm = AlgorithmIdentifier.of(.ecdsa(.sha512)) }, "path-invalid"),
        ("RSA with a tiny exponent", { $0.subjectPublicKeyInfo = rsa(bits: 2048, exponent: [3]) }, "weak-key"),
        ("RSA with an even exponent", { $0.subjectPublicKeyInfo = rsa(bits: 2048, exponent: [1, 0, 2]) }, "weak-key"),
        ("RSA with 1024 bits", { $0.subjectPublicKeyInfo = rsa(bits: 1024, exponent: [1, 0, 1]) }, "weak-key"),
        ("RSA with 8192 bits", { $0.subjectPublicKeyInfo = rsa(bits: 8192, exponent: [1, 0, 1]) }, "weak-key"),
        ("RSA with 4096 bits", { $0.subjectPublicKeyInfo = rsa(bits: 4096, exponent: [1, 0, 1]) }, "ok"),
    ]

    static let sha1: [UInt8] = AlgorithmIdentifier.of(.ecdsa(.sha1))

    static func rsa(bits: Int, exponent: [UInt8]) -> [UInt8] {
        var modulus = [UInt8](repeating: 0xA5, count: bits / 8)
        modulus[0] = 0xC3
        // Where the size is no fault, the factors must be none either.
        if bits == 4096 { modulus = WeakModuli.good4096 }
        return RSAPublicKeyInfo.der(modulus: modulus, exponent: exponent)
    }

    @Test(arguments: defects.indices)
    func `decides each defect by itself`(index: Int) async throws {
        let (name, change, code) = Self.defects[index]
        let world = try CardWorld()
        let found = try await world.code(world.card(adjusting: change))
        #expect(found == code, "\(name)")
    }

    @Test(arguments: [KeyKind.ec(.p256), .ec(.p384), .ec(.p521), .rsa(bits: 3072)])
    func `takes every key that is strong enough`(keys: KeyKind) async throws {
        let world = try CardWorld()
        #expect(try await world.code(world.card(keys: keys)) == "ok")
    }

    @Test func `refuses Ed25519, which no card rule names`() async throws {
        let world = try CardWorld()
        #expect(try await world.code(world.card(keys: .ed25519)) == "weak-key")
    }

    @Test func `lets an issuer that says so log in with its signature certificate`() async throws {
        let world = try CardWorld()
        let issuer = try world.issuer(accept: AcceptanceRules(keyUsages: .nonRepudiation, extendedKeyUsages: []))
        #expect(await world.code(try world.card(.signature), by: try world.judge([issuer])) == "ok")
    }

    /// threats: C3. What the client sends along is never needed, and never used.
    @Test func `ignores certificates that the client sends along`() async throws {
        let world = try CardWorld()
        let card = try world.card()
        let sibling = try world.authority.sibling(at: CardWorld.noon)
        let chain = [sibling.issuing.certificate, [0xFF], world.authority.root.certificate]
        #expect(try await Seen(world.judge().judge(world.presented(card.certificate, chain: chain))).reason == nil)
        // A sibling below the same root, whose card sends a complete path, was never configured.
        let stranger = try sibling.mint(at: CardWorld.noon)
        let verdict = try await Seen(world.judge().judge(world.presented(stranger.certificate, chain: chain)))
        #expect(verdict.reason == .unknownIssuer)
    }
}
