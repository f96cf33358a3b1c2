import DemoPKI
import Foundation
import OpenSSL
import PKI
import Testing

@Suite struct `Reading a certificate` {
    typealias Change = @Sendable (inout CertificateShape) -> Void

    private func read(_ change: Change = { _ in }) throws -> Certificate {
        try Certificate(der: CardWorld().card(adjusting: change).certificate)
    }

    @Test func `finds what stands in it`() throws {
        let world = try CardWorld()
        let card = try world.card()
        let certificate = try Certificate(der: card.certificate)
        #expect(certificate.serial == card.serial)
        #expect(certificate.keyUsage == .digitalSignature)
        #expect(certificate.extendedKeyUsages == [.clientAuth])
        #expect(certificate.policies.map(\.description) == [DemoPKI.ObjectIdentifier.demoLoginPolicy])
        #expect(!certificate.isAuthority)
        #expect(certificate.notBefore == CardWorld.noon - 30 * 86_400)
        #expect(certificate.subject.der == DemoPerson.arta.subject.der)
        #expect(certificate.issuer.der == world.authority.issuingName.der)
        #expect(try Certificate(der: world.authority.issuing.certificate).isAuthority)
    }

    static let defects: [(String, Change)] = [
        ("version 1", { $0.version = nil }),
        ("version 2", { $0.version = 1 }),
        ("a serial of 21 bytes", { $0.serial = [UInt8](repeating: 0x11, count: 21) }),
        ("an extension twice", { $0.moreExtensions = [.unknown(critical: false), .unknown(critical: false)] }),
        (
            "33 extensions",
            { $0.moreExtensions = (0..<28).map { Extension("1.3.6.1.4.1.99999.8.\($0)", Encode.null) } }
        ),
        ("two algorithms", { $0.outerAlgorithm = AlgorithmIdentifier.of(.ecdsa(.sha512)) }),
        ("an end before its beginning", { $0.notAfter = $0.notBefore - 1 }),
        ("an extension with rubbish inside", { $0.moreExtensions = [Extension("2.5.29.31", [0x30, 5, 1])] }),
        ("more than 100 KB", { $0.padding = 110_000 }),
        ("a policy twice", { $0.policies = ["1.2.3", "1.2.3"] }),
    ]

    @Test(arguments: defects.indices)
    func `refuses`(index: Int) throws {
        let (name, change) = Self.defects[index]
        #expect(throws: PKIError.self, "\(name)") { try read(change) }
    }

    @Test func `takes 32 extensions and a serial of 20 bytes with a sign byte`() throws {
        let certificate = try read { shape in
            shape.serial = [UInt8](repeating: 0xF1, count: 20)
            let room = 32 - 10
            shape.moreExtensions = (0..<room).map { Extension("1.3.6.1.4.1.99999.8.\($0)", Encode.null) }
        }
        #expect(certificate.serial == [UInt8](repeating: 0xF1, count: 20))
    }

    @Test func `refuses anything that follows, and every shorter part`() throws {
        let der = try CardWorld().card().certificate
        #expect(throws: PKIError.self) { try Certificate(der: der + [0]) }
        for length in stride(from: 0, to: der.count, by: 7) {
            #expect(throws: PKIError.self) { try Certificate(der: Array(der[..<length])) }
        }
    }

    /// No crash, and never an accepted card: each byte of a good card changed in turn.
    @Test func `survives every byte changed, and no such card gets in`() async throws {
        let world = try CardWorld()
        let der = try world.card().certificate
        let judge = try world.judge()
        for position in der.indices {
            for change: UInt8 in [0x01, 0x80, 0xFF] {
                var mutant = der
                mutant[position] ^= change
                #expect(await Seen(judge.judge(world.presented(mutant))).reason != nil, "byte \(position)")
            }
        }
    }

    @Test(arguments: [
        ("1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.2"), ("clientAuth", "1.3.6.1.5.5.7.3.2"), ("2.5.29.32.0", "2.5.29.32.0"),
        ("2.999.1", "2.999.1"), ("0.9.2342.19200300.100.1.25", "0.9.2342.19200300.100.1.25"), ("surname", "2.5.4.4"),
    ])
    func `knows object identifiers by name and by number`(text: String, dotted: String) {
        #expect(OID(named: text)?.description == dotted)
    }

    @Test(arguments: ["", "1", "3.1", "1.40", "1.2.x", "1.2.-3", "1..2", "1.2.", "1.2.4294967296", "clientauth"])
    func `knows no other texts as object identifiers`(text: String) {
        #expect(OID(named: text) == nil)
    }

    @Test func `needs an anchor, a source and an address that can be asked`() throws {
        let world = try CardWorld()
        let (root, issuing) = (
            try Certificate(der: world.authority.root.certificate),
            try Certificate(der: world.authority.issuing.certificate)
        )
        func issuer(anchors: [Certificate], sources: [RevocationSource], usages: PKI.KeyUsage = .digitalSignature)
            throws
        {
            _ = try CardIssuer(
                name: "x", anchors: anchors, intermediates: [issuing], accept: AcceptanceRules(keyUsages: usages),
                identity: CardWorld.identity(), revocation: RevocationRules(sources: sources), verified: true)
        }
        try issuer(anchors: [root], sources: [world.ocsp])
        #expect(throws: PKIError.self) { try issuer(anchors: [], sources: [world.ocsp]) }
        #expect(throws: PKIError.self) { try issuer(anchors: [root], sources: []) }
        #expect(throws: PKIError.self) { try issuer(anchors: [root], sources: [.crl("ftp://x")]) }
        #expect(throws: PKIError.self) { try issuer(anchors: [root], sources: [.ocsp("http://a@b/")]) }
        #expect(throws: PKIError.self) { try issuer(anchors: [root], sources: [world.ocsp], usages: []) }
    }
}
