import Foundation
import SAML
import Testing

/// Fetched metadata that is kept over a restart.
struct KeptMetadataTests {
    @Test func `S11 what was kept is this source's and these keys' alone, and damage is found`() async throws {
        let exchange = try MetadataExchange()
        exchange.publish(try Federation.signed(try MetadataExchange.entities(1...2)))
        await exchange.feed().poll()
        let file = try #require(exchange.kept.first)
        #expect(exchange.kept == [file])
        let others = [
            MetadataSource(place: MetadataExchange.source.place, keys: [World.stranger.publicKey]),
            MetadataSource(place: .url("https://other.example.al/"), keys: MetadataExchange.source.keys),
            MetadataSource(place: MetadataExchange.source.place, keys: MetadataExchange.source.keys, sandbox: true),
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
        #expect(feed.edition?.site(try MetadataExchange.id(1)) != nil)
        #expect(feed.condition.lastGood == World.now)
    }

    private func replace(_ path: String, _ data: Data) throws {
        try data.write(to: URL(fileURLWithPath: path), options: .atomic)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    }

    private func expectDamage(_ exchange: MetadataExchange) {
        let feed = exchange.feed()
        feed.restore()
        #expect(feed.edition == nil)
    }

    @Test func `S11 a file that others may write is not believed`() async throws {
        let exchange = try MetadataExchange()
        exchange.publish(try Federation.signed(try MetadataExchange.entities(1...2)))
        await exchange.feed().poll()
        let path = exchange.folder + "/" + (try #require(exchange.kept.first))
        try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: path)
        expectDamage(exchange)
        #expect(exchange.heard.last?.contains("chmod 600") == true)
    }

    @Test func `nothing is kept where there is no folder for it, and a broken folder takes no site away`() async throws
    {
        let exchange = try MetadataExchange()
        exchange.publish(try Federation.signed(try MetadataExchange.entities(1...2)))
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
        let exchange = try MetadataExchange()
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
