import DemoPKI
import Fetch
import Foundation
import OpenSSL
import PKI
import Testing

/// threats: V6, R20: never a login by a list that is not this issuer's, whole, current and understood.
@Suite struct `A revocation answer by CRL` {
    static let noon = CardWorld.noon
    typealias Change = @Sendable (inout CRLShape, CardWorld) -> Void
    static let other = CRLEntry(serial: [0x42], date: noon)

    static let lists: [(String, Change, String)] = [
        ("in order", { _, _ in }, "ok"),
        ("empty", { list, _ in list.entries = [] }, "ok"),
        ("without number", { list, _ in list.number = nil }, "revocation-unavailable"),
        ("a broken signature", { list, _ in list.breaksSignature = true }, "revocation-unavailable"),
        (
            "another issuer's name", { list, world in list.issuer = DemoAuthority.rootName("Demo") },
            "revocation-unavailable"
        ),
        (
            "two algorithms", { list, _ in list.outerAlgorithm = AlgorithmIdentifier.of(.ecdsa(.sha512)) },
            "revocation-unavailable"
        ),
        (
            "SHA-1",
            { list, _ in
                list.innerAlgorithm = AlgorithmIdentifier.of(.ecdsa(.sha1))
                list.outerAlgorithm = AlgorithmIdentifier.of(.ecdsa(.sha1))
            }, "revocation-unavailable"
        ),
        ("version 1", { list, _ in list.version = nil }, "revocation-unavailable"),
        ("no nextUpdate", { list, _ in list.nextUpdate = nil }, "revocation-unavailable"),
        (
            "run out",
            { list, _ in
                list.thisUpdate = noon - 7_200
                list.nextUpdate = noon - 1
            }, "revocation-stale"
        ),
        (
            "older than max-age",
            { list, _ in
                list.thisUpdate = noon - 90_000
                list.nextUpdate = noon + 90_000
            }, "revocation-stale"
        ),
        ("of tomorrow", { list, _ in list.thisUpdate = noon + 86_400 }, "revocation-unavailable"),
        ("a delta", { list, _ in list.deltaBase = 1 }, "revocation-unavailable"),
        ("with a delta elsewhere", { list, _ in list.freshest = ["http://crl.demo.invalid/delta"] }, "ok"),
        (
            "an unknown critical extension", { list, _ in list.moreExtensions = [.unknown(critical: true)] },
            "revocation-unavailable"
        ),
        ("an unknown extension", { list, _ in list.moreExtensions = [.unknown(critical: false)] }, "ok"),
        (
            "for users", { list, _ in list.issuingDistributionPoint = IssuingDistributionPoint.der(onlyUsers: true) },
            "ok"
        ),
        (
            "for authorities",
            { list, _ in list.issuingDistributionPoint = IssuingDistributionPoint.der(onlyAuthorities: true) },
            "revocation-unavailable"
        ),
        (
            "for attribute certificates",
            { list, _ in list.issuingDistributionPoint = IssuingDistributionPoint.der(onlyAttributes: true) },
            "revocation-unavailable"
        ),
        (
            "for some reasons",
            { list, _ in list.issuingDistributionPoint = IssuingDistributionPoint.der(onlySomeReasons: [1]) },
            "revocation-unavailable"
        ),
        (
            "indirect, which covers its own issuer too",
            { list, _ in list.issuingDistributionPoint = IssuingDistributionPoint.der(indirect: true) }, "ok"
        ),
        (
            "of the card's distribution point",
            { list, world in
                list.issuingDistributionPoint = IssuingDistributionPoint.der(address: world.authority.addresses.crl)
            }, "ok"
        ),
        (
            "of another distribution point",
            { list, _ in
                list.issuingDistributionPoint = IssuingDistributionPoint.der(
                    address: "http://crl.demo.invalid/other.crl")
            }, "revocation-unavailable"
        ),
        (
            "an entry of another issuer",
            { list, _ in
                var entry = other
                entry.certificateIssuer = DemoAuthority.rootName("Demo")
                list.entries = [entry]
            }, "revocation-unavailable"
        ),
        (
            "an entry with an unknown critical extension",
            { list, _ in
                var entry = other
                entry.moreExtensions = [.unknown(critical: true)]
                list.entries = [entry]
            }, "revocation-unavailable"
        ),
        (
            "an entry that only a delta may have",
            { list, _ in
                list.entries = [CRLEntry(serial: [0x42], date: noon, reason: .removeFromCRL)]
            }, "revocation-unavailable"
        ),
    ]

    @Test(arguments: lists.indices)
    func `is believed only if the list is in order`(index: Int) async throws {
        let (name, change, code) = Self.lists[index]
        let world = try CardWorld()
        let card = try world.card()
        let list = try world.list { change(&$0, world) }
        world.set { $0.crl = .bytes(list) }
        let found = try await world.code(card, sources: [world.crl])
        #expect(found == code, "\(name)")
    }

    @Test func `does not come from a list that somebody else signed`() async throws {
        let world = try CardWorld()
        let card = try world.card(.revoked)
        let sibling = try world.authority.sibling(at: Self.noon)
        let forged = try world.authority.crl(
            [], thisUpdate: Self.noon, nextUpdate: Self.noon + 3_600, signer: sibling.issuing.key)
        world.set { $0.crl = .bytes(forged) }
        #expect(try await world.code(card, sources: [world.crl]) == "revocation-unavailable")
        // The root's own list is verified, but says nothing about cards.
        let root = try world.authority.rootCRL(thisUpdate: Self.noon, nextUpdate: Self.noon + 3_600)
        world.set { $0.crl = .bytes(root) }
        #expect(try await world.code(card, sources: [world.crl]) == "revocation-unavailable")
    }

    @Test(arguments: [
        (RevocationReason?.none, "revoked"), (.keyCompromise, "revoked"), (.aACompromise, "revoked"),
        (.certificateHold, "on-hold"),
    ])
    func `says why a card is listed`(reason: DemoPKI.RevocationReason?, code: String) async throws {
        let world = try CardWorld()
        let card = try world.card()
        world.record(card, as: .revoked(at: Self.noon, reason: reason))
        #expect(try await world.code(card, sources: [world.crl]) == code)
    }

    @Test func `is revoked, not on hold, for a card that is listed twice`() async throws {
        let world = try CardWorld()
        let card = try world.card()
        let list = try world.list { list in
            list.entries = [
                CRLEntry(serial: card.serial, date: Self.noon, reason: .certificateHold),
                CRLEntry(serial: card.serial, date: Self.noon, reason: .keyCompromise),
            ]
        }
        world.set { $0.crl = .bytes(list) }
        #expect(try await world.code(card, sources: [world.crl]) == "revoked")
    }

    @Test func `is exact among many serial numbers of all lengths`() async throws {
        let world = try CardWorld()
        let serials = (1...20).flatMap { length in
            (0..<50).map { number in [UInt8(number + 1)] + [UInt8](repeating: UInt8(number * 5), count: length - 1) }
        }
        let list = try world.list { $0.entries = serials.map { CRLEntry(serial: $0, date: Self.noon) }.shuffled() }
        world.set { $0.crl = .bytes(list) }
        let judge = try world.judge(sources: [world.crl])
        for serial in [serials[0], serials[499], serials[999]] {
            #expect(await world.code(try world.card { $0.serial = serial }, by: judge) == "revoked")
        }
        for serial: [UInt8] in [[0x7F], [0x01, 0x01], [UInt8](repeating: 0x55, count: 20)] {
            #expect(await world.code(try world.card { $0.serial = serial }, by: judge) == "ok")
        }
    }

    /// threats: V6. An old list, still current, cannot take the place of a newer one.
    @Test(arguments: [true, false])
    func `never goes backwards`(byNumber: Bool) async throws {
        let world = try CardWorld()
        let card = try world.card()
        let judge = try world.judge(sources: [world.crl])
        let old = try world.list()
        world.wait(60)
        world.set { $0.number = byNumber ? 300 : 1 }
        #expect(await world.code(card, by: judge) == "ok")  // the newer list is at hand
        world.set { $0.crl = .bytes(old) }
        await judge.poll()
        world.wait(3_601)  // the newer list has run out, the old one long before
        await judge.poll()
        #expect(await world.code(card, by: judge) == "revocation-stale")
        let numbered = try world.list { $0.number = 299 }
        world.set { $0.crl = .bytes(numbered) }
        await judge.poll()
        #expect(await world.code(card, by: judge) == (byNumber ? "revocation-unavailable" : "ok"))
    }

    @Test func `does not go backwards by way of another authority's list`() async throws {
        let world = try CardWorld()
        let card = try world.card(.revoked)
        let judge = try world.judge(sources: [world.crl])
        let old = try world.list { $0.entries = [] }
        let roots = try world.authority.rootCRL(thisUpdate: world.now, nextUpdate: world.now.addingTimeInterval(3_600))
        world.set { $0.number = 300 }
        for step in [nil, roots, old] {
            if let step { world.set { $0.crl = .bytes(step) } }
            await judge.poll()
        }
        #expect(await world.code(card, by: judge) == "revoked")
    }

    @Test func `survives every byte changed`() async throws {
        let world = try CardWorld()
        let card = try world.card(.revoked)
        let list = try world.list()
        let judge = try world.judge(sources: [world.crl])
        for position in list.indices {
            var mutant = list
            mutant[position] ^= 0x81
            world.set { [mutant] in $0.crl = .bytes(mutant) }
            #expect(await world.code(card, by: judge) == "revocation-unavailable", "byte \(position)")
        }
    }
}
