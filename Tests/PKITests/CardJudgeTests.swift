import DemoPKI
import Foundation
import OpenSSL
import PKI
import Testing

@Suite struct `The judge` {
    static let noon = CardWorld.noon

    @Test(arguments: [
        (DemoCard.Kind.good, "ok"), (.missingIntermediate, "ok"), (.p384, "ok"), (.rsa2048, "ok"),
        (.expired, "expired"), (.notYetValid, "not-yet-valid"), (.revoked, "revoked"), (.onHold, "on-hold"),
        (.signature, "wrong-certificate-signature"), (.unknownIssuer, "unknown-issuer"),
        (.justActivated, "unknown-to-issuer"),
    ])
    func `gives every sandbox card its reason`(kind: DemoCard.Kind, code: String) async throws {
        let world = try CardWorld()
        #expect(try await world.code(world.card(kind)) == code)
    }

    @Test func `judges cards of an RSA issuer`() async throws {
        let world = try CardWorld(keys: .rsa(bits: 2048))
        #expect(try await world.code(world.card()) == "ok")
        #expect(try await world.code(world.card(.revoked), sources: [world.crl]) == "revoked")
    }

    @Test func `reads the holder from a good card and keeps the evidence`() async throws {
        let world = try CardWorld()
        let card = try world.card(for: .drita)
        let verdict = try await world.judge().judge(world.presented(card.certificate))
        guard case .proven(let proven) = consume verdict else { return #expect(Bool(false)) }
        #expect(proven.holder.givenName == "Drita")
        #expect(proven.holder.familyName == "Çelësi")
        #expect(proven.holder.displayName == "Drita Çelësi")
        #expect(proven.holder.nationalID == DemoPerson.drita.nationalID)
        #expect(proven.holder.identityNamespace == "AL-NID")
        #expect(proven.holder.certificateSHA256 == DigestAlgorithm.sha256.digest(card.certificate))
        #expect(
            proven.path == [card.certificate, world.authority.issuing.certificate, world.authority.root.certificate])
        #expect(proven.facts.address == "192.0.2.1")
        #expect(proven.revocation.source == .ocsp)
        #expect(proven.revocation.age == 0)
        guard case .ocsp(let response) = proven.revocation.proof else { return #expect(Bool(false)) }
        #expect(response.count > 100)
    }

    @Test func `prints personal values as dots`() async throws {
        let world = try CardWorld()
        let verdict = try await Seen(world.judge().judge(world.presented(world.card().certificate)))
        let holder = try #require(verdict.holder)
        var dumped = ""
        dump(holder, to: &dumped)
        for text in ["\(holder)", String(reflecting: holder), dumped, "\(verdict.summary)"] {
            #expect(!text.contains("Arta") && !text.contains("Shembulli") && !text.contains(DemoPerson.arta.nationalID))
        }
    }

    @Test func `takes its steps in the published order`() async throws {
        let world = try CardWorld()
        let verdict = try await Seen(world.judge().judge(world.presented(world.card().certificate)))
        #expect(verdict.trace.steps.map(\.name) == JudgementStep.Name.allCases)
        #expect(verdict.trace.steps.allSatisfy { $0.ok })
        #expect(verdict.trace.revocation.map(\.status) == [.good])
    }

    @Test func `shows every step of a refused card, and asks nobody about it`() async throws {
        let world = try CardWorld()
        let verdict = try await Seen(world.judge().judge(world.presented(world.card(.expired).certificate)))
        #expect(verdict.trace.steps.filter { !$0.ok }.map(\.name) == [.validity])
        #expect(verdict.trace.steps.map(\.name) == JudgementStep.Name.allCases.dropLast())
        #expect(world.asked.isEmpty)
    }

    @Test func `refuses where no certificate came`() async throws {
        let world = try CardWorld()
        let verdict = try await Seen(world.judge().judge(world.presented(nil)))
        #expect(verdict.reason == .noCertificate)
        #expect(!verdict.belongsToConfiguredIssuer)
        #expect(verdict.trace.steps.isEmpty)
    }

    @Test(arguments: [
        [], [0x30], [0x30, 0x80, 0, 0], [UInt8](repeating: 0xFF, count: 32), [UInt8](repeating: 0x30, count: 200_000),
    ])
    func `refuses what is no certificate`(bytes: [UInt8]) async throws {
        let world = try CardWorld()
        let verdict = try await Seen(world.judge().judge(world.presented(bytes)))
        #expect(verdict.reason == .pathInvalid)
        #expect(!verdict.belongsToConfiguredIssuer)
    }

    @Test func `decides an unknown issuer before anything else`() async throws {
        let world = try CardWorld()
        let card = try world.card(.unknownIssuer) { shape in
            shape.notAfter = Self.noon - 1
            shape.keyUsage = [.nonRepudiation]
        }
        let verdict = try await Seen(world.judge().judge(world.presented(card.certificate, chain: card.chain)))
        #expect(verdict.reason == .unknownIssuer)
        #expect(!verdict.belongsToConfiguredIssuer)
        #expect(verdict.holder == nil)
    }

    @Test func `does not take a stranger for the issuer whose name he uses`() async throws {
        let world = try CardWorld()
        let stranger = try CardWorld()  // the same names, other keys
        let card = try stranger.card()
        let verdict = try await Seen(
            world.judge().judge(
                world.presented(
                    card.certificate,
                    chain: [stranger.authority.issuing.certificate, stranger.authority.root.certificate])))
        #expect(verdict.reason == .pathInvalid)
        #expect(!verdict.belongsToConfiguredIssuer)
        #expect(verdict.holder == nil)
    }

    @Test func `tries every issuer that bears the name`() async throws {
        let (one, other) = (try CardWorld(), try CardWorld())
        let judge = try one.judge([
            one.issuer(name: "old", sources: [one.crl]), other.issuer(name: "new", sources: [other.crl]),
        ])
        let card = try other.card()
        let verdict = await Seen(judge.judge(one.presented(card.certificate)))
        #expect(verdict.issuer == "new")
        // The list there is the other authority's, who says nothing about this card.
        #expect(verdict.reason == .revocationUnavailable)
    }

    @Test func `refuses an issuer that the site does not accept, and says so in the step`() async throws {
        let world = try CardWorld()
        let card = world.presented(try world.card().certificate)
        let judge = try world.judge()
        let refused = await Seen(judge.judge(card, accepted: ["other"]))
        #expect(refused.reason == .issuerNotAccepted)
        #expect(refused.belongsToConfiguredIssuer)
        #expect(refused.trace.steps.first?.ok == false)
        #expect(await Seen(judge.judge(card, accepted: ["demo"])).reason == nil)
    }

    /// Two things wrong at once: what helps the person most is said.
    @Test func `says of an expired revoked card that it is expired`() async throws {
        let world = try CardWorld()
        let card = try world.card(.expired)
        world.record(card, as: .revoked(at: Self.noon - 3_600, reason: .keyCompromise))
        #expect(try await world.code(card) == "expired")
    }

    @Test func `says of an expired signature certificate that it is the wrong one`() async throws {
        let world = try CardWorld()
        let card = try world.card(.signature) { $0.notAfter = Self.noon - 1 }
        #expect(try await world.code(card) == "wrong-certificate-signature")
    }

    @Test func `refuses an expired card although its issuer says good`() async throws {
        let world = try CardWorld()
        let card = try world.card(.expired)
        world.record(card, as: .good)  // threats: V10
        #expect(try await world.code(card) == "expired")
    }

    @Test func `judges validity to the second, both ends inclusive`() async throws {
        let world = try CardWorld()
        let judge = try world.judge()
        let card = try world.card {
            $0.notBefore = Self.noon
            $0.notAfter = Self.noon + 60
        }
        for (offset, code) in [(-1.0, "not-yet-valid"), (0, "ok"), (60, "ok"), (61, "expired")] {
            world.set { $0.now = Self.noon + offset }
            #expect(await world.code(card, by: judge) == code, "\(offset)")
        }
    }

    @Test func `refuses an expired card with a forged signature as forged`() async throws {
        let world = try CardWorld()
        let card = try world.card(.expired) { $0.breaksSignature = true }
        #expect(try await world.code(card) == "path-invalid")
    }

    @Test func `notices that an authority has expired since the card was judged last`() async throws {
        let world = try CardWorld()
        let judge = try world.judge()
        let card = try world.card { $0.notAfter = Self.noon + 20 * 365 * 86_400 }
        #expect(await world.code(card, by: judge) == "ok")
        world.wait(9.5 * 365 * 86_400)  // the issuing certificate lives nine years
        #expect(await world.code(card, by: judge) == "path-invalid")
    }

    @Test func `ranks every refusal differently`() {
        #expect(Set(CardRefusal.allCases.map(\.rank)).count == CardRefusal.allCases.count)
    }

    @Test func `refuses to begin without issuers, or with one twice`() throws {
        let world = try CardWorld()
        #expect(throws: PKIError.noIssuers) { try world.judge([]) }
        #expect(throws: PKIError.self) { try world.judge([world.issuer(), world.issuer()]) }
    }
}
