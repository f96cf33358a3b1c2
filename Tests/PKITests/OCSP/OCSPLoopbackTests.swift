import DemoPKI
import Fetch
import Foundation
import OpenSSL
import PKI
import Synchronization
import Testing

/// threats: V2, V5, R18, R21: a real responder on loopback, libcurl between, and every way to be naughty. The card is
/// revoked the whole time: whoever believes anything false lets it in.
@Suite struct `A responder on the network` {
    static let noon = CardWorld.noon
    typealias Reply = LoopbackResponder.Reply

    struct Naughty: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let status: RevocationAnswer.Status
        let words: String
        /// Nothing comes of it before the deadline.
        var isSlow = false
        /// The reply to a question, about a card whose good answer of yesterday is at hand.
        let reply: @Sendable (_ world: CardWorld, _ card: DemoCard, _ question: [UInt8]) throws -> Reply

        init(
            _ name: String, _ status: RevocationAnswer.Status, _ words: String, isSlow: Bool = false,
            _ reply: @escaping @Sendable (CardWorld, DemoCard, [UInt8]) throws -> Reply
        ) {
            (testDescription, self.status, self.words, self.reply) = (name, status, words, reply)
            self.isSlow = isSlow
        }

        /// Signs "good", with this changed.
        init(
            lying name: String, _ status: RevocationAnswer.Status, _ words: String,
            _ change: @escaping @Sendable (inout OCSPAnswerOptions, CardWorld, DemoCard) throws -> Void
        ) {
            self.init(name, status, words) { world, card, question in
                var options = OCSPAnswerOptions()
                try change(&options, world, card)
                return .answer(
                    try world.authority.ocspResponse(to: question, at: noon, options: options) { _ in .good })
            }
        }
    }

    static let naughty: [Naughty] = [
        Naughty("hangs up", .unavailable, "not HTTP") { _, _, _ in .raw([]) },
        Naughty("is silent", .unavailable, "no answer in time", isSlow: true) { _, _, _ in .silence },
        Naughty("drips", .unavailable, "no answer in time", isSlow: true) { world, _, question in
            .drip(try world.authority.ocspResponse(to: question, at: noon) { _ in .good })
        },
        Naughty("speaks no HTTP", .unavailable, "not HTTP") { _, _, _ in .raw(Array("SSH-2.0-x\r\n".utf8)) },
        Naughty("sends garbage", .invalid, "cannot be read") { _, _, _ in
            .answer([UInt8](repeating: 0xA7, count: 500))
        },
        Naughty("sends nothing", .invalid, "cannot be read") { _, _, _ in .answer([]) },
        Naughty("sends a page", .invalid, "not of type") { _, _, _ in
            .answer(Array("<html>please log in to the network</html>".utf8), type: "text/html")
        },
        Naughty("sends its answer as another type", .invalid, "not of type") { world, _, question in
            .answer(
                try world.authority.ocspResponse(to: question, at: noon) { _ in .good },
                type: "application/octet-stream")
        },
        Naughty("sends too much", .unavailable, "larger than") { _, _, _ in
            .answer([UInt8](repeating: 0x30, count: 70_000))
        },
        Naughty("sends too much and says less", .unavailable, "larger than") { _, _, _ in
            .raw(
                Array("HTTP/1.1 200 OK\r\nContent-Type: application/ocsp-response\r\n\r\n".utf8)
                    + [UInt8](repeating: 0x30, count: 70_000))
        },
        Naughty("is broken", .unavailable, "HTTP status 500") { _, _, _ in .answer([], status: "500 Broken") },
        Naughty("sends elsewhere", .unavailable, "HTTP status 302") { _, _, _ in
            .answer([], status: "302 Found", more: "Location: http://127.0.0.1:1/\r\n")
        },
        Naughty("wants to be asked later", .unavailable, "tryLater") { _, _, _ in .answer([0x30, 3, 10, 1, 3]) },
        Naughty("understands nothing", .unavailable, "malformedRequest") { _, _, _ in .answer([0x30, 3, 10, 1, 1]) },
        Naughty("says a status that nobody defined", .invalid, "cannot be read") { _, _, _ in
            .answer([0x30, 3, 10, 1, 4])
        },
        Naughty("plays yesterday's answer", .stale, "nextUpdate has passed") { world, card, _ in
            let question = world.authority.ocspRequest(for: card.serial)
            return .answer(try world.authority.ocspResponse(to: question, at: noon - 86_400) { _ in .good })
        },
        Naughty("plays the answer of a minute ago", .invalid, "another question's nonce") { world, card, _ in
            let question = world.authority.ocspRequest(for: card.serial, nonce: [UInt8](repeating: 7, count: 32))
            return .answer(try world.authority.ocspResponse(to: question, at: noon - 60) { _ in .good })
        },
        Naughty(lying: "is a sibling authority's", .invalid, "not from the authority") { options, world, _ in
            options.signer = .other(try world.authority.sibling(at: noon).responder)
        },
        Naughty(lying: "speaks of another card", .invalid, "no answer about this") { options, world, _ in
            options.subjects = [.init(serial: [0x42], of: world.authority)]
        },
        Naughty(lying: "cannot sign", .invalid, "not signed by") { options, _, _ in options.breaksSignature = true },
        Naughty(lying: "was let go", .invalid, "not valid now") { options, world, _ in
            options.signer = .other(try world.authority.makeResponder(at: noon) { $0.notAfter = noon - 1 })
        },
        Naughty(lying: "was never to be asked", .invalid, "not for OCSP") { options, world, _ in
            options.signer = .other(try world.authority.makeResponder(at: noon) { $0.extendedKeyUsage = [] })
        },
    ]

    private func world(_ url: String) throws -> (CardWorld, DemoCard, CardIssuer) {
        let world = try CardWorld()
        let card = try world.card(.revoked)
        return (world, card, try world.issuer(sources: [.ocsp(url)]))
    }

    private func seen(_ world: CardWorld, _ card: DemoCard, _ issuer: CardIssuer) async throws -> Seen {
        let fetcher = CurlFetcher(allowing: issuer.origins)
        defer { fetcher.shutDown() }
        let judge = try CardJudge(issuers: [issuer], fetcher: fetcher.fetcher, clock: .fixed(Self.noon))
        return await Seen(judge.judge(world.presented(card.certificate)))
    }

    @Test(arguments: naughty)
    func `lets nobody in who`(_ naughty: Naughty) async throws {
        let world = try CardWorld()
        let card = try world.card(.revoked)
        let server = LoopbackResponder { question in
            (try? naughty.reply(world, card, question.body)) ?? .answer([], status: "500 The test failed")
        }
        let issuer = try world.issuer(sources: [.ocsp(server.url)]) {
            if naughty.isSlow { $0.deadline = .milliseconds(700) }
        }
        let began = ContinuousClock.now
        let seen = try await seen(world, card, issuer)
        // The drip would last longer than a minute.
        if naughty.isSlow { #expect(ContinuousClock.now - began < .seconds(300)) }
        #expect(seen.reason == (naughty.status == .stale ? .revocationStale : .revocationUnavailable))
        let answer = try #require(seen.trace.revocation.first)
        #expect(answer.status == naughty.status)
        #expect(answer.detail.contains(naughty.words), "\(answer.detail)")
        #expect(server.questions.count == 1)
    }

    @Test func `that is dead lets nobody in`() async throws {
        let (world, card, issuer) = try world("http://127.0.0.1:\(LoopbackResponder.deadPort())/")
        let seen = try await seen(world, card, issuer)
        #expect(seen.reason == .revocationUnavailable)
        #expect(seen.trace.revocation.first?.detail.contains("unreachable") == true)
    }

    @Test(arguments: [
        (RevocationRules.NoncePolicy.preferred, ResponderRules.Method.post), (.unused, .post), (.preferred, .get),
        (.unused, .get),
    ])
    func `is asked in its own way, and refuses the card`(
        nonce: RevocationRules.NoncePolicy, method: ResponderRules.Method
    ) async throws {
        let world = try CardWorld()
        let card = try world.card(.revoked)
        let server = LoopbackResponder { question in
            let request = question.body.isEmpty ? Self.request(inPathOf: question.head) : question.body
            let answer = try? world.authority.ocspResponse(to: request, at: Self.noon) { world.standing($0) }
            return .answer(answer ?? [], type: "Application/OCSP-Response; charset=binary")
        }
        let issuer = try world.issuer(sources: [.ocsp(server.url)]) {
            $0.nonce = nonce
            $0.ocsp.responders = [server.url: ResponderRules(method: method)]
        }
        #expect(try await seen(world, card, issuer).reason == .revoked)
        let question = try #require(server.questions.first)
        #expect(question.head.hasPrefix(method == .get ? "GET /ocsp/" : "POST /ocsp HTTP/1.1"))
        #expect(question.head.contains("Accept: application/ocsp-response"))
        let request = method == .get ? Self.request(inPathOf: question.head) : question.body
        let asked = try #require(OCSPQuestion(request))
        #expect(asked.nonce?.count == (nonce == .unused ? nil : 34))  // 32 octets in an OCTET STRING
        // RFC 5019 §2.1: without a nonce, the same bytes for everybody.
        if nonce == .unused { #expect(request == world.authority.ocspRequest(for: card.serial)) }
    }

    /// RFC 5019 §5: what would be longer than 255 bytes goes by POST, and so does what has a query already.
    @Test(arguments: ["http://127.0.0.1/" + String(repeating: "a", count: 120), "http://127.0.0.1/?issuer=1"])
    func `is asked by POST where a GET cannot be`(url: String) async throws {
        let world = try CardWorld()
        let methods = Mutex<[FetchRequest.Method]>([])
        let fetcher = Fetcher { request throws(FetchError) in
            methods.withLock { $0.append(request.method) }
            #expect(request.url == url)
            throw .unreachable("")
        }
        let issuer = try world.issuer(sources: [.ocsp(url)]) {
            $0.ocsp.responders = [url: ResponderRules(method: .get)]
        }
        let judge = try CardJudge(issuers: [issuer], fetcher: fetcher, clock: .fixed(Self.noon))
        #expect(await world.code(try world.card(), by: judge) == "revocation-unavailable")
        #expect(methods.withLock { $0 }.allSatisfy { $0 != .get })
    }

    static func request(inPathOf head: String) -> [UInt8] {
        let target = head.split(separator: " ").dropFirst().first ?? ""
        #expect(target.utf8.count + "http://127.0.0.1:65535".utf8.count <= 255)
        let path = target.split(separator: "/").last.map(String.init) ?? ""
        return path.removingPercentEncoding.flatMap(Base64.decode) ?? []
    }
}
