import DemoPKI
import Fetch
import Foundation
import Glibc
import OpenSSL
import PKI
import Testing

/// threats: V6, R20: the last good list survives a restart, is believed only whole, and never goes backwards.
@Suite struct `A list that is kept` {
    @Test func `R20 serves again after a restart, until it has run out`() async throws {
        let world = try PublishedLists()
        let (revoked, good) = (try world.cards.card(), try world.cards.card())
        try world.publish([world.entry(revoked)])
        await (try world.judge()).poll()
        world.set { $0.isDead = true }
        let judge = try world.judge()
        #expect(await world.code(revoked, by: judge) == "revoked")
        #expect(await world.code(good, by: judge) == "ok")
        world.cards.wait(3_601)
        #expect(await world.code(good, by: judge) == "revocation-stale")
        #expect(await world.code(good, by: try world.judge()) == "revocation-stale")
        #expect(await world.code(revoked, by: try world.judge()) == "revoked")
        #expect(await world.code(good, by: try world.judge(keeping: false)) == "revocation-unavailable")
    }

    @Test func `is not fetched again where the source says that it is the newest`() async throws {
        let world = try PublishedLists()
        let card = try world.cards.card()
        try world.publish([])
        await (try world.judge()).poll()
        let judge = try world.judge()
        await judge.poll()
        #expect(world.unchanged == 1)
        #expect(await world.code(card, by: judge) == "ok")
    }

    /// No byte of a kept file is believed without its seal, and none makes the program fall.
    @Test(arguments: [10, 20_000])
    func `R20 is not believed when its file was altered or cut short, and is built anew`(entries: Int) async throws {
        let list = try BulkList()
        defer { list.remove() }
        let serials = (0..<entries).map { Serials.random($0, 12) }
        try list.write(serials)
        _ = try await list.load()
        let kept = try #require(Self.files(in: "\(list.folder)/kept/bulk", ".list").first)
        let whole = try Data(contentsOf: URL(fileURLWithPath: kept))
        guard case .list(let back) = list.trial.restore(list.path) else { return #expect(Bool(false)) }
        #expect(back.known == entries && back.lists(serials[7]))
        let step = max(1, whole.count / 150)
        for place in stride(from: 0, to: whole.count, by: step) + [whole.count - 1, whole.count - 33] {
            var altered = whole
            altered[place] ^= 1
            try Self.put(altered, kept)
            guard case .refused = list.trial.restore(list.path) else { return #expect(Bool(false), "byte \(place)") }
            try Self.put(whole.prefix(place), kept)
            guard case .refused = list.trial.restore(list.path) else { return #expect(Bool(false), "\(place) bytes") }
        }
        // Nor one that others may write, or that is a way elsewhere.
        try Self.put(whole, kept)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: kept)
        guard case .refused = list.trial.restore(list.path) else { return #expect(Bool(false)) }
        try FileManager.default.moveItem(atPath: kept, toPath: kept + ".moved")
        try FileManager.default.createSymbolicLink(atPath: kept, withDestinationPath: kept + ".moved")
        guard case .refused = list.trial.restore(list.path) else { return #expect(Bool(false)) }
        #expect(try await list.load().known == entries)
        guard case .list = list.trial.restore(list.path) else { return #expect(Bool(false)) }
    }

    @Test func `is fetched anew when its file was damaged, which the operator is told`() async throws {
        let world = try PublishedLists()
        let card = try world.cards.card()
        try world.publish([])
        await (try world.judge()).poll()
        let kept = try #require(world.kept(".list").first)
        var damaged = try Data(contentsOf: URL(fileURLWithPath: kept))
        damaged[0] ^= 1
        try Self.put(damaged, kept)
        #expect(await world.code(card, by: try world.judge()) == "ok")
        #expect(world.reports.contains { $0.contains("was altered, or damaged") })
        world.set { $0.isDead = true }
        #expect(await world.code(card, by: try world.judge()) == "ok")
        try Self.put(damaged, kept)
        #expect(await world.code(card, by: try world.judge()) == "revocation-unavailable")
    }

    /// threats: V6. Whoever can replay an old list cannot wait for a restart, nor for the loss of a file.
    @Test(arguments: [false, true])
    func `R20 never goes backwards over a restart`(isLost: Bool) async throws {
        let world = try PublishedLists()
        let card = try world.cards.card()
        let old = try world.publish([])
        world.cards.wait(60)
        try world.publish([world.entry(card)])
        await (try world.judge()).poll()
        if isLost { for path in world.kept(".list") { try FileManager.default.removeItem(atPath: path) } }
        world.set { [url = world.url] in $0.served[url] = old }
        let judge = try world.judge()
        await judge.poll()
        #expect(await world.code(card, by: judge) == (isLost ? "revocation-unavailable" : "revoked"))
        // With the next list all is well.
        try world.publish([world.entry(card)])
        await judge.poll()
        #expect(await world.code(card, by: judge) == "revoked")
    }

    @Test func `does not answer when a newer list was believed before, but its revocations stand`() async throws {
        let world = try PublishedLists()
        let (revoked, good) = (try world.cards.card(), try world.cards.card())
        try world.publish([world.entry(revoked)])
        await (try world.judge()).poll()
        let kept = try #require(world.kept(".list").first)
        let older = try Data(contentsOf: URL(fileURLWithPath: kept))
        world.cards.wait(1)
        try world.publish([world.entry(revoked)])
        await (try world.judge()).poll()
        try Self.put(older, kept)  // as from a backup
        world.set { $0.isDead = true }
        let judge = try world.judge()
        #expect(await world.code(good, by: judge) == "revocation-stale")
        #expect(await world.code(revoked, by: judge) == "revoked")
    }

    /// threats: V12
    @Test func `R20 keeps a revoked card revoked, though no list names it any more and nobody asked`() async throws {
        let world = try PublishedLists()
        let (revoked, held) = (try world.cards.card(), try world.cards.card())
        try world.publish([world.entry(revoked), world.entry(held, .certificateHold)])
        let judge = try world.judge()
        await judge.poll()
        world.cards.wait(1)
        try world.publish([])
        await judge.poll()
        for judge in [judge, try world.judge()] {
            #expect(await world.code(revoked, by: judge) == "revoked")
            #expect(await world.code(held, by: judge) == "ok")
        }
        await judge.forget()
        #expect(world.kept("") == [])
        #expect(await world.code(revoked, by: judge) == "ok")
        #expect(await world.code(revoked, by: try world.judge()) == "ok")
    }

    @Test func `R20 keeps a card revoked over a restart whom a responder called so`() async throws {
        let world = try PublishedLists()
        let card = try world.cards.card(.revoked)
        let sources = [world.cards.ocsp]
        #expect(await world.code(card, by: try world.judge(sources: sources)) == "revoked")
        world.cards.record(card, as: .good)
        world.cards.set { $0.ocsp = .well }
        #expect(await world.code(card, by: try world.judge(sources: sources)) == "revoked")
        let log = try #require(world.kept("revoked").first)
        try Self.put(Data("no line of mine\n{}\n".utf8), log)
        #expect(await world.code(card, by: try world.judge(sources: sources)) == "ok")
        #expect(world.reports.contains { $0.contains("2 lines") })
    }

    /// A crash in the middle of a line costs that line, and not the next.
    @Test func `R20 keeps a card revoked whose line follows one that was cut short`() async throws {
        let world = try PublishedLists()
        let (first, second) = (try world.cards.card(.revoked), try world.cards.card(.revoked))
        let sources = [world.cards.ocsp]
        #expect(await world.code(first, by: try world.judge(sources: sources)) == "revoked")
        let log = try #require(world.kept("revoked").first)
        let line = try Data(contentsOf: URL(fileURLWithPath: log))
        #expect(line.count < 1_000)  // no whole responses
        try Self.put(line + line.dropLast(line.count / 2), log)
        #expect(await world.code(second, by: try world.judge(sources: sources)) == "revoked")
        world.cards.set { $0.ocsp = .fails(.unreachable("")) }
        let judge = try world.judge(sources: sources)
        for card in [first, second] { #expect(await world.code(card, by: judge) == "revoked") }
        #expect(world.reports.contains { $0.contains("1 lines") })
    }

    @Test func `R20 is not sealed with a new key while there is one that cannot be read`() async throws {
        let world = try PublishedLists()
        try world.publish([])
        await (try world.judge()).poll()
        let key = "\(world.folder)/key"
        let whole = try Data(contentsOf: URL(fileURLWithPath: key))
        try Self.put(whole.dropLast(), key)
        #expect(throws: PKIError.self) { try world.judge() }
        #expect(try Data(contentsOf: URL(fileURLWithPath: key)) == whole.dropLast())
        try Self.put(whole, key)
        world.set { $0.isDead = true }
        #expect(await world.code(try world.cards.card(), by: try world.judge()) == "ok")
    }

    @Test func `R20 tells of a mark that cannot be believed`() async throws {
        let world = try PublishedLists()
        try world.publish([])
        await (try world.judge()).poll()
        try Self.put(Data(repeating: 7, count: 100), try #require(world.kept(".mark").first))
        #expect(await world.code(try world.cards.card(), by: try world.judge()) == "ok")
        #expect(world.reports.contains { $0.contains(".mark was altered") })
    }

    @Test(arguments: [0o755, 0o770])
    func `is not kept where others may look`(mode: Int) throws {
        let world = try PublishedLists()
        try FileManager.default.createDirectory(
            atPath: world.folder, withIntermediateDirectories: false, attributes: [.posixPermissions: mode])
        let error = #expect(throws: PKIError.self) { try world.judge() }
        #expect(error.map { "\($0)".contains("\(world.folder) is not this user's alone: run chmod 700") } == true)
    }

    /// As another process holds it.
    @Test func `is not kept where another process writes`() throws {
        let world = try PublishedLists()
        try FileManager.default.createDirectory(
            atPath: world.folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        let other = open("\(world.folder)/lock", O_RDWR | O_CREAT, 0o600)
        #expect(flock(other, LOCK_EX | LOCK_NB) == 0)
        let error = #expect(throws: PKIError.self) { try world.judge() }
        #expect(error.map { "\($0)".contains("\(world.folder) is in use by another process") } == true)
        close(other)
        _ = try world.judge()
    }

    /// A key that is changed for another must not keep the new one's lists out.
    @Test func `does not bar the lists of another authority when its own is no longer configured`() async throws {
        let world = try PublishedLists()
        try world.publish([])
        await (try world.judge()).poll()
        let sibling = try world.authority.sibling(at: CardWorld.noon)
        let issuer = try CardIssuer(
            name: "demo", anchors: [Certificate(der: world.authority.root.certificate)],
            intermediates: [Certificate(der: sibling.issuing.certificate)], accept: AcceptanceRules(),
            identity: CardWorld.identity(),
            revocation: RevocationRules(sources: [.crl(world.url)], deadline: .seconds(1_000)), verified: true)
        let list = try sibling.crl(
            [], number: 1, thisUpdate: CardWorld.noon, nextUpdate: CardWorld.noon + 3_600)
        world.set { [url = world.url] in $0.served[url] = list }
        let judge = try CardJudge(
            issuers: [issuer], fetcher: world.fetcher, clock: .fixed(CardWorld.noon),
            keeping: ListKeeping(in: world.folder))
        #expect(await world.code(try sibling.mint(at: CardWorld.noon), by: judge) == "ok")
    }

    @Test func `needs a folder that can be written`() throws {
        let world = try PublishedLists()
        try Data().write(to: URL(fileURLWithPath: world.folder))
        #expect(throws: PKIError.self) { try world.judge() }
    }

    private static func files(in folder: String, _ ending: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(ending) }.map { "\(folder)/\($0)" }
    }

    /// As the program writes: a new file of its own user's.
    private static func put(_ data: Data, _ path: String) throws {
        try? FileManager.default.removeItem(atPath: path)
        let isMade = FileManager.default.createFile(
            atPath: path, contents: data, attributes: [.posixPermissions: 0o600])
        try #require(isMade)
    }
}

private func + (steps: StrideTo<Int>, more: [Int]) -> [Int] { Array(steps) + more }
