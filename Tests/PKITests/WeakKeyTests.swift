import DemoPKI
import Foundation
import OpenSSL
import PKI
import Synchronization
import Testing

/// threats: R14, C5. Every key here is strong by its size.
@Suite struct `A card's key` {
    static let rsa: [(name: String, modulus: [UInt8], finds: String?)] = [
        ("a ROCA key of 2048 bits", WeakModuli.roca2048, "ROCA"), ("one of 3072 bits", WeakModuli.roca3072, "ROCA"),
        ("neighbouring primes", WeakModuli.neighbours, "close together"),
        ("one prime twice", WeakModuli.square, "close together"),
        ("primes that the 61st round finds", WeakModuli.close60, "close together"),
        ("primes that the 130th round would find", WeakModuli.close129, nil),
        ("the factor 3", WeakModuli.factor3, "factor 3"), ("the factor 9973", WeakModuli.factor9973, "factor 9973"),
        ("a factor beyond the bound", WeakModuli.factor10007, nil), ("2048 sound bits", WeakModuli.good2048, nil),
        ("3072 sound bits", WeakModuli.good3072, nil), ("4096 sound bits", WeakModuli.good4096, nil),
        ("an even modulus", Array(WeakModuli.good2048.dropLast()) + [0xFE], "factor 2"),
    ]

    private static func strength(
        _ publicKey: [UInt8], accept: AcceptanceRules? = nil
    ) async throws -> (reason: CardRefusal?, detail: String?) {
        let world = try CardWorld()
        let card = try world.card { $0.subjectPublicKeyInfo = publicKey }
        let verdict = try await Seen(
            world.judge([world.issuer(accept: accept)]).judge(world.presented(card.certificate)))
        return (verdict.reason, verdict.trace.steps.first { $0.name == .keyStrength }?.detail)
    }

    @Test(arguments: rsa.indices) func `R14 is found weak or sound`(index: Int) async throws {
        let (name, modulus, finds) = Self.rsa[index]
        let key = RSAPublicKeyInfo.der(modulus: modulus, exponent: [1, 0, 1])
        let found = try await Self.strength(key)
        #expect(found.reason == (finds == nil ? nil : .weakKey), "\(name): \(found.detail ?? "-")")
        if let finds { #expect(found.detail?.contains(finds) == true, "\(name): \(found.detail ?? "-")") }
    }

    /// p = k·M + 65537, for M the product of the first 126 primes: the simplest member of the family.
    @Test func `R14 has the fingerprint of ROCA whatever its factors`() async throws {
        let primes = (2..<704).filter { number in !(2..<number).contains { number % $0 == 0 } }
        let product = primes.prefix(126).reduce(BigNumber(1)) { $0 * BigNumber(UInt64($1)) }
        // No factor that is found first: those up to 701 cannot divide it.
        let small = (702..<10_000).map(UInt64.init)
        func member(from start: UInt64) -> BigNumber {
            var factor = start
            while true {
                let one = BigNumber(factor) * product + BigNumber(65_537)
                if !small.contains(where: { one.remainder(dividingBy: $0) == 0 }) { return one }
                factor += 1
            }
        }
        let modulus = member(from: 1 << 55) * member(from: 3 << 55)
        let key = RSAPublicKeyInfo.der(modulus: modulus.bytes, exponent: [1, 0, 1])
        let found = try await Self.strength(key)
        #expect(found.reason == .weakKey && found.detail?.contains("ROCA") == true, "\(found.detail ?? "-")")
    }

    @Test func `R14 off its curve, or on one that is not named, is weak`() async throws {
        let good = try PrivateKey.generate(.ec(.p256)).publicKey.subjectPublicKeyInfo
        var off = good
        off[off.count - 1] ^= 1
        #expect(try await Self.strength(off).detail == "the key cannot be read")
        #expect(try await Self.strength(off).reason == .weakKey)
        #expect(try await Self.strength(good).reason == nil)
    }

    @Test func `R14 that stands on the list of blocked keys is weak`() async throws {
        let world = try CardWorld()
        let (card, other) = (try world.card(), try world.card(for: .besnik))
        let digest = DigestAlgorithm.sha256.digest(card.key.publicKey.subjectPublicKeyInfo)
        var accept = try world.issuer().accept
        accept.keys.blocked = BlockedKeys([digest])
        let judge = try world.judge([world.issuer(accept: accept)])
        #expect(await world.code(card, by: judge) == "weak-key")
        #expect(await world.code(other, by: judge) == "ok")
    }

    @Test(arguments: [
        (KeyRules(rsaBits: nil), KeyKind.rsa(bits: 2048), "weak-key"), (KeyRules(rsaBits: nil), .ec(.p256), "ok"),
        (KeyRules(rsaBits: 3072...4096), .rsa(bits: 2048), "weak-key"),
        (KeyRules(curves: [.p384]), .ec(.p256), "weak-key"), (KeyRules(curves: [.p384]), .ec(.p384), "ok"),
    ])
    func `R10 is of a kind that its issuer makes`(rules: KeyRules, kind: KeyKind, code: String) async throws {
        let world = try CardWorld()
        var accept = try world.issuer().accept
        accept.keys = rules
        let judge = try world.judge([world.issuer(accept: accept)])
        #expect(await world.code(try world.card(keys: kind), by: judge) == code)
    }

    /// The second judgement finds it remembered; that is shown by time: a hundred second judgements of a 4096-bit key cost
    /// less than the search for its factors does.
    @Test func `R14 is examined once`() async throws {
        let world = try CardWorld()
        let judge = try world.judge()
        let card = try world.card {
            $0.subjectPublicKeyInfo = RSAPublicKeyInfo.der(modulus: WeakModuli.good4096, exponent: [1, 0, 1])
        }
        let clock = ContinuousClock()
        let first = await clock.measure { _ = await world.code(card, by: judge) }
        let second = await clock.measure { _ = await world.code(card, by: judge) }
        #expect(second < first)
    }
}

@Suite struct `One key on two cards` {
    private final class Told: Sendable {
        private let shared = Mutex<[SharedKey]>([])
        var all: [SharedKey] { shared.withLock { $0 } }
        func tell(_ one: SharedKey) { shared.withLock { $0.append(one) } }
    }

    private func judge(_ world: CardWorld, _ told: Told) throws -> CardJudge {
        try CardJudge(
            issuers: [world.issuer()], fetcher: world.fetcher, clock: .fixed(CardWorld.noon),
            onSharedKey: { told.tell($0) })
    }

    @Test func `R14, C5 of two persons raises an alarm once, and refuses nobody`() async throws {
        let (world, told) = (try CardWorld(), Told())
        let judge = try judge(world, told)
        let key = try PrivateKey.generate(.ec(.p256))
        func card(_ person: DemoPerson) throws -> DemoCard {
            let card = try world.authority.mint(.good, for: person, at: CardWorld.noon, key: key)
            world.record(card, as: .good)
            return card
        }
        let (one, other) = (try card(.arta), try card(.besnik))
        for card in [one, other, one, other] { #expect(await world.code(card, by: judge) == "ok") }
        await judge.forget()
        for card in [one, other] { #expect(await world.code(card, by: judge) == "ok") }
        let alarm = try #require(told.all.first)
        #expect(told.all.count == 1)
        #expect(alarm.key == DigestAlgorithm.sha256.digest(key.publicKey.subjectPublicKeyInfo))
        #expect(alarm.certificates == [one, other].map { DigestAlgorithm.sha256.digest($0.certificate) })
        #expect(alarm.issuers == ["demo", "demo"])
    }

    @Test func `of one person is a renewed certificate and no alarm, whatever the name has become`() async throws {
        let (world, told) = (try CardWorld(), Told())
        let judge = try judge(world, told)
        let key = try PrivateKey.generate(.ec(.p256))
        var married = DemoPerson.arta
        married.familyName = "Çelësi"
        for person in [DemoPerson.arta, married] {
            let card = try world.authority.mint(.good, for: person, at: CardWorld.noon, key: key)
            world.record(card, as: .good)
            #expect(await world.code(card, by: judge) == "ok")
        }
        #expect(told.all.isEmpty)
    }
}
