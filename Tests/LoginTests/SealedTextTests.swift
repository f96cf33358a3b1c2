import DemoPKI
import Foundation
import Login
import OpenSSL
import Testing

@Suite struct `What the browser carries` {
    @Test func `is different each time and tells nothing`() async throws {
        let world = try World()
        let request = world.request()
        let (first, second) = (try await world.desk.begin(request), try await world.desk.begin(request))
        // Kind and key ID are the only bytes that two texts share.
        #expect(first.prefix(6) == second.prefix(6) && first.dropFirst(7) != second.dropFirst(7))
        let bytes = try #require(Base64.decodeURL(first))
        #expect(bytes[0] == 1)
        #expect(!String(decoding: bytes, as: UTF8.self).contains("portal"))
    }

    @Test func `opens while its key is known, first or not`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let attempt = try await world.attempt(in: cookie)
        func opens(_ secrets: [[UInt8]], _ text: String) async throws -> RefusalReason? {
            let desk = try world.desk(sealing: secrets)
            return await refused { try await desk.start(text, cookie: cookie, language: nil) }?.reason
        }
        #expect(try await opens([World.oldSecret, World.newSecret], attempt) == nil)
        #expect(try await opens([World.newSecret, World.oldSecret], attempt) == nil)
        #expect(try await opens([World.newSecret], attempt) == .requestInvalid)
        // A node that has moved the new key first is read by one that only added it.
        let moved = try world.desk(sealing: [World.newSecret, World.oldSecret])
        let newer = try await moved.start(attempt, cookie: cookie, language: .albanian).attemptText
        #expect(try await opens([World.oldSecret, World.newSecret], newer) == nil)
        #expect(try await opens([World.oldSecret], newer) == .requestInvalid)
    }

    @Test(arguments: [[], [[]], [[UInt8](repeating: 1, count: 31)], [World.oldSecret, [1]]] as [[[UInt8]]])
    func `is not sealed with keys of another length`(secrets: [[UInt8]]) {
        #expect(throws: OpenSSLError.self) { try SealingKeys(secrets, randomness: .system) }
        #expect(throws: OpenSSLError.self) { try LabelKeys(secrets) }
        #expect(throws: OpenSSLError.self) { try PairwiseKey(secrets.last ?? []) }
    }

    /// The largest that a site may send: entity ID of 256 characters, request ID of 256 bytes, RelayState of 1,024.
    @Test func `holds the largest request all the way`() async throws {
        let site = RelyingParty.site("https://site.example/" + String(repeating: "s", count: 235), optional: [])
        let world = try World(sites: [site])
        let request = LoginRequest(
            site: site.id, requestID: String(repeating: "i", count: 256), answerIndex: .max,
            state: String(repeating: "ë", count: 512), nameID: .pairwise, receivedAt: world.clock.now)
        let release = try await whole(request, world)
        let carried = release.request
        #expect(carried == request)
    }

    /// What is taken at the start is carried to the end: nobody shows a card for nothing.
    @Test func `takes no request that grows too long on the way`() async throws {
        let world = try World()
        var longest = 0
        for length in 1_800..<2_300 {
            let text = String(repeating: "s", count: length)
            let refusal = await refused { try await world.desk.begin(world.request(state: text)) }
            if refusal == nil { longest = length } else { #expect(refusal?.reason == .notSupported) }
        }
        #expect((1_900..<2_299).contains(longest))
        let request = world.request(state: String(repeating: "s", count: longest))
        _ = try await whole(request, world)
        let long = world.request(state: String(repeating: "s", count: 70_000))
        let refusal = await refused { try await world.desk.begin(long) }
        #expect(refusal?.reason == .notSupported && refusal?.site?.id == RelyingParty.portal.id)
    }

    private func whole(_ request: LoginRequest, _ world: World) async throws -> Release {
        let cookie = world.cookie()
        let bound = try await world.desk.bind(world.desk.begin(request), to: cookie)
        let start = try await world.desk.start(bound, cookie: cookie, language: Language("sqi"))
        let handed = try await world.use(world.issuer.card().certificate, in: start.attemptText, cookie, shared: true)
        let offer = try await world.desk.present(handed.attempt, possession: handed.possession, cookie: cookie)
        #expect(offer.attemptText.utf8.count <= SealedKind.attempt.maximumLength)
        #expect(offer.consentText.utf8.count <= SealedKind.consent.maximumLength)
        return try await world.release(offer, in: cookie)
    }

    @Test(arguments: [nil, "", "x", "a\u{0}b", "ë🏛"])
    func `brings the site's state back as it was`(state: String?) async throws {
        let world = try World()
        let cookie = world.cookie()
        let bound = try await world.desk.bind(world.desk.begin(world.request(state: state)), to: cookie)
        let start = try await world.desk.start(bound, cookie: cookie, language: nil)
        #expect(start.attempt.request == world.request(state: state))
    }
}

@Suite struct `The cookie` {
    @Test func `is 128 random bits`() throws {
        let world = try World()
        let (first, second) = (world.cookie(), world.cookie())
        #expect(first != second && first.text.utf8.count == 22)
        #expect(BrowserCookie(first.text) == first)
    }

    @Test(arguments: [
        "", "AAAA", "AAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAB",
        "AAAAAAAAAAAAAAAAAAAAA=",
        "AAAAAAAAAAAAAAAAAAAA==", "AAAAAAAAAAAAAAAAAAAA+A", " AAAAAAAAAAAAAAAAAAAAA",
    ])
    func `is nothing else`(text: String) {
        #expect(BrowserCookie(text) == nil)
    }
}
