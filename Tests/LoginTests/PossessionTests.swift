import DemoPKI
import Foundation
import Login
import PKI
import Testing

@Suite struct `A possession` {
    /// A card of exactly so many bytes; signatures vary by a few.
    private func card(_ size: Int, _ world: World) throws -> [UInt8] {
        var padding = size - 900
        for _ in 0..<200 {
            let made = try world.issuer.card { $0.padding = padding }.certificate
            if made.count == size { return made }
            padding += size - made.count
        }
        Issue.record("no card of \(size) bytes")
        return []
    }

    @Test func `carries a certificate of 4,300 bytes`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let certificate = try card(4_300, world)
        let handed = try await world.use(certificate, in: world.attempt(in: cookie), cookie)
        #expect(handed.possession.utf8.count <= SealedKind.possession.maximumLength)
        let offer = try await world.desk.present(handed.attempt, possession: handed.possession, cookie: cookie)
        try await world.logIn(offer, in: cookie)
        #expect(world.ledger.entries.first?.judgement?.certificate == certificate)
    }

    @Test(arguments: [4_301, 5_000, 30_000, 70_000])
    func `of a larger certificate is its hash alone, and no proof`(size: Int) async throws {
        let world = try World()
        let cookie = world.cookie()
        let certificate = size > 5_000 ? [UInt8](repeating: 0x30, count: size) : try card(size, world)
        let refusal = try await world.refusal(of: certificate, in: cookie)
        #expect(refusal.reason == .pathInvalid && refusal.canTryAgain)
        #expect(world.ledger.entries.isEmpty && world.ledger.notes == [.pathInvalid])
    }

    /// The whole text is too long then, though the certificate is not.
    @Test func `of a large certificate below a long card domain is its hash alone too`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let attempt = try await world.attempt(in: cookie)
        let click = try await world.desk.click(
            attempt, cookie: cookie, older: false, olderWaySets: [], shared: false)
        var facts = HandshakeFacts.usual
        facts.serverName = String(repeating: "d", count: 253)
        let possession = try Possession(
            leaf: card(4_300, world), label: #require(world.desk.label(click.label)), facts: facts, at: world.clock.now)
        let text = try world.desk.seal(possession)
        let refusal = await refused { try await world.desk.present(attempt, possession: text, cookie: cookie) }
        #expect(refusal?.reason == .pathInvalid)
    }

    @Test(arguments: [[], [0x00], [0x30], [UInt8](repeating: 0xFF, count: 4_300)] as [[UInt8]])
    func `of anything that is no certificate ends as an invalid path`(leaf: [UInt8]) async throws {
        let world = try World()
        let cookie = world.cookie()
        #expect(try await world.refusal(of: leaf, in: cookie).reason == .pathInvalid)
    }

    @Test func `belongs to the label it was made for`() async throws {
        let world = try World()
        let label = try #require(world.desk.label(world.desk.selfCheckLabel()))
        let possession = Possession(leaf: nil, label: label, facts: .usual, at: world.clock.now)
        #expect(possession.tag == label.tag && possession.cardUse == label.cardUse && possession.leaf == .none)
        // A label that belongs to no attempt leads nowhere.
        let cookie = world.cookie()
        let attempt = try await world.attempt(in: cookie)
        let text = try world.desk.seal(possession)
        let refusal = await refused { try await world.desk.present(attempt, possession: text, cookie: cookie) }
        #expect(refusal?.reason == .wrongBrowser)
    }
}
