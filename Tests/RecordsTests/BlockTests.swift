import Foundation
import GRDB
import Login
import OpenSSL
import PKI
import Records
import Testing

/// The store's block list: who is on it, from when on, and what it leaves behind.
@Suite struct BlockTests {
    static let key: BlockKey = {
        do { return try PairwiseKey([UInt8](0..<32)).blocks } catch { fatalError("\(error)") }
    }()

    static func block(
        _ subject: BlockSubject = key.person(namespace: "AL-NID", nationalID: "I45314061F"), label: String = "AL-NID x",
        until: Date? = nil, at time: Date = HeldClock.start
    ) -> Block {
        Block(
            kind: subject.kind, subjects: [subject], label: label, reason: "reported stolen", by: "anna", since: time,
            until: until)
    }

    static let subjects: [BlockSubject] = [
        key.person(namespace: "AL-NID", nationalID: "I45314061F"), .issuer("demo"),
        .card(authority: [UInt8](repeating: 1, count: 32), serial: [5]), .key([UInt8](repeating: 2, count: 32)),
    ]

    @Test(arguments: subjects)
    func `counts from the moment it is written, by whichever process, until it is lifted`(subject: BlockSubject)
        async throws
    {
        let world = try LedgerWorld()
        let book = try BlockBook(path: world.folder.store)
        #expect(try world.ledger.block(of: Self.subjects) == nil)
        try book.write(Self.block(subject))
        #expect(try world.ledger.block(of: Self.subjects) == subject.kind)
        #expect(try world.ledger.block(of: Self.subjects.filter { $0 != subject }) == nil)
        #expect(try book.lift(Self.block(subject)))
        #expect(try world.ledger.block(of: Self.subjects) == nil)
        #expect(try !book.lift(Self.block(subject)))
        let records = try world.reader.records()
        #expect(records.map(\.event) == [.block, .unblock])
        #expect(records.map(\.outcome) == ["blocked", "unblocked"])
        #expect(records.allSatisfy { $0.reason == (subject.kind == .issuer ? "issuer-blocked" : "card-blocked") })
        #expect(records.first?.description.contains("blocked by anna: reported stolen") == true)
        #expect(try world.reader.verify().isIntact)
    }

    @Test func `ends by itself`() async throws {
        let world = try LedgerWorld()
        try BlockBook(path: world.folder.store).write(Self.block(until: HeldClock.start + 60))
        #expect(try world.ledger.block(of: Self.subjects) == .person)
        world.clock.advance(by: 60)
        #expect(try world.ledger.block(of: Self.subjects) == nil)
        let reader = try BlockReader(path: world.folder.store)
        #expect(try reader.blocks(at: HeldClock.start).map(\.label) == ["AL-NID x"])
        #expect(try reader.blocks(at: HeldClock.start + 60).isEmpty)
    }

    /// So many are not held in memory: each question goes to the store.
    @Test func `is found among 100,001, and gone when it is lifted`() async throws {
        let world = try LedgerWorld()
        try world.raw().change(
            """
            INSERT INTO block WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
                SELECT CAST('x' || i AS BLOB), 'person', 'AL-NID z', 'lost', 'anna', 0, NULL FROM n
            """)
        let book = try BlockBook(path: world.folder.store)
        #expect(try world.ledger.block(of: Self.subjects) == nil)
        try book.write(Self.block())
        #expect(try world.ledger.block(of: Self.subjects) == .person)
        #expect(try book.lift(Self.block()))
        #expect(try world.ledger.block(of: Self.subjects) == nil)
    }

    @Test func `is not known where the count of changes is gone: then nobody passes`() async throws {
        let world = try LedgerWorld()
        try world.raw().change("DELETE FROM block_changes")
        #expect(throws: LedgerError.self) { try world.ledger.block(of: Self.subjects) }
    }

    @Test func `written again replaces the earlier one`() async throws {
        let world = try LedgerWorld()
        let book = try BlockBook(path: world.folder.store)
        try book.write(Self.block(until: HeldClock.start + 60))
        try book.write(Self.block(label: "AL-NID y"))
        let listed = try BlockReader(path: world.folder.store).blocks(at: HeldClock.start + 90)
        #expect(listed.map(\.label) == ["AL-NID y"] && listed.first?.until == nil)
        #expect(try world.reader.records().count == 2)
    }

    @Test func `of an issuer is named before one of a person`() async throws {
        let world = try LedgerWorld()
        let book = try BlockBook(path: world.folder.store)
        for subject in Self.subjects { try book.write(Self.block(subject)) }
        #expect(try world.ledger.block(of: Self.subjects) == .issuer)
    }

    /// threats: K1.
    @Test func `K1 holds nobody's national identifier, and none that can be found by trying`() async throws {
        let world = try LedgerWorld()
        let person = Self.key.person(namespace: "AL-NID", nationalID: "I45314061F")
        #expect(person.name != DigestAlgorithm.sha256.digest(Array("AL-NID\0I45314061F".utf8)))
        let other = try PairwiseKey([UInt8](1...32)).blocks
        #expect(person != other.person(namespace: "AL-NID", nationalID: "I45314061F"))
        #expect(person != Self.key.person(namespace: "AL-NI", nationalID: "DI45314061F"))
        try BlockBook(path: world.folder.store).write(Self.block(person))
        try await world.ledger.close()
        for file in try FileManager.default.contentsOfDirectory(atPath: world.folder.path) {
            let bytes = try Data(contentsOf: URL(filePath: world.folder.path + "/" + file))
            #expect(bytes.range(of: Data("I45314061F".utf8)) == nil)
        }
    }

    @Test func `between the judgement and the transaction wins, and nothing is spent`() async throws {
        let world = try LedgerWorld()
        let judged = try await JudgedCards().judgement(by: .ocsp)
        let judgement = JudgementRecord(
            certificate: judged.certificate, path: judged.path, facts: judged.facts, presentedAt: judged.presentedAt,
            trace: judged.trace, revocation: judged.revocation, ground: judged.ground,
            subjects: Self.subjects)
        let book = try BlockBook(path: world.folder.store)
        try book.write(Self.block())
        await #expect(throws: LedgerError.blocked(.cardBlocked)) {
            try await world.ledger.commit(spending: .some("r1", use: 1), entry: .entry(1, judgement: judgement))
        }
        #expect(try await !world.ledger.isAnswered("r1"))
        #expect(try await world.ledger.use(1) == nil)
        #expect(try book.lift(Self.block()))
        try await world.ledger.commit(spending: .some("r1", use: 1), entry: .entry(1, judgement: judgement))
        #expect(try await world.ledger.isAnswered("r1"))
        #expect(try world.reader.records().map(\.event) == [.block, .unblock, .decision])
    }

    /// Two that write in turn make one chain, since each reads the head within its own transaction.
    @Test func `and logins of another process make one chain, and none is lost`() async throws {
        let world = try LedgerWorld()
        let path = world.folder.store
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...200 {
                group.addTask {
                    try await world.ledger.commit(
                        spending: .some("r\(number)", use: UInt16(number)), entry: .entry(number))
                }
            }
            for writer in 0..<2 {
                group.addTask {
                    let book = try BlockBook(path: path)
                    for number in 0..<50 {
                        let subject = BlockSubject.key([UInt8](repeating: UInt8(writer * 100 + number), count: 32))
                        try book.write(Self.block(subject))
                        _ = try book.lift(Self.block(subject))
                    }
                }
            }
            try await group.waitForAll()
        }
        let records = try world.reader.records()
        #expect(records.filter { $0.event == .decision }.count == 200)
        #expect(records.filter { $0.event == .block }.count == 100)
        #expect(records.filter { $0.event == .unblock }.count == 100)
        let verification = try world.reader.verify()
        #expect(verification.isIntact && verification.records == 400)
    }

    @Test func `of a kind that a later version made is doubt, and doubt is no answer`() async throws {
        let world = try LedgerWorld()
        try BlockBook(path: world.folder.store).write(Self.block())
        try world.raw().change("UPDATE block SET kind = 'clan'")
        #expect(throws: LedgerError.self) { try world.ledger.block(of: Self.subjects) }
    }

    @Test func `costs a login some microseconds`() async throws {
        let world = try LedgerWorld()
        let book = try BlockBook(path: world.folder.store)
        for number in 0..<200 {
            try book.write(Self.block(.key([UInt8](repeating: UInt8(number), count: 32))))
        }
        let subjects = Self.subjects.filter { $0.kind != .key }
        _ = try world.ledger.block(of: subjects)
        let took = try ContinuousClock().measure {
            for _ in 0..<1_000 { _ = try world.ledger.block(of: subjects) }
        }
        // A debug build on a busy machine; what it costs stands in docs/performance.md.
        #expect(took < .seconds(1), "\(took / 1_000) each")
    }
}
