import DemoPKI
import Foundation
import Login
import OpenSSL
import PKI
import Testing

@Suite struct `A refused card` {
    struct Case: Sendable {
        let reason: RefusalReason
        /// A card of the configured issuer is recorded; strangers and nothing are only counted.
        var isRecorded = true
        var site = RelyingParty.portal
        let card: @Sendable (World) throws -> [UInt8]?
    }

    static let cases: [Case] = [
        Case(reason: .noCertificate, isRecorded: false) { _ in nil },
        Case(reason: .unknownIssuer, isRecorded: false) { try $0.issuer.card(.unknownIssuer).certificate },
        Case(reason: .pathInvalid, isRecorded: false) { try $0.issuer.card { $0.breaksSignature = true }.certificate },
        Case(reason: .pathInvalid, isRecorded: false) { _ in [0x30, 0x03, 0x02, 0x01] },
        Case(reason: .wrongCertificateSignature) { try $0.issuer.card(.signature).certificate },
        Case(reason: .wrongCertificateUsage) { try $0.issuer.card { $0.extendedKeyUsage = [] }.certificate },
        Case(reason: .issuerNotAccepted, site: .bank) { try $0.issuer.card().certificate },
        Case(reason: .expired) { try $0.issuer.card(.expired).certificate },
        Case(reason: .notYetValid) { try $0.issuer.card(.notYetValid).certificate },
        Case(reason: .revoked) { try $0.issuer.card(.revoked).certificate },
        Case(reason: .onHold) { try $0.issuer.card(.onHold).certificate },
        Case(reason: .unknownToIssuer) { try $0.issuer.card(.justActivated).certificate },
        Case(reason: .weakKey) { world in
            let key = try PrivateKey.generate(.ed25519).publicKey.subjectPublicKeyInfo
            return try world.issuer.card { $0.subjectPublicKeyInfo = key }.certificate
        },
        Case(reason: .identityUnreadable) { world in
            let nobody = DemoPerson(givenName: "A", familyName: "B", nationalID: "no number")
            return try world.issuer.card(for: nobody).certificate
        },
        Case(reason: .revocationUnavailable) { world in
            world.issuer.set { $0.isReachable = false }
            return try world.issuer.card().certificate
        },
        Case(reason: .revocationStale) { world in
            world.issuer.set { $0.answers.thisUpdate = HeldClock.noon - 2 * 86_400 }
            return try world.issuer.card().certificate
        },
    ]

    @Test(arguments: cases.indices)
    func `has its own reason, recorded if the issuer is ours`(index: Int) async throws {
        let world = try World()
        let cookie = world.cookie()
        let test = Self.cases[index]
        let refusal = try await world.refusal(of: test.card(world), at: test.site, in: cookie)
        #expect(refusal.reason == test.reason && !refusal.isRepeated && refusal.trace != nil)
        #expect(refusal.site?.id == test.site.id && refusal.request?.requestID == "_r1")
        #expect(refusal.canTryAgain && refusal.failures == 1 && refusal.isRecorded == test.isRecorded)
        #expect(world.ledger.notes == (test.isRecorded ? [] : [test.reason]))
        let entries = world.ledger.entries
        #expect(entries.map(\.reason) == (test.isRecorded ? [test.reason] : []))
        #expect(entries.map(\.caseNumber) == (test.isRecorded ? [refusal.caseNumber] : []))
        #expect(entries.allSatisfy { $0.outcome == .refused && $0.answer == nil && $0.judgement != nil })
    }

    @Test(arguments: cases.indices)
    func `can go back to the site with its reason`(index: Int) async throws {
        let world = try World()
        let cookie = world.cookie()
        let test = Self.cases[index]
        let refusal = try await world.refusal(of: test.card(world), at: test.site, in: cookie)
        let back = try await world.desk.wayBack(
            #require(refusal.attemptText), refusal: refusal.refusalText, cookie: cookie)
        #expect(back.reason == test.reason && back.caseNumber == refusal.caseNumber && !back.isFirst)
        try await world.desk.close(back, answer: .some)
        #expect(world.ledger.entries.map(\.event) == (test.isRecorded ? [.decision, .answer] : []))
        // A refusal about no judged card spends nothing: the same request may still be answered.
        let again = await refused { try await world.desk.begin(world.request(at: test.site)) }
        #expect(again?.reason == (test.isRecorded ? .attemptUsed : nil))
    }

    @Test func `can be followed by a good one in the same attempt`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let bad = try world.issuer.card(.signature)
        let refusal = try await world.refusal(of: bad.certificate, in: cookie)
        world.clock.advance(by: 5)
        let again = try #require(refusal.attemptText)
        let offer = try await present(world.issuer.card().certificate, again, world, cookie)
        try await world.logIn(offer, in: cookie)
        #expect(world.ledger.entries.map(\.reasonCode) == ["wrong-certificate-signature", "ok"])
    }

    @Test func `is counted in the attempt, which chooses the advice`() async throws {
        let world = try World()
        let cookie = world.cookie()
        var attempt = try await world.attempt(in: cookie)
        for failures in 1...260 {
            world.clock.advance(by: 1)
            let handed = try await world.use(nil, in: attempt, cookie)
            let refusal = try #require(
                await refused { try await world.desk.present(attempt, possession: handed.possession, cookie: cookie) })
            #expect(refusal.failures == min(failures, 255))
            attempt = try #require(refusal.attemptText)
        }
        #expect(try await world.desk.start(attempt, cookie: cookie, language: nil).attempt.failures == 255)
    }

    @Test func `that has ended names the day`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let day = 86_400.0
        #expect(
            try await world.refusal(of: world.issuer.card(.expired).certificate, "_1", in: cookie).certificateDate
                == HeldClock.noon - day)
        #expect(
            try await world.refusal(of: world.issuer.card(.notYetValid).certificate, "_2", in: cookie).certificateDate
                == HeldClock.noon + 30 * day)
        #expect(
            try await world.refusal(of: world.issuer.card(.revoked).certificate, "_3", in: cookie).certificateDate
                == nil)
    }

    private func present(
        _ card: [UInt8], _ attempt: String, _ world: World, _ cookie: BrowserCookie
    ) async throws -> ConsentOffer {
        let handed = try await world.use(card, in: attempt, cookie)
        return try await world.desk.present(handed.attempt, possession: handed.possession, cookie: cookie)
    }
}
