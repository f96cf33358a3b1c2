import DemoPKI
import Foundation
import Login
import Testing

/// R38. What is not recorded has not happened: no ledger, no answer.
@Suite struct `Without a ledger` {
    @Test func `nobody gets further`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let start = try await world.desk.begin(world.request())
        let offer = try await world.consent(world.issuer.card().certificate, in: cookie)
        let attempt = offer.attemptText
        world.ledger.trouble = .everything
        let refusals: [Refusal?] = [
            await refused { try await world.desk.begin(world.request()) },
            await refused { try await world.desk.bind(start, to: cookie) },
            await refused { try await world.desk.start(attempt, cookie: cookie, language: nil) },
            await refused { try await world.use(nil, in: attempt, cookie) },
            await refused {
                try await world.desk.present(attempt, possession: offer.possessionText, cookie: cookie)
            },
            await refused { try await world.desk.agree(offer.form(), cookie: cookie) },
            await refused { try await world.desk.disown(offer.form(), cookie: cookie) },
            await refused { try await world.desk.cancel(offer.form(), cookie: cookie) },
            await refused { try await world.desk.wayBack(attempt, refusal: nil, cookie: cookie) },
        ]
        #expect(refusals.allSatisfy { $0?.reason == .internal })
        #expect(world.ledger.notes == refusals.map { _ in RefusalReason.internal })
        // The log is told why.
        #expect(refusals.allSatisfy { $0?.detail?.contains("the disk is full") == true })
        world.ledger.trouble = .none
        try await world.logIn(offer, in: cookie)
    }

    @Test func `that can be written nobody is admitted`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let offer = try await world.consent(world.issuer.card().certificate, in: cookie)
        let release = try await world.release(offer, in: cookie)
        world.ledger.trouble = .writing
        #expect(await notAdmitted(release, at: world.desk)?.trouble == .unavailable("the disk is full"))
        // Nothing was spent: when the ledger is back, the visitor presses again.
        world.ledger.trouble = .none
        try await world.logIn(offer, in: cookie)
    }

    @Test func `that can be written no refusal of a judged card is shown`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let attempt = try await world.attempt(in: cookie)
        let handed = try await world.use(world.issuer.card(.revoked).certificate, in: attempt, cookie)
        func present() async -> Refusal? {
            await refused { try await world.desk.present(attempt, possession: handed.possession, cookie: cookie) }
        }
        world.ledger.trouble = .writing
        let first = await present()
        #expect(first?.reason == .internal && first?.refusalText != nil && first?.canTryAgain == true)
        let offer = try await world.consent(world.issuer.card().certificate, "_r2", in: cookie)
        #expect(try await world.desk.disown(offer.form(), cookie: cookie).reason == .internal)
        world.ledger.trouble = .none
        #expect(await present()?.reason == .revoked)
    }

    @Test func `that can be written no cancellation goes out`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let offer = try await world.consent(world.issuer.card().certificate, in: cookie)
        let back = try await world.desk.cancel(offer.form(), cookie: cookie)
        world.ledger.trouble = .writing
        await #expect(throws: LedgerError.unavailable("the disk is full")) {
            try await world.desk.close(back, answer: .some)
        }
    }
}
