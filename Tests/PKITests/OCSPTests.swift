import DemoPKI
import Fetch
import Foundation
import OpenSSL
import PKI
import Testing

/// threats: V2 to V5, R19: never a login but by one fresh, authorised answer about this very card.
@Suite struct `A revocation answer by OCSP` {
    static let noon = CardWorld.noon
    typealias Change = @Sendable (inout OCSPAnswerOptions, DemoAuthority, DemoCard) throws -> Void

    static let answers: [(String, Change, String)] = [
        ("by the delegate, named by key", { _, _, _ in }, "ok"),
        ("by the delegate, named by name", { options, _, _ in options.namesResponderByKey = false }, "ok"),
        ("by the issuing key", { options, _, _ in options.signer = .issuer }, "ok"),
        (
            "by the issuing key, named by name",
            { options, _, _ in
                options.signer = .issuer
                options.namesResponderByKey = false
            }, "ok"
        ),
        ("tryLater", { options, _, _ in options.status = .tryLater }, "revocation-unavailable"),
        ("unauthorized", { options, _, _ in options.status = .unauthorized }, "revocation-unavailable"),
        ("another response type", { options, _, _ in options.responseType = "1.2.3.4" }, "revocation-unavailable"),
        ("a broken signature", { options, _, _ in options.breaksSignature = true }, "revocation-unavailable"),
        ("no responder's certificate", { options, _, _ in options.sendsCertificate = false }, "revocation-unavailable"),
        (
            "by a sibling authority's delegate",
            { options, authority, _ in options.signer = .other(try authority.sibling(at: noon).responder) },
            "revocation-unavailable"
        ),
        (
            "by the root, which did not issue the card",
            { options, authority, _ in options.signer = .other(authority.root) }, "revocation-unavailable"
        ),
        (
            "by the card itself",
            { options, _, card in options.signer = .other(CertifiedKey(key: card.key, certificate: card.certificate)) },
            "revocation-unavailable"
        ),
        (
            "by a delegate not for OCSP", responder { $0.extendedKeyUsage = [DemoPKI.ObjectIdentifier.clientAuth] },
            "revocation-unavailable"
        ),
        (
            "by a delegate for any purpose",
            responder { $0.extendedKeyUsage = [DemoPKI.ObjectIdentifier.anyExtendedKeyUsage] }, "revocation-unavailable"
        ),
        ("by a delegate without purpose", responder { $0.extendedKeyUsage = [] }, "revocation-unavailable"),
        ("by an expired delegate", responder { $0.notAfter = noon - 1 }, "revocation-unavailable"),
        ("by a future delegate", responder { $0.notBefore = noon + 1 }, "revocation-unavailable"),
        ("by a delegate with a forged certificate", responder { $0.breaksSignature = true }, "revocation-unavailable"),
        ("by a delegate that may not sign", responder { $0.keyUsage = [.keyEncipherment] }, "revocation-unavailable"),
        ("by a delegate without nocheck", responder { $0.ocspNoCheck = false }, "revocation-unavailable"),
        ("another question's nonce", { options, _, _ in options.nonce = .wrong }, "revocation-unavailable"),
        ("no nonce, young", { options, _, _ in options.nonce = .omit }, "ok"),
        (
            "no nonce, an hour old",
            { options, _, _ in
                options.nonce = .omit
                options.thisUpdate = noon - 3_600
                options.lifetime = 86_400
            }, "revocation-stale"
        ),
        (
            "about another card alone",
            { options, authority, _ in options.subjects = [.init(serial: [0x42], of: authority)] },
            "revocation-unavailable"
        ),
        (
            "about another card as well",
            { options, authority, card in
                options.subjects = [.init(serial: [0x42], of: authority), .init(serial: card.serial, of: authority)]
            }, "ok"
        ),
        (
            "twice about this card",
            { options, authority, card in
                options.subjects = [
                    .init(serial: card.serial, of: authority), .init(serial: card.serial, of: authority),
                ]
            }, "revocation-unavailable"
        ),
        (
            "about this number under a sibling authority",
            { options, authority, card in
                options.subjects = [.init(serial: card.serial, of: try authority.sibling(at: noon))]
            }, "revocation-unavailable"
        ),
        (
            "about this card by another digest",
            { options, authority, card in
                options.subjects = [.init(serial: card.serial, of: authority, digest: .sha256)]
            }, "revocation-unavailable"
        ),
        (
            "an unknown critical extension", { options, _, _ in options.moreExtensions = [.unknown(critical: true)] },
            "revocation-unavailable"
        ),
        ("an unknown extension", { options, _, _ in options.moreExtensions = [.unknown(critical: false)] }, "ok"),
        ("of tomorrow", { options, _, _ in options.thisUpdate = noon + 86_400 }, "revocation-unavailable"),
        (
            "of a clock 30 s ahead",
            { options, _, _ in
                options.thisUpdate = noon + 30
                options.producedAt = noon + 30
            }, "ok"
        ),
        ("made tomorrow", { options, _, _ in options.producedAt = noon + 86_400 }, "revocation-unavailable"),
        ("run out", { options, _, _ in options.thisUpdate = noon - 7_200 }, "revocation-stale"),
        (
            "older than max-age",
            { options, _, _ in
                options.thisUpdate = noon - 90_000
                options.lifetime = 900_000
            }, "revocation-stale"
        ),
        ("without nextUpdate, young", { options, _, _ in options.lifetime = nil }, "ok"),
        (
            "without nextUpdate, 20 minutes old",
            { options, _, _ in
                options.lifetime = nil
                options.thisUpdate = noon - 1_200
            }, "revocation-stale"
        ),
    ]

    static func responder(_ adjusting: @escaping @Sendable (inout CertificateShape) -> Void) -> Change {
        { options, authority, _ in
            options.signer = .other(try authority.makeResponder(at: noon, adjusting: adjusting))
        }
    }

    @Test(arguments: answers.indices)
    func `is believed only if all of it is in order`(index: Int) async throws {
        let (name, change, code) = Self.answers[index]
        let world = try CardWorld()
        let card = try world.card()
        var options = OCSPAnswerOptions()
        try change(&options, world.authority, card)
        world.set { [options] in $0.answering = options }
        let found = try await world.code(card, sources: [world.ocsp])
        #expect(found == code, "\(name)")
    }

    @Test(arguments: [
        CardWorld.Served.fails(.unreachable("")), .fails(.timedOut("")), .fails(.tooLarge(limit: 65_536)),
        .fails(.unintelligible("")), .bytes([], status: 503), .bytes([], status: 302), .bytes([]),
        .bytes(Array("<html>".utf8)), .bytes([0x30, 0x03, 0x0A, 0x01, 0x00]), .bytes([0x30, 0x80]),
    ])
    func `is missing when the source fails in whatever way`(served: CardWorld.Served) async throws {
        let world = try CardWorld()
        let card = try world.card()
        world.set { $0.ocsp = served }
        #expect(try await world.code(card, sources: [world.ocsp]) == "revocation-unavailable")
    }

    @Test func `is refused without nonce where the issuer demands one`() async throws {
        let world = try CardWorld()
        world.set { $0.answering.nonce = .omit }
        #expect(
            try await world.code(world.card(), sources: [world.ocsp]) { $0.nonce = .required }
                == "revocation-unavailable")
    }

    @Test func `may be signed in advance where the issuer says so`() async throws {
        let world = try CardWorld()
        world.set {
            $0.answering.nonce = .omit
            $0.answering.thisUpdate = Self.noon - 7_200
            $0.answering.lifetime = 86_400
        }
        #expect(try await world.code(world.card(), sources: [world.ocsp]) { $0.nonce = .unused } == "ok")
    }

    /// threats: V5. The shorter of the two lengths counts.
    @Test(arguments: [(300, 900), (900, 300)])
    func `without nonce is taken no older than either bound`(refresh: Int, without: Int) async throws {
        for (age, code) in [(360.0, "ok"), (361, "revocation-stale")] {
            let world = try CardWorld()
            world.set {
                $0.answering.nonce = .omit
                $0.answering.thisUpdate = Self.noon - age
            }
            let found = try await world.code(world.card(), sources: [world.ocsp]) {
                $0.refresh = .seconds(refresh)
                $0.maxAgeWithoutNextUpdate = .seconds(without)
            }
            #expect(found == code, "\(age)")
        }
    }

    /// threats: V5. What was good yesterday is played again after the card was revoked.
    @Test func `cannot be played again`() async throws {
        let world = try CardWorld()
        let card = try world.card()
        let question = world.authority.ocspRequest(for: card.serial, nonce: [UInt8](repeating: 7, count: 32))
        let recorded = try world.authority.ocspResponse(to: question, at: Self.noon) { _ in .good }
        world.record(card, as: .revoked(at: Self.noon, reason: .keyCompromise))
        world.set { $0.ocsp = .bytes(recorded) }
        #expect(try await world.code(card, sources: [world.ocsp]) == "revocation-unavailable")
    }

    @Test func `of unknown is final, whatever the list says`() async throws {
        let world = try CardWorld()
        let card = try world.card(.justActivated)
        #expect(try await world.code(card) == "unknown-to-issuer")
        #expect(world.asked == [world.ocsp.url])
        #expect(try await world.code(card, sources: [world.crl]) == "ok")
    }

    @Test func `survives every byte changed`() async throws {
        let world = try CardWorld()
        let card = try world.card()
        let response = try world.authority.ocspResponse(
            to: world.authority.ocspRequest(for: card.serial), at: Self.noon
        ) { _ in .good }
        let judge = try world.judge(sources: [world.ocsp]) { $0.nonce = .unused }
        for position in response.indices {
            var mutant = response
            mutant[position] ^= 0x81
            world.set { [mutant] in $0.ocsp = .bytes(mutant) }
            #expect(await world.code(card, by: judge) != "ok", "byte \(position)")
        }
    }
}
