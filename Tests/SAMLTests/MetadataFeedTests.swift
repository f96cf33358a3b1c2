import Fetch
import Foundation
import OpenSSL
import SAML
import Synchronization
import Testing

/// Metadata that is fetched: what is believed, and what goes on to serve when something better does not come.
struct MetadataFeedTests {
    /// A publisher and the house that fetches from it.
    private final class Exchange: Sendable {
        private struct State {
            var answer: Result<FetchResponse, FetchError> = .failure(.unreachable("nothing published"))
            var asked: [FetchRequest] = []
            var heard: [String] = []
        }

        private let state = Mutex(State())
        let folder = NSTemporaryDirectory() + "porta-metadata-" + UUID().uuidString

        init() throws {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }

        deinit { try? FileManager.default.removeItem(atPath: folder) }

        var asked: [FetchRequest] { state.withLock { $0.asked } }
        var heard: [String] { state.withLock { $0.heard } }
        var kept: [String] { (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] }

        func publish(_ text: String, tag: String? = nil) {
            state.withLock {
                $0.answer = .success(FetchResponse(status: 200, entityTag: tag, body: Array(text.utf8)))
            }
        }

        func answer(_ result: Result<FetchResponse, FetchError>) { state.withLock { $0.answer = result } }

        private var fetcher: Fetcher {
            Fetcher { [self] request throws(FetchError) in
                let answer = state.withLock { state in
                    state.asked.append(request)
                    return state.answer
                }
                return try answer.get()
            }
        }

        func feed(
            _ source: MetadataSource = MetadataFeedTests.source, at now: Date = World.now, kept: Bool = true
        ) -> MetadataFeed {
            let hear = { @Sendable [self] (event: MetadataEvent) in
                let text =
                    switch event {
                    case .restored(_, let sites, _): "restored \(sites)"
                    case .changed(_, let sites, _, let leftOut): "changed \(sites), \(leftOut.map(\.rule.rawValue))"
                    case .trouble(_, let text): text
                    }
                state.withLock { $0.heard.append(text) }
            }
            return MetadataFeed(
                source, fetcher: fetcher, folder: kept ? folder : nil, now: { now }, report: hear)
        }
    }

    private static let source = MetadataSource(
        place: .url("https://federation.example.al/aggregate.xml"), keys: [World.metadataKey.publicKey])

    private func entities(_ numbers: ClosedRange<Int>) throws -> [String] {
        try numbers.map { try Federation.entity($0) }
    }

    private func id(_ number: Int) throws -> String {
        let report = MetadataCheck(at: World.now).run(Array(try Federation.entity(number).utf8))
        return try #require(report.entities.first)
    }

    @Test func `a signed aggregate is fetched, and each site is what its metadata says`() async throws {
        let exchange = try Exchange()
        exchange.publish(try Federation.signed(try entities(1...3)))
        for isKept in [false, true] {
            let feed = exchange.feed(kept: isKept)
            await feed.poll()
            let edition = try #require(feed.edition, "\(exchange.heard)")
            #expect(edition.count == 3)
            let site = try #require(edition.site(try id(2)))
            let alone = try #require(
                MetadataCheck(at: World.now).run(Array(try Federation.entity(2).utf8)).sites.first)
            #expect(site.entityID == alone.entityID)
            #expect(site.assertionConsumerServices == alone.assertionConsumerServices)
            #expect(site.signingKeys.map(\.subjectPublicKeyInfo) == alone.signingKeys.map(\.subjectPublicKeyInfo))
            #expect(site.encryptionKeys == alone.encryptionKeys)
            #expect(site.displayNames == alone.displayNames)
            #expect(site.authnRequestsSigned == alone.authnRequestsSigned)
            #expect(site.attributeConsumingServices == alone.attributeConsumingServices)
            // The end of the whole is the end of each.
            #expect(site.validUntil == World.later)
            #expect(edition.site("https://nobody.example.al/saml") == nil)
        }
        #expect(exchange.asked.first?.url == "https://federation.example.al/aggregate.xml")
    }

    @Test func `S11 one bad entity is left out and reported, and hurts nobody else`() async throws {
        let exchange = try Exchange()
        let bad = try Federation.entity(2) {
            $0.replacing(
                "Location=\"https://site2.example.al/saml/acs\"", with: "Location=\"http://site2.example.al/saml/acs\"")
        }
        exchange.publish(try Federation.signed(try entities(1...1) + [bad] + entities(3...3)))
        let feed = exchange.feed()
        await feed.poll()
        #expect(feed.edition?.count == 2)
        #expect(feed.condition.refused == 1)
        #expect(
            exchange.heard.contains { $0.hasPrefix("changed 2") && $0.contains("acs-location") }, "\(exchange.heard)")
    }

    /// A thing that a publisher or somebody on the way may do, and the word of the refusal.
    struct Mishap: CustomTestStringConvertible {
        let testDescription: String
        let word: String
        let make: @Sendable () throws -> String
    }

    static let mishaps = [
        Mishap(testDescription: "a changed byte", word: "signature-invalid") {
            try Federation.signed([try Federation.entity(1)]).replacing("site1.example.al/", with: "site9.example.al/")
        },
        Mishap(testDescription: "another key", word: "signature-invalid") {
            try Federation.signed([try Federation.entity(1)], by: World.stranger)
        },
        Mishap(testDescription: "no signature", word: "signature-missing") {
            "<md:EntitiesDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\">\(try Federation.entity(1))"
                + "</md:EntitiesDescriptor>"
        },
        Mishap(testDescription: "an end that has passed", word: "expired") {
            try Federation.signed([try Federation.entity(1)], validUntil: World.now.addingTimeInterval(-1))
        },
        Mishap(testDescription: "no end", word: "valid-until-missing") {
            try Federation.signed([try Federation.entity(1)], validUntil: nil)
        },
        Mishap(testDescription: "an end too far ahead", word: "valid-until-too-far") {
            try Federation.signed(
                [try Federation.entity(1)], validUntil: World.now.addingTimeInterval(400 * 86_400))
        },
        Mishap(testDescription: "nearly all sites gone", word: "3 of 4 sites are gone") {
            try Federation.signed([try Federation.entity(1)], validUntil: World.later.addingTimeInterval(1))
        },
        Mishap(testDescription: "an older edition", word: "an older edition") {
            try Federation.signed(
                try (1...4).map { try Federation.entity($0) }, validUntil: World.later.addingTimeInterval(-60))
        },
        Mishap(testDescription: "no XML", word: "not-well-formed") { "Service Unavailable" },
        Mishap(testDescription: "an empty answer", word: "not-well-formed") { "" },
        Mishap(testDescription: "a document type", word: "dtd") {
            "<!DOCTYPE a [<!ENTITY b \"c\">]>" + (try Federation.signed([try Federation.entity(1)]))
        },
    ]

    @Test(arguments: mishaps) func `S11 the last good edition serves on after`(_ mishap: Mishap) async throws {
        let exchange = try Exchange()
        exchange.publish(try Federation.signed(try entities(1...4)))
        let feed = exchange.feed()
        await feed.poll()
        let good = try #require(feed.edition)
        exchange.publish(try mishap.make())
        await feed.poll()
        #expect(feed.edition === good)
        #expect(feed.condition.trouble?.contains(mishap.word) == true, "\(feed.condition.trouble ?? "")")
        // The same again is not said again.
        let heard = exchange.heard.count
        await feed.poll()
        #expect(exchange.heard.count == heard)
        // And what was kept is what serves after a restart.
        let next = exchange.feed()
        next.restore()
        #expect(next.edition?.count == 4)
    }

    @Test(arguments: [
        (Result<FetchResponse, FetchError>.failure(.timedOut("x")), "no answer in time"),
        (.failure(.tooLarge(limit: 7)), "larger than 7 bytes"), (.failure(.notAllowed("x")), "nothing was sent"),
        (.success(FetchResponse(status: 503)), "status 503"), (.success(FetchResponse(status: 302)), "status 302"),
        (.success(FetchResponse(status: 404)), "status 404"),
    ])
    func `S11 the last good edition serves on without an answer`(
        _ answer: Result<FetchResponse, FetchError>, _ word: String
    ) async throws {
        let exchange = try Exchange()
        exchange.publish(try Federation.signed(try entities(1...2)))
        let feed = exchange.feed()
        await feed.poll()
        exchange.answer(answer)
        await feed.poll()
        #expect(feed.edition?.count == 2)
        #expect(feed.condition.trouble?.contains(word) == true, "\(feed.condition.trouble ?? "")")
        exchange.publish(try Federation.signed(try entities(1...2)))
        await feed.poll()
        #expect(feed.condition.trouble == nil)
    }

    @Test func `it is asked for with its tag, and not made anew when it is the same`() async throws {
        let exchange = try Exchange()
        exchange.publish(try Federation.signed(try entities(1...2)), tag: "\"1\"")
        let feed = exchange.feed()
        await feed.poll()
        let first = try #require(feed.edition)
        await feed.poll()
        #expect(feed.edition === first)
        exchange.answer(.success(FetchResponse(status: 304)))
        await feed.poll()
        #expect(feed.edition === first)
        #expect(feed.condition.trouble == nil)
        #expect(exchange.asked.map(\.entityTag) == [nil, "\"1\"", "\"1\""])
        #expect(exchange.asked.allSatisfy { $0.limits.maximumBytes == 128 << 20 })
        #expect(exchange.heard.count == 1)
    }

    @Test func `two sites may go at once, and what is new is served`() async throws {
        let exchange = try Exchange()
        exchange.publish(try Federation.signed(try entities(1...3)))
        let feed = exchange.feed()
        await feed.poll()
        let before = try #require(feed.edition)
        exchange.publish(
            try Federation.signed(try entities(3...9), validUntil: World.later.addingTimeInterval(60)))
        await feed.poll()
        #expect(feed.edition?.count == 7)
        #expect(feed.edition?.site(try id(1)) == nil)
        #expect(feed.edition?.site(try id(9)) != nil)
        // Whoever holds the old one goes on with it whole.
        #expect(before.count == 3)
        #expect(before.site(try id(1)) != nil)
    }

    @Test func `one entity alone may be the whole document`() async throws {
        let exchange = try Exchange()
        exchange.publish(try Federation.signedEntity())
        let feed = exchange.feed()
        await feed.poll()
        #expect(feed.edition?.count == 1, "\(exchange.heard)")
        #expect(feed.edition?.onlyEntity.map { feed.edition?.site($0) != nil } == true)
        #expect(feed.condition.validUntil == World.later)
    }

    @Test func `S11 what was kept is this source's and these keys' alone, and damage is found`() async throws {
        let exchange = try Exchange()
        exchange.publish(try Federation.signed(try entities(1...2)))
        await exchange.feed().poll()
        let file = try #require(exchange.kept.first)
        #expect(exchange.kept == [file])
        let others = [
            MetadataSource(place: Self.source.place, keys: [World.stranger.publicKey]),
            MetadataSource(place: .url("https://other.example.al/"), keys: Self.source.keys),
            MetadataSource(place: Self.source.place, keys: Self.source.keys, sandbox: true),
        ]
        for other in others {
            let feed = exchange.feed(other)
            feed.restore()
            #expect(feed.edition == nil)
        }
        let path = exchange.folder + "/" + file
        let whole = try #require(FileManager.default.contents(atPath: path))
        for count in [0, 1, 40, whole.count / 2, whole.count - 1] {
            try replace(path, whole.prefix(count))
            expectDamage(exchange)
        }
        for place in stride(from: 0, to: whole.count, by: 997) {
            var spoilt = whole
            spoilt[place] ^= 1
            try replace(path, spoilt)
            expectDamage(exchange)
        }
        try replace(path, whole)
        let feed = exchange.feed()
        feed.restore()
        #expect(feed.edition?.site(try id(1)) != nil)
        #expect(feed.condition.lastGood == World.now)
    }

    private func replace(_ path: String, _ data: Data) throws {
        try data.write(to: URL(fileURLWithPath: path), options: .atomic)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    }

    private func expectDamage(_ exchange: Exchange) {
        let feed = exchange.feed()
        feed.restore()
        #expect(feed.edition == nil)
    }

    @Test func `S11 nothing is believed where no key is pinned`() async throws {
        let exchange = try Exchange()
        exchange.publish(try Federation.signed(try entities(1...2)))
        let feed = exchange.feed(MetadataSource(place: Self.source.place, keys: []))
        await feed.poll()
        #expect(feed.edition == nil)
    }

    @Test func `S11 a file that others may write is not believed`() async throws {
        let exchange = try Exchange()
        exchange.publish(try Federation.signed(try entities(1...2)))
        await exchange.feed().poll()
        let path = exchange.folder + "/" + (try #require(exchange.kept.first))
        try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: path)
        expectDamage(exchange)
        #expect(exchange.heard.last?.contains("chmod 600") == true)
    }

    @Test func `metadata that is dropped as a file is taken up when it changes`() async throws {
        let exchange = try Exchange()
        let path = exchange.folder + "/aggregate.xml"
        let source = MetadataSource(place: .file(path), keys: Self.source.keys)
        let feed = exchange.feed(source)
        await feed.poll()
        #expect(feed.condition.trouble?.contains("no file at") == true)
        try Data(try Federation.signed(try entities(1...2)).utf8).write(to: URL(fileURLWithPath: path))
        await feed.poll()
        #expect(feed.edition?.count == 2)
        await feed.poll()
        #expect(feed.condition.trouble == nil)
        #expect(exchange.asked.isEmpty)
    }

    @Test func `nothing is kept where there is no folder for it, and a broken folder takes no site away`() async throws
    {
        let exchange = try Exchange()
        exchange.publish(try Federation.signed(try entities(1...2)))
        await exchange.feed(kept: false).poll()
        #expect(exchange.kept.isEmpty)
        try FileManager.default.removeItem(atPath: exchange.folder)
        let feed = exchange.feed()
        await feed.poll()
        #expect(feed.edition?.count == 2)
        #expect(feed.condition.trouble?.contains("not kept") == true)
    }

    /// Ten thousand sites in release builds (`scripts/bench-saml`), a fiftieth of that otherwise.
    @Test func `S11 a start with ten thousand kept sites reads none of them`() async throws {
        let many = ProcessInfo.processInfo.environment["PORTA_BENCH"] == nil ? 200 : 10_000
        let template = try Federation.entity(1)
        let exchange = try Exchange()
        exchange.publish(
            try Federation.signed((1...many).map { template.replacing("site1.example", with: "site\($0).example") }))
        let clock = ContinuousClock()
        let fetched = exchange.feed()
        let taking = await clock.measure { await fetched.poll() }
        #expect(fetched.edition?.count == many, "\(exchange.heard)")
        let feed = exchange.feed()
        let restoring = clock.measure { feed.restore() }
        let edition = try #require(feed.edition)
        let ids = (1...100).map { "https://site\($0 * many / 100).example.al/saml" }
        let first = clock.measure { for id in ids { #expect(edition.site(id) != nil) } } / 100
        let again = clock.measure { for id in ids { #expect(edition.site(id) != nil) } } / 100
        let kept = try Data(contentsOf: URL(fileURLWithPath: exchange.folder + "/" + exchange.kept[0])).count
        print("aggregate of \(many) sites taken up in \(taking), kept in \(kept) bytes, restored in \(restoring)")
        print("aggregate of \(many) sites: a site looked up first in \(first), again in \(again)")
        #expect(restoring < .seconds(5))
    }
}
