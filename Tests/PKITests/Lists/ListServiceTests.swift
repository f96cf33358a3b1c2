import DemoPKI
import Fetch
import Foundation
import OpenSSL
import PKI
import Testing

/// threats: R17, R20 to R22: lists come, serve and go while cards are judged.
@Suite struct `Lists in service` {
    @Test func `R20 are swapped while cards are judged, and no verdict wavers`() async throws {
        let world = try PublishedLists()
        let (revoked, good) = (try world.cards.card(), try world.cards.card())
        let others = (0..<300).map { CRLEntry(serial: [1, UInt8($0 % 256), UInt8($0 / 256)], date: CardWorld.noon) }
        try world.publish(others + [world.entry(revoked)])
        let judge = try world.judge()
        await judge.poll()
        let isOver = Flag()
        let codes = await withTaskGroup(of: Set<String>.self) { group in
            for (name, card) in [("revoked", revoked), ("ok", good), ("revoked", revoked), ("ok", good)] {
                group.addTask {
                    var seen: Set<String> = []
                    while !isOver.isSet { seen.insert("\(name): \(await world.code(card, by: judge))") }
                    return seen
                }
            }
            for round in 0..<20 {
                _ = try? world.publish((round % 2 == 0 ? others : []) + [world.entry(revoked)])
                await judge.poll()
            }
            isOver.set()
            return await group.reduce(into: Set()) { $0.formUnion($1) }
        }
        #expect(codes == ["revoked: revoked", "ok: ok"])
    }

    @Test func `R22 carry a new revocation with the first poll that follows it`() async throws {
        let world = try PublishedLists()
        let card = try world.cards.card()
        try world.publish([])
        let judge = try world.judge()
        await judge.poll()
        #expect(await world.code(card, by: judge) == "ok")
        try world.publish([world.entry(card)])
        await judge.poll()
        #expect(await world.code(card, by: judge) == "revoked")
    }

    /// One slow source holds up no other of the same issuer.
    @Test func `R21 are fetched beside each other`() async throws {
        let world = try PublishedLists()
        try world.publish([])
        let (isReleased, hasCome) = (Flag(), Flag())
        let slow = "http://slow.demo.invalid/list.crl"
        let fetcher = Fetcher(fetch: world.cards.fetcher.fetch) { request, take throws(FetchError) in
            guard request.url == slow else {
                hasCome.set()
                return try await world.fetcher.stream(request, take)
            }
            while !isReleased.isSet { await Task.yield() }
            throw .timedOut("")
        }
        let issuer = try world.cards.issuer(sources: [.crl(slow), .crl(world.url)])
        let judge = try CardJudge(issuers: [issuer], fetcher: fetcher, clock: .fixed(CardWorld.noon))
        let poll = Task { await judge.poll() }
        for _ in 0..<1_000_000 where !hasCome.isSet { await Task.yield() }
        #expect(hasCome.isSet)
        isReleased.set()
        await poll.value
        #expect(await world.code(try world.cards.card(), by: judge) == "ok")
    }

    @Test func `are looked for in a place where files are dropped`() async throws {
        let world = try PublishedLists()
        let card = try world.cards.card()
        let path = world.folder + ".crl"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let judge = try world.judge(sources: [.dropped(at: path)])
        await judge.poll()
        #expect(await world.code(card, by: judge) == "revocation-unavailable")
        let list = try world.publish([])
        try Data(list).write(to: URL(fileURLWithPath: path))
        #expect(await world.code(card, by: judge) == "ok")
        // A file that is still being copied is no list; the one at hand goes on.
        let newer = try world.publish([world.entry(card)])
        try Data(newer.dropLast(10)).write(to: URL(fileURLWithPath: path))
        await judge.poll()
        #expect(await world.code(card, by: judge) == "ok")
        try Data(newer).write(to: URL(fileURLWithPath: path))
        await judge.poll()
        #expect(await world.code(card, by: judge) == "revoked")
        try FileManager.default.removeItem(atPath: path)
        await judge.poll()
        #expect(await world.code(card, by: judge) == "revoked")
        // Only a file: a folder, or a pipe that nobody writes, is none.
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        #expect(
            await world.code(card, by: try world.judge(keeping: false, sources: [.dropped(at: path)]))
                == "revocation-unavailable")
    }

    /// What cannot be read does not mean "not listed".
    @Test func `R20 are no word on anybody when their index was altered in service`() async throws {
        let world = try PublishedLists()
        let (revoked, good) = (try world.cards.card(), try world.cards.card())
        let others = (0..<17_000).map { CRLEntry(serial: [1, UInt8($0 % 256), UInt8($0 / 256)], date: CardWorld.noon) }
        try world.publish(others + [world.entry(revoked)])
        let judge = try world.judge()
        await judge.poll()
        world.set { $0.isDead = true }
        #expect(await world.code(good, by: judge) == "ok")
        let kept = try #require(world.kept(".list").first)
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: kept))
        try file.seek(toOffset: 18 * 17_001)
        for _ in 0..<4 { try file.write(contentsOf: Data(repeating: 0xFF, count: 1 << 20)) }
        #expect(await world.code(good, by: judge) == "revocation-unavailable")
        #expect(world.reports.contains { $0.contains("was altered") })
        world.set { $0.isDead = false }
        #expect(await world.code(good, by: judge) == "ok")
        #expect(await world.code(revoked, by: judge) == "revoked")
    }

    /// What is documented in docs/revocation.md, source by source.
    @Test(arguments: [
        (true, true, "ok"), (false, true, "ok"), (true, false, "ok"), (false, false, "revocation-unavailable"),
    ])
    func `R21 lost in turn leave what is documented`(hasOCSP: Bool, hasList: Bool, code: String) async throws {
        let world = try PublishedLists()
        let card = try world.cards.card()
        try world.publish([])
        if !hasOCSP { world.cards.set { $0.ocsp = .fails(.unreachable("")) } }
        if !hasList { world.set { $0.isDead = true } }
        let judge = try world.judge(sources: [world.cards.ocsp, .crl(world.url)])
        #expect(await world.code(card, by: judge) == code)
    }

    @Test(arguments: [
        "ldap://crl.demo.invalid/cn=Demo?certificateRevocationList;binary", "http://crl.demo.invalid/",
        "file:///var/lib/porta/demo.crl",
    ])
    func `R17 come from places that are configured, by schemes that are known`(url: String) throws {
        let world = try CardWorld()
        #expect(try world.issuer(sources: [.crl(url)]).origins.count == (url.hasPrefix("file") ? 0 : 1))
        #expect(throws: PKIError.self) { try world.issuer(sources: [.ocsp("ldap://crl.demo.invalid/")]) }
        for other in ["ftp://crl.demo.invalid/", "file://host/list.crl", "ldaps://crl.demo.invalid/", "/list.crl"] {
            #expect(throws: PKIError.self) { try world.issuer(sources: [.crl(other)]) }
            #expect(throws: PKIError.self) { try world.issuer(sources: [.crl(url)]) { $0.deltas = [url: other] } }
        }
    }
}
