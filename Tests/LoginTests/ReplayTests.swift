import DemoPKI
import Foundation
import Login
import OpenSSL
import PKI
import Testing

/// R27, threats: S9. One answer to one request, and one decision on one use of a card.
@Suite struct `An answer` {
    @Test func `is given once`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let offer = try await world.consent(world.issuer.card().certificate, in: cookie)
        try await world.logIn(offer, in: cookie)
        let request = world.request()
        let attempt = offer.attemptText
        let refusals: [Refusal?] = [
            await refused { try await world.desk.begin(request) },
            await refused { try await world.desk.start(attempt, cookie: cookie, language: nil) },
            await refused { try await world.use(nil, in: attempt, cookie) },
            await refused {
                try await world.desk.present(attempt, possession: offer.possessionText, cookie: cookie)
            },
            await refused { try await world.desk.agree(offer.form(), cookie: cookie) },
            await refused { try await world.desk.review(offer.form(), cookie: cookie) },
            await refused { try await world.desk.disown(offer.form(), cookie: cookie) },
            await refused { try await world.desk.cancel(offer.form(), cookie: cookie) },
            await refused { try await world.desk.wayBack(attempt, refusal: nil, cookie: cookie) },
        ]
        #expect(refusals.allSatisfy { $0?.reason == .attemptUsed })
        #expect(world.ledger.entries.count == 1)
    }

    @Test func `to a request that was opened before is refused to a start link that still waits`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let start = try await world.desk.begin(world.request())
        try await world.logIn(world.consent(world.issuer.card().certificate, in: cookie), in: cookie)
        #expect(await refused { try await world.desk.bind(start, to: cookie) }?.reason == .attemptUsed)
    }

    @Test func `to the same request ID of another site is another`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let card = try world.issuer.card()
        try await world.logIn(world.consent(card.certificate, at: .portal, in: cookie), in: cookie)
        try await world.logIn(world.consent(card.certificate, at: .shop, in: cookie), in: cookie)
        #expect(world.ledger.entries.map(\.site) == [RelyingParty.portal.id, RelyingParty.shop.id])
    }

    @Test func `is not lost by reload and Back before it`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let start = try await world.desk.begin(world.request())
        _ = try await world.desk.bind(start, to: cookie)
        let attempt = try await world.desk.bind(start, to: cookie)
        _ = try await world.desk.begin(world.request())
        for _ in 1...3 { _ = try await world.desk.start(attempt, cookie: cookie, language: nil) }
        _ = try await world.use(nil, in: attempt, cookie)
        let handed = try await world.use(world.issuer.card().certificate, in: attempt, cookie)
        var offer = try await world.desk.present(handed.attempt, possession: handed.possession, cookie: cookie)
        for _ in 1...3 {
            offer = try await world.desk.present(handed.attempt, possession: handed.possession, cookie: cookie)
            _ = try await world.release(offer, in: cookie)
            offer = try await world.desk.review(offer.form(), cookie: cookie)
        }
        #expect(world.ledger.entries.isEmpty && world.ledger.notes.isEmpty)
        try await world.logIn(offer, in: cookie)
        #expect(world.ledger.entries.count == 1)
    }

    /// All have their release before the first is admitted, at two nodes.
    @Test func `goes to exactly one of 32 who agree at once`() async throws {
        let world = try World(gate: Gate(expecting: 32))
        let cookie = world.cookie()
        let offer = try await world.consent(world.issuer.card().certificate, in: cookie)
        let nodes = [world.desk, try world.desk()]
        let admitted = try await withThrowingTaskGroup(of: CaseNumber?.self) { group in
            for number in 0..<32 {
                let node = nodes[number % 2]
                group.addTask { try await Self.admit(offer, at: node, cookie) }
            }
            return try await group.compactMap { $0 }.reduce(into: []) { $0.append($1) }
        }
        #expect(admitted.count == 1)
        #expect(world.ledger.entries.map(\.caseNumber) == admitted)
    }

    private static func admit(
        _ offer: ConsentOffer, at desk: LoginDesk, _ cookie: BrowserCookie
    ) async throws -> CaseNumber? {
        guard case .release(let release) = try await desk.agree(offer.form(), cookie: cookie) else { return nil }
        do {
            return try await desk.admit(release, answer: .some).caseNumber
        } catch {
            #expect(error.trouble == .alreadySpent)
            return nil
        }
    }

    @Test func `is not given twice over two uses of one attempt`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let attempt = try await world.attempt(in: cookie)
        let card = try world.issuer.card().certificate
        var releases: [LoginAttempt.Spent] = []
        let first = try await world.use(card, in: attempt, cookie)
        world.clock.advance(by: 1)
        let second = try await world.use(card, in: attempt, cookie)
        for handed in [first, second] {
            let offer = try await world.desk.present(attempt, possession: handed.possession, cookie: cookie)
            let release = try await world.release(offer, in: cookie)
            releases.append(release.attempt)
            guard releases.count == 2 else { continue }
            _ = try await world.desk.admit(release, answer: .some)
        }
        #expect(releases.map(\.cardUse) == [0, 1])
        let late = await refused { try await world.desk.present(attempt, possession: first.possession, cookie: cookie) }
        #expect(late?.reason == .attemptUsed)
    }
}

@Suite struct `A refusal that was shown` {
    @Test func `is shown again as it was, neither judged nor counted again`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let card = try world.issuer.card(.revoked)
        let attempt = try await world.attempt(in: cookie)
        let handed = try await world.use(card.certificate, in: attempt, cookie)
        func present() async throws -> Refusal {
            try #require(
                await refused {
                    try await world.desk.present(attempt, possession: handed.possession, cookie: cookie)
                })
        }
        let first = try await present()
        let questions = world.issuer.questions
        // Whatever the issuer says by now.
        world.issuer.record(card, as: .good)
        await world.judge.forget()
        for _ in 1...3 {
            let again = try await present()
            #expect(again.isRepeated && again.reason == .revoked && again.caseNumber == first.caseNumber)
            #expect(again.failures == first.failures)
        }
        #expect(!first.isRepeated && world.issuer.questions == questions)
        #expect(world.ledger.entries.count == 1 && world.ledger.notes.isEmpty)
    }

    @Test func `keeps its number when its card is replaced in the same second`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let attempt = try await world.attempt(in: cookie)
        let bad = try await world.use(world.issuer.card(.expired).certificate, in: attempt, cookie)
        let good = try await world.use(world.issuer.card().certificate, in: attempt, cookie)
        let first = await refused { try await world.desk.present(attempt, possession: bad.possession, cookie: cookie) }
        let then = await refused { try await world.desk.present(attempt, possession: good.possession, cookie: cookie) }
        #expect(then?.reason == .expired && then?.caseNumber == first?.caseNumber && then?.isRepeated == true)
    }

    @Test func `of a stranger's card is counted at each look`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let attempt = try await world.attempt(in: cookie)
        let handed = try await world.use(nil, in: attempt, cookie)
        for _ in 1...3 {
            let refusal = await refused {
                try await world.desk.present(attempt, possession: handed.possession, cookie: cookie)
            }
            #expect(refusal?.reason == .noCertificate && refusal?.isRepeated == false)
        }
        #expect(world.ledger.notes.count == 3 && world.ledger.entries.isEmpty)
    }

    @Test func `goes to the site once`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let refusal = try await world.refusal(of: world.issuer.card(.expired).certificate, in: cookie)
        let attempt = try #require(refusal.attemptText)
        let (first, second) = (
            try await world.desk.wayBack(attempt, refusal: refusal.refusalText, cookie: cookie),
            try await world.desk.wayBack(attempt, refusal: refusal.refusalText, cookie: cookie)
        )
        try await world.desk.close(first, answer: .some)
        await #expect(throws: LedgerError.alreadySpent) { try await world.desk.close(second, answer: .some) }
        let late = await refused {
            try await world.desk.wayBack(attempt, refusal: refusal.refusalText, cookie: cookie)
        }
        #expect(late?.reason == .attemptUsed)
        #expect(world.ledger.entries.map(\.event) == [.decision, .answer])
        #expect(Set(world.ledger.entries.map(\.caseNumber)) == [refusal.caseNumber])
    }
}
