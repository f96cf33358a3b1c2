import DemoPKI
import Foundation
import OpenSSL
import PKI
import Testing

/// RFC 5280 where other validators are weaker: one defect a path. Each row also says what comes out.
@Suite struct `What a path may consist of` {
    typealias Change = @Sendable (inout CertificateShape) throws -> Void

    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let reason: ValidationReason
        var root: Change = { _ in }
        var middle: Change = { _ in }
        var person: Change = { _ in }
    }

    private static let host = Name.host("example.com")
    private static let sha1 = AlgorithmIdentifier.of(.ecdsa(.sha1))
    private static let md5: [UInt8] = Encode.sequence([Encode.oid("1.2.840.113549.1.1.4"), Encode.null])
    private static let dsa: [UInt8] = Encode.sequence([Encode.oid("2.16.840.1.101.3.4.3.2")])

    private static func algorithm(_ algorithm: [UInt8]) -> Change {
        { ($0.innerAlgorithm, $0.outerAlgorithm) = (algorithm, algorithm) }
    }

    private static func more(_ extensions: Extension...) -> Change { { $0.moreExtensions = extensions } }

    static let rows: [Row] = [
        Row(testDescription: "nothing amiss", reason: .ok),
        // §4.2.1.9, R11
        Row(
            testDescription: "an authority without basic constraints", reason: .basicConstraints,
            middle: { ($0.basicConstraints, $0.keyUsage) = (nil, nil) }),
        Row(
            testDescription: "basic constraints that are not critical", reason: .ok,
            middle: {
                $0.basicConstraints = nil
                $0.moreExtensions = [Extension("2.5.29.19", Encode.sequence([Encode.boolean(true)]))]
            }),
        Row(
            testDescription: "a path length of what is no authority", reason: .basicConstraints,
            person: { $0.basicConstraints = .init(isAuthority: false, pathLength: 0) }),
        Row(
            testDescription: "an authority as target", reason: .ok,
            person: {
                $0.basicConstraints = .init(isAuthority: true)
                $0.keyUsage = [.keyCertSign]
            }),
        // §4.2.1.3
        Row(testDescription: "an authority that may not sign", reason: .keyUsage, middle: { $0.keyUsage = [.cRLSign] }),
        Row(testDescription: "an authority without key usage", reason: .ok, middle: { $0.keyUsage = nil }),
        Row(testDescription: "a key without any use", reason: .keyUsage, person: { $0.keyUsage = [] }),
        Row(
            testDescription: "a person who may sign certificates", reason: .keyUsage,
            person: { $0.keyUsage = [.keyCertSign] }),
        // §4.2.1.12
        Row(
            testDescription: "an empty extended key usage", reason: .eku,
            person: {
                $0.extendedKeyUsage = []
                $0.moreExtensions = [Extension("2.5.29.37", Encode.sequence([]))]
            }),
        Row(
            testDescription: "purposes of an authority", reason: .ok,
            middle: { $0.extendedKeyUsage = [DemoPKI.ObjectIdentifier.serverAuth] }),
        // §4.2.1.11, §4.2.1.14
        Row(
            testDescription: "policy constraints that are not critical", reason: .ok,
            middle: more(Extensions.policyConstraints(require: 5, critical: false))),
        Row(
            testDescription: "policy constraints that constrain nothing", reason: .policy,
            middle: more(Extensions.policyConstraints())),
        Row(
            testDescription: "inhibitAnyPolicy that is not critical", reason: .policy,
            middle: more(Extensions.inhibitAnyPolicy(5, critical: false))),
        Row(
            testDescription: "a mapping from any-policy", reason: .policy,
            middle: more(Extensions.policyMappings([("2.5.29.32.0", "1.2.3")]))),
        // §4.2, §6.1.4(o), §6.1.5(f)
        Row(testDescription: "an unknown extension", reason: .ok, person: more(.unknown(critical: false))),
        Row(
            testDescription: "an unknown critical extension", reason: .criticalExtension,
            person: more(.unknown(critical: true))),
        Row(
            testDescription: "an unknown critical extension of an authority", reason: .criticalExtension,
            middle: more(.unknown(critical: true))),
        Row(
            testDescription: "a critical authority key identifier", reason: .criticalExtension,
            person: {
                $0.authorityKeyIdentifier = nil
                $0.moreExtensions = [
                    Extension("2.5.29.35", critical: true, Encode.sequence([Encode.taggedPrimitive(0, [1])]))
                ]
            }),
        Row(
            testDescription: "an extension twice", reason: .parse,
            person: more(.unknown(critical: false), .unknown(critical: false))),
        // §4.1
        Row(
            testDescription: "version 1", reason: .ok,
            person: {
                $0.version = nil
                ($0.keyUsage, $0.extendedKeyUsage) = (nil, [])
                ($0.subjectKeyIdentifier, $0.authorityKeyIdentifier) = (nil, nil)
            }),
        Row(testDescription: "version 1 with extensions", reason: .parse, person: { $0.version = nil }),
        Row(testDescription: "version 4", reason: .parse, person: { $0.version = 3 }),
        Row(
            testDescription: "a serial number of 20 bytes", reason: .ok,
            person: { $0.serial = [0x7F] + [UInt8](repeating: 1, count: 19) }),
        Row(
            testDescription: "a serial number of 21 bytes", reason: .parse,
            person: { $0.serial = [UInt8](repeating: 1, count: 21) }),
        Row(testDescription: "serial number zero", reason: .parse, person: { $0.serial = [0] }),
        Row(
            testDescription: "two algorithms", reason: .parse,
            person: { $0.outerAlgorithm = AlgorithmIdentifier.of(.ecdsa(.sha512)) }),
        Row(
            testDescription: "no subject", reason: .criticalExtension,
            person: { $0.subject = DemoPKI.DistinguishedName([[DemoPKI.DistinguishedName.Attribute]]()) }),
        Row(
            testDescription: "no subject, but a critical alternative name", reason: .ok,
            person: {
                $0.subject = DemoPKI.DistinguishedName([[DemoPKI.DistinguishedName.Attribute]]())
                $0.moreExtensions = [Extensions.alternativeNames([host], critical: true)]
            }),
        Row(
            testDescription: "alternative names without a name", reason: .parse,
            person: more(Extensions.alternativeNames([]))),
        Row(
            testDescription: "an address of five bytes", reason: .parse,
            person: more(Extensions.alternativeNames([Name.address([1, 2, 3, 4, 5])]))),
        // §4.1.2.5: both ends belong to it
        Row(testDescription: "the last second", reason: .ok, person: { $0.notAfter = PathWorld.noon }),
        Row(testDescription: "a second too late", reason: .expired, person: { $0.notAfter = PathWorld.noon - 1 }),
        Row(testDescription: "the first second", reason: .ok, person: { $0.notBefore = PathWorld.noon }),
        Row(testDescription: "a second too early", reason: .notYetValid, person: { $0.notBefore = PathWorld.noon + 1 }),
        Row(
            testDescription: "an end before its beginning", reason: .notYetValid,
            person: { ($0.notBefore, $0.notAfter) = (PathWorld.noon + 1, PathWorld.noon - 1) }),
        Row(testDescription: "an anchor's last second", reason: .ok, root: { $0.notAfter = PathWorld.noon }),
        Row(testDescription: "an expired anchor", reason: .expired, root: { $0.notAfter = PathWorld.noon - 1 }),
        // An anchor is a name and a key; its path length counts
        Row(
            testDescription: "an anchor that says nothing of itself", reason: .ok,
            root: { ($0.basicConstraints, $0.keyUsage) = (nil, nil) }),
        Row(
            testDescription: "an anchor's path length", reason: .pathLength,
            root: { $0.basicConstraints = .init(isAuthority: true, pathLength: 0) }),
        // R10, C4
        Row(testDescription: "a false signature", reason: .signature, person: { $0.breaksSignature = true }),
        Row(testDescription: "SHA-1", reason: .algorithm, person: algorithm(sha1)),
        Row(testDescription: "MD5", reason: .algorithm, person: algorithm(md5)),
        Row(testDescription: "DSA", reason: .algorithm, person: algorithm(dsa)),
        Row(
            testDescription: "RSA with 1,024 bits", reason: .key,
            person: { $0.subjectPublicKeyInfo = `What a card must be`.rsa(bits: 1_024, exponent: [1, 0, 1]) }),
        Row(
            testDescription: "RSA with 8,192 bits", reason: .ok,
            person: { $0.subjectPublicKeyInfo = `What a card must be`.rsa(bits: 8_192, exponent: [1, 0, 1]) }),
        Row(
            testDescription: "a key that is none", reason: .key,
            person: {
                $0.subjectPublicKeyInfo = Encode.sequence([Encode.sequence([Encode.oid("1.2.3")]), Encode.bits([1])])
            }),
    ]

    @Test(arguments: rows) func `under RFC 5280 (R11)`(row: Row) throws {
        let answer = try PathWorld().decide(root: row.root, middle: row.middle, person: row.person)
        #expect(answer.reason == row.reason, "\(answer.detail)")
    }

    /// PA-08: DER and nothing else.
    @Test func `refuses bytes that follow, and BER`() throws {
        let world = try PathWorld()
        let (root, middle) = (try world.root.root(), try world.root.authorize(world.middle))
        let person = try world.middle.certify(world.person)
        #expect(world.decide(person, anchors: [root], over: [middle]).isValid)
        #expect(world.decide(person + [0], anchors: [root], over: [middle]).reason == .parse)
        // A length written longer than it need be.
        let long = [0x30, 0x83, 0x00] + person[2...]
        #expect(world.decide(long, anchors: [root], over: [middle]).reason == .parse)
        // An indefinite length.
        let indefinite = [0x30, 0x80] + person[4...] + [0, 0]
        #expect(world.decide(indefinite, anchors: [root], over: [middle]).reason == .parse)
        for length in stride(from: 0, to: person.count, by: 7) {
            #expect(world.decide(Array(person[..<length]), anchors: [root], over: [middle]).reason == .parse)
        }
    }

    static let cards: [(String, Change, ValidationReason)] = [
        ("a card", { _ in }, .ok),
        ("the signature certificate (R12)", { $0.keyUsage = [.nonRepudiation] }, .keyUsage),
        ("no key usage", { $0.keyUsage = nil }, .keyUsage),
        ("no purpose", { $0.extendedKeyUsage = [] }, .eku),
        ("any purpose", { $0.extendedKeyUsage = [DemoPKI.ObjectIdentifier.anyExtendedKeyUsage] }, .eku),
        ("a server's", { $0.extendedKeyUsage = [DemoPKI.ObjectIdentifier.serverAuth] }, .eku),
        ("an authority's", { $0.basicConstraints = .init(isAuthority: true) }, .basicConstraints),
        (
            "RSA with 8,192 bits",
            { $0.subjectPublicKeyInfo = `What a card must be`.rsa(bits: 8_192, exponent: [1, 0, 1]) }, .key
        ),
        (
            "RSA with exponent 3", { $0.subjectPublicKeyInfo = `What a card must be`.rsa(bits: 2_048, exponent: [3]) },
            .key
        ),
    ]

    @Test(arguments: cards.indices) func `under the rules for cards (R10, R12)`(index: Int) throws {
        let (label, change, reason) = Self.cards[index]
        let answer = try PathWorld().decide(person: change, asking: { $0.profile = .card })
        #expect(answer.reason == reason, "\(label): \(answer.detail)")
    }

    @Test func `holds the purposes of an authority against what is demanded, for cards only`() throws {
        let world = try PathWorld()
        let change: Party.Change = { $0.extendedKeyUsage = [DemoPKI.ObjectIdentifier.serverAuth] }
        #expect(try world.decide(middle: change, asking: { $0.profile = .card }).reason == .eku)
        #expect(try world.decide(middle: change, asking: { $0.extendedKeyUsages = [.clientAuth] }).isValid)
    }

    @Test func `takes at most three authorities above a card (R10)`() throws {
        let world = try PathWorld()
        let steps = try (0..<4).map { try Party("Step \($0)") }
        var pool = [try world.root.authorize(steps[0])]
        for step in 1..<4 { pool.append(try steps[step - 1].authorize(steps[step])) }
        let root = try world.root.root()
        for (step, reason) in [(2, ValidationReason.ok), (3, .pathLength)] {
            let leaf = try steps[step].certify(world.person)
            #expect(world.decide(leaf, anchors: [root], over: pool) { $0.profile = .card }.reason == reason)
            #expect(world.decide(leaf, anchors: [root], over: pool).isValid)
        }
    }

    @Test func `demands every purpose that is asked for`() throws {
        let world = try PathWorld()
        let both: Set<OID> = try [.clientAuth, #require(OID(named: "emailProtection"))]
        #expect(try world.decide(asking: { $0.extendedKeyUsages = [.clientAuth] }).isValid)
        #expect(try world.decide(asking: { $0.extendedKeyUsages = both }).reason == .eku)
        let silent = try world.decide(
            person: { $0.extendedKeyUsage = [] }, asking: { $0.extendedKeyUsages = [.clientAuth] })
        #expect(silent.reason == .eku)
    }

    static let peers: [(PeerName?, Bool)] = [
        (PeerName(.dns, "www.example.com"), true), (PeerName(.dns, "WWW.example.com"), true),
        (PeerName(.dns, "a.www.example.com"), false), (PeerName(.dns, "example.com"), false),
        (PeerName(.ip, "192.0.2.1"), true), (PeerName(.ip, "192.0.2.2"), false), (PeerName(.ip, "2001:db8::1"), true),
        (PeerName(.rfc822, "a@EXAMPLE.com"), true), (PeerName(.rfc822, "b@example.com"), false),
    ]

    @Test(arguments: peers.indices) func `looks for the expected name`(index: Int) throws {
        let (peer, isBorne) = Self.peers[index]
        let names = [
            Name.host("*.example.com"), Name.address([192, 0, 2, 1]), Name.mailbox("a@example.com"),
            Name.address([0x20, 1, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
        ]
        let name = try #require(peer)
        let answer = try PathWorld().decide(
            person: { $0.moreExtensions = [Extensions.alternativeNames(names)] }, asking: { $0.peerName = name })
        #expect(answer.isValid == isBorne)
    }

    /// R16: the largest certificate that is read, however it is filled.
    @Test func `decides a certificate of 100 KB in a moment (R16)`() throws {
        let world = try PathWorld()
        let (root, middle) = (try world.root.root(), try world.root.authorize(world.middle))
        let fillings: [Party.Change] = [
            { $0.padding = 98_000 },
            {
                $0.moreExtensions = [
                    Extensions.alternativeNames((0..<4_500).map { Name.host("host\($0).example.com") })
                ]
            },
            { $0.policies = (0..<6_000).map { "1.2.3.\($0)" } },
            { $0.moreExtensions = (0..<3_000).map { Extension("1.3.6.1.4.1.99999.8.\($0)", Encode.null) } },
            {
                $0.moreExtensions = [
                    Extension("1.3.6.1.4.1.99999.9.2", (0..<48_000).flatMap { _ in Encode.null })
                ]
            },
        ]
        for filling in fillings {
            let person = try world.middle.certify(world.person, filling)
            #expect(person.count < 102_400)
            let clock = ContinuousClock()
            let start = clock.now
            #expect(world.decide(person, anchors: [root], over: [middle]).isValid)
            // 50 ms where code is optimised: here it is not.
            #expect(clock.now - start < .seconds(2))
        }
    }
}
