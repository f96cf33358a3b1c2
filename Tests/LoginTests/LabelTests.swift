import DemoPKI
import Foundation
import Login
import OpenSSL
import Testing

@Suite struct `A label` {
    static let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567")

    private func click(
        _ world: World, at site: RelyingParty = .portal, older: Bool = false, sets: Set<UInt8> = []
    ) async throws -> String {
        let cookie = world.cookie()
        return try await world.desk.click(
            world.attempt(at: site, in: cookie), cookie: cookie, older: older, olderWaySets: sets, shared: false
        ).label
    }

    @Test func `is 47 characters that fit into a host name`() async throws {
        let world = try World()
        let text = try await click(world)
        #expect(text.utf8.count == 47 && text.allSatisfy(Self.alphabet.contains))
        let label = try #require(world.desk.label(text))
        #expect(label.cardUse == 0 && label.expires == HeldClock.noon + 300)
        #expect(label.policy == CardLabel.Policy(version: .tls13, issuerSet: 0))
    }

    @Test func `belongs to one click in one attempt`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let attempt = try await world.attempt(in: cookie)
        func label(_ attempt: String) async throws -> String {
            try await world.desk.click(attempt, cookie: cookie, older: false, olderWaySets: [], shared: false).label
        }
        let first = try await label(attempt)
        #expect(try await label(attempt) == first)
        world.clock.advance(by: 1)
        let second = try await label(attempt)
        let other = try await label(world.attempt("_r2", in: cookie))
        #expect(Set([first, second, other]).count == 3)
        let read = [first, second, other].compactMap { world.desk.label($0) }
        #expect(read.count == 3 && read[0].tag == read[1].tag && read[1].tag != read[2].tag)
    }

    @Test func `is refused with any one character changed`() async throws {
        let world = try World()
        let text = try await click(world)
        let characters = Array(text)
        for index in characters.indices {
            for other in Self.alphabet where other != characters[index] {
                var forged = characters
                forged[index] = other
                #expect(world.desk.label(String(forged)) == nil)
            }
        }
    }

    @Test func `is refused in any other spelling`() async throws {
        let world = try World()
        let text = try await click(world)
        for count in 0..<47 { #expect(world.desk.label(text.prefix(count)) == nil) }
        let letter = try #require(text.first { $0.isLetter })
        let capital = text.replacing(String(letter), with: letter.uppercased(), maxReplacements: 1)
        let accented: String = "ë" + text.dropFirst()
        let foreign: String = "xn--" + text.dropFirst(4)
        let shifted: String = "a" + text.dropFirst()
        let spellings: [String] = [
            text.uppercased(), capital, accented, foreign, text + "a", text + ".card", " " + text,
            String(text.reversed()),
            String(repeating: "a", count: 47), String(repeating: "7", count: 47),
            String(repeating: "a", count: 100_000),
            "", "*", "www",
        ]
        #expect(shifted == text || world.desk.label(shifted) == nil)
        for spelling in spellings { #expect(world.desk.label(spelling) == nil, "\(spelling.prefix(60))") }
    }

    @Test func `of another house is refused`() async throws {
        let world = try World()
        let text = try await click(world)
        #expect(try world.desk(labels: [World.newSecret]).label(text) == nil)
        #expect(try LabelKeys([World.newSecret]).label(text) == nil)
    }

    @Test func `is read while its key is known, first or not`() async throws {
        let world = try World()
        let text = try await click(world)
        #expect(try LabelKeys([World.newSecret, World.oldSecret]).label(text) == world.desk.label(text))
        #expect(try LabelKeys([World.oldSecret, World.newSecret]).label(text) != nil)
        let moved = try world.desk(labels: [World.newSecret, World.oldSecret])
        let newer = try moved.selfCheckLabel()
        #expect(try LabelKeys([World.newSecret]).label(newer) != nil)
        #expect(world.desk.label(newer) == nil)
    }

    /// The older way is granted only where it was pressed for and an issuer of the site's set allows it.
    @Test(
        arguments: [
            (false, [], .tls13), (true, [], .tls13), (false, [5], .tls13), (true, [0, 63], .tls13), (true, [5], .tls12),
        ] as [(Bool, Set<UInt8>, CardLabel.Policy.Version)])
    func `asks for the older way only when it may`(
        older: Bool, sets: Set<UInt8>, version: CardLabel.Policy.Version
    ) async throws {
        let world = try World()
        let label = try await world.desk.label(click(world, at: .shop, older: older, sets: sets))
        #expect(label?.policy == CardLabel.Policy(version: version, issuerSet: 5))
    }

    @Test func `carries every issuer set`() async throws {
        for set: UInt8 in [0, 1, 31, 32, 63] {
            let site = RelyingParty.site("https://site.example", set: set)
            let world = try World(sites: [site])
            let label = try await world.desk.label(click(world, at: site, older: true, sets: [set]))
            #expect(label?.policy == CardLabel.Policy(version: .tls12, issuerSet: set))
        }
    }
}
