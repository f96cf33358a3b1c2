import Fetch
import Foundation
import OpenSSL
import SAML
import Synchronization
import Testing

/// Metadata that is fetched: what is believed, and what goes on to serve when something better does not come.
struct MetadataFeedTests {
    @Test func `a signed aggregate is fetched, and each site is what its metadata says`() async throws {
        let exchange = try MetadataExchange()
        exchange.publish(try Federation.signed(try MetadataExchange.entities(1...3)))
        for isKept in [false, true] {
            let feed = exchange.feed(kept: isKept)
            await feed.poll()
            let edition = try #require(feed.edition, "\(exchange.heard)")
            #expect(edition.count == 3)
            let site = try #require(edition.site(try MetadataExchange.id(2)))
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
        let exchange = try MetadataExchange()
        let bad = try Federation.entity(2) {
            $0.replacing(
                "Location=\"https://site2.example.al/saml/acs\"", with: "Location=\"http://site2.example.al/saml/acs\"")
        }
        exchange.publish(
            try Federation.signed(try MetadataExchange.entities(1...1) + [bad] + MetadataExchange.entities(3...3)))
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
        let exchange = try MetadataExchange()
        exchange.publish(try Federation.signed(try MetadataExchange.entities(1...4)))
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
        let exchange = try MetadataExchange()
        exchange.publish(try Federation.signed(try MetadataExchange.entities(1...2)))
        let feed = exchange.feed()
        await feed.poll()
        exchange.answer(answer)
        await feed.poll()
        #expect(feed.edition?.count == 2)
        #expect(feed.condition.trouble?.contains(word) == true, "\(feed.condition.trouble ?? "")")
        exchange.publish(try Federation.signed(try MetadataExchange.entities(1...2)))
        await feed.poll()
        #expect(feed.condition.trouble == nil)
    }

    @Test func `it is asked for with its tag, and not made anew when it is the same`() async throws {
        let exchange = try MetadataExchange()
        exchange.publish(try Federation.signed(try MetadataExchange.entities(1...2)), tag: "\"1\"")
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
        let exchange = try MetadataExchange()
        exchange.publish(try Federation.signed(try MetadataExchange.entities(1...3)))
        let feed = exchange.feed()
        await feed.poll()
        let before = try #require(feed.edition)
        exchange.publish(
            try Federation.signed(try MetadataExchange.entities(3...9), validUntil: World.later.addingTimeInterval(60)))
        await feed.poll()
        #expect(feed.edition?.count == 7)
        #expect(feed.edition?.site(try MetadataExchange.id(1)) == nil)
        #expect(feed.edition?.site(try MetadataExchange.id(9)) != nil)
        // Whoever holds the old one goes on with it whole.
        #expect(before.count == 3)
        #expect(before.site(try MetadataExchange.id(1)) != nil)
    }

    @Test func `one entity alone may be the whole document`() async throws {
        let exchange = try MetadataExchange()
        exchange.publish(try Federation.signedEntity())
        let feed = exchange.feed()
        await feed.poll()
        #expect(feed.edition?.count == 1, "\(exchange.heard)")
        #expect(feed.edition?.onlyEntity.map { feed.edition?.site($0) != nil } == true)
        #expect(feed.condition.validUntil == World.later)
    }

    @Test func `S11 nothing is believed where no key is pinned`() async throws {
        let exchange = try MetadataExchange()
        exchange.publish(try Federation.signed(try MetadataExchange.entities(1...2)))
        let feed = exchange.feed(MetadataSource(place: MetadataExchange.source.place, keys: []))
        await feed.poll()
        #expect(feed.edition == nil)
    }

    @Test func `metadata that is dropped as a file is taken up when it changes`() async throws {
        let exchange = try MetadataExchange()
        let path = exchange.folder + "/aggregate.xml"
        let source = MetadataSource(place: .file(path), keys: MetadataExchange.source.keys)
        let feed = exchange.feed(source)
        await feed.poll()
        #expect(feed.condition.trouble?.contains("no file at") == true)
        try Data(try Federation.signed(try MetadataExchange.entities(1...2)).utf8).write(to: URL(fileURLWithPath: path))
        await feed.poll()
        #expect(feed.edition?.count == 2)
        await feed.poll()
        #expect(feed.condition.trouble == nil)
        #expect(exchange.asked.isEmpty)
    }
}
