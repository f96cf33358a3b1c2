import Foundation
import Login
import Records
import Testing

/// What is acknowledged is on the disk, and nothing is acknowledged that may not be (R38; threats: K3).
@Suite struct DurabilityTests {
    @Test func `a lone commit is synced before it returns`() async throws {
        let world = try LedgerWorld()
        for number in 1...3 {
            let before = SyncProbe.syncs(of: world.log)
            try await world.logIn(number...number)
            #expect(SyncProbe.syncs(of: world.log) > before)
        }
    }

    @Test func `those who wait together share one transaction`() async throws {
        let world = try LedgerWorld()
        try await world.logIn(1...1)
        let ledger = world.ledger
        let (transactions, syncs) = (ledger.transactions, SyncProbe.syncs(of: world.log))
        try await withThrowingTaskGroup(of: Void.self) { group in
            try await world.whileTheDiskIsBusy {
                for number in 2...101 {
                    group.addTask {
                        try await ledger.commit(
                            spending: .some("r\(number)", use: UInt16(number)), entry: .entry(number))
                    }
                }
                try await world.waiting(101)
            }
            try await group.waitForAll()
        }
        // The one before them went alone, they together.
        #expect(ledger.transactions - transactions == 2)
        #expect(SyncProbe.syncs(of: world.log) - syncs <= 2)
        #expect(try world.reader.verify().records == 102)
    }

    @Test func `one conflict in a crowd fails nobody else`() async throws {
        let world = try LedgerWorld()
        let ledger = world.ledger
        try await world.logIn(1...1)
        let winners = try await withThrowingTaskGroup(of: Bool.self) { group in
            try await world.whileTheDiskIsBusy {
                for number in 2...41 {
                    let spent = LoginAttempt.Spent.some("r\(number / 2)", use: UInt16(number))
                    group.addTask {
                        (try? await ledger.commit(spending: spent, entry: .entry(number))) != nil
                    }
                }
                try await world.waiting(41)
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        // Requests 1 to 20, and the first was answered before.
        #expect(winners == 19)
        let verification = try world.reader.verify()
        #expect(verification.records == 21)
        #expect(verification.isIntact)
    }

    @Test func `more than 4096 who wait are refused, and the ledger goes on`() async throws {
        let world = try LedgerWorld()
        let ledger = world.ledger
        let spent = LoginAttempt.Spent.some("r1", use: 1)
        let refused = try await withThrowingTaskGroup(of: Bool.self) { group in
            try await world.whileTheDiskIsBusy {
                for number in 1...5000 {
                    group.addTask {
                        do throws(LedgerError) {
                            _ = try await ledger.commit(showing: spent, entry: .entry(number, reason: .expired))
                            return false
                        } catch {
                            return error == .unavailable("too many logins wait for the disk")
                        }
                    }
                }
                try await world.waiting(4097)
                for _ in 1...500 { _ = try await group.next() }
            }
            return try await group.reduce(into: 500) { $0 += $1 ? 1 : 0 }
        }
        #expect(refused == 5000 - 4096)
        #expect(ledger.failure == nil)
        #expect(try world.reader.records().count == 2)
    }

    @Test func `a crash at any moment loses no acknowledged record`() async throws {
        let world = try LedgerWorld()
        let wal = world.log
        var lengths: [Int] = []
        for number in 1...40 {
            try await world.logIn(number...number)
            lengths.append(try Data(contentsOf: URL(filePath: wal)).count)
        }
        let (store, log) = try (
            Data(contentsOf: URL(filePath: world.folder.store)), Data(contentsOf: URL(filePath: wal))
        )
        // The log as a dead machine may leave it: cut anywhere after what was acknowledged.
        for cut in stride(from: lengths[0], through: log.count, by: 20_011) {
            let copy = try Folder()
            try store.write(to: URL(filePath: copy.store))
            try log.prefix(cut).write(to: URL(filePath: copy.store + "-wal"))
            let acknowledged = lengths.count { $0 <= cut }
            let reopened = try SQLiteLedger(path: copy.store)
            #expect(try await reopened.isAnswered("r\(acknowledged)"))
            let verification = try AuditReader(path: copy.store).verify()
            #expect(verification.isIntact && verification.records >= acknowledged)
            try await reopened.close()
        }
    }

    @Test func `after a failed sync nothing is acknowledged any more`() async throws {
        let world = try LedgerWorld()
        try await world.logIn(1...1)
        SyncProbe.fail(world.log)
        for number in 2...3 {
            await #expect(throws: LedgerError.self) { try await world.logIn(number...number) }
        }
        // The disk seems to be well again; who knows what it holds.
        SyncProbe.mend(world.log)
        await #expect(throws: LedgerError.self) { try await world.logIn(4...4) }
        await #expect(throws: LedgerError.self) { try await world.ledger.isAnswered("r1") }
        #expect(world.ledger.failure?.contains("must be restarted") == true)
        // A restart begins with what is there, and the acknowledged record is.
        try? await world.ledger.close()
        let restarted = try SQLiteLedger(path: world.folder.store)
        #expect(try await restarted.isAnswered("r1"))
        #expect(try world.reader.verify().isIntact)
    }

    @Test(arguments: Backend.allCases)
    func `a closed ledger refuses, and stays closed`(_ backend: Backend) async throws {
        let world = try LedgerWorld(backend)
        try await world.logIn(1...1)
        try await world.ledger.close()
        for number in 2...3 {
            await #expect(throws: LedgerError.unavailable("the ledger is closed")) {
                try await world.logIn(number...number)
            }
        }
        await #expect(throws: LedgerError.unavailable("the ledger is closed")) {
            try await world.ledger.isAnswered("r1")
        }
    }

    @Test func `closing writes what waits`() async throws {
        let world = try LedgerWorld()
        let ledger = world.ledger
        try await withThrowingTaskGroup(of: Void.self) { group in
            try await world.whileTheDiskIsBusy {
                group.addTask { try await world.logIn(1...1) }
                try await world.waiting(2)
                group.addTask { try await ledger.close() }
            }
            try await group.waitForAll()
        }
        #expect(try world.reader.records().count == 2)
    }

    /// Whoever copies one file after the end has everything.
    @Test func `a closed ledger's file alone holds everything`() async throws {
        let world = try LedgerWorld()
        try await world.logIn(1...3)
        // Readers of its own, which are the last to let go.
        #expect(try await world.ledger.isAnswered("r2"))
        try await world.ledger.close()
        let copy = try Folder()
        try FileManager.default.copyItem(atPath: world.folder.store, toPath: copy.store)
        let verification = try AuditReader(path: copy.store).verify()
        #expect(verification.isIntact && verification.records == 3)
        // So does the command that blocks, with no gateway beside it.
        let book = try BlockBook(path: copy.store)
        try book.write(BlockTests.block())
        book.close()
        let second = try Folder()
        try FileManager.default.copyItem(atPath: copy.store, toPath: second.store)
        #expect(try AuditReader(path: second.store).verify().records == 4)
    }

    @Test func `a ledger that cannot fold in its log says so`() async throws {
        let world = try LedgerWorld()
        try await world.logIn(1...3)
        SyncProbe.fail(world.folder.store)
        await #expect {
            try await world.ledger.close()
        } throws: { error in
            "\(error)".contains("copy all its files together")
        }
        SyncProbe.mend(world.folder.store)
        #expect(try world.reader.verify().records == 3)
    }

    @Test func `the files are for their owner alone`() async throws {
        let world = try LedgerWorld()
        try await world.logIn(1...1)
        for name in try FileManager.default.contentsOfDirectory(atPath: world.folder.path) {
            let attributes = try FileManager.default.attributesOfItem(atPath: world.folder.path + "/" + name)
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
        }
    }

    @Test func `a folder that is not there is named`() throws {
        #expect {
            _ = try SQLiteLedger(path: "/nowhere/at/all/porta.sqlite")
        } throws: { error in
            "\(error)".contains("/nowhere/at/all/porta.sqlite: the store cannot be opened")
        }
    }

    @Test func `a store is examined beside its ledger, and what no ledger would open is said`() async throws {
        let world = try LedgerWorld()
        try await world.logIn(1...1)
        try AuditReader.examine(path: world.folder.store)
        try await world.ledger.close()
        try AuditReader.examine(path: world.folder.store)
        try world.raw().change("INSERT INTO grdb_migrations VALUES ('99 from the future')")
        #expect(throws: RecordsError.newer(path: world.folder.store)) {
            try AuditReader.examine(path: world.folder.store)
        }
        let other = try Folder()
        try Data("no store, which a text calls itself".utf8).write(to: URL(filePath: other.store))
        #expect {
            try AuditReader.examine(path: other.store)
        } throws: { error in
            "\(error)".contains("cannot be opened")
        }
    }

    @Test func `a store of a later version is left alone`() async throws {
        let world = try LedgerWorld()
        try await world.ledger.close()
        try world.raw().change("INSERT INTO grdb_migrations VALUES ('99 from the future')")
        #expect(throws: RecordsError.newer(path: world.folder.store)) { try SQLiteLedger(path: world.folder.store) }
    }
}

extension LedgerWorld {
    fileprivate var log: String { folder.store + "-wal" }

    /// Somebody's commit is held in its sync for as long as the act takes, so that all who come meanwhile wait.
    fileprivate func whileTheDiskIsBusy(_ act: () async throws -> Void) async throws {
        let first = try await SyncProbe.hold(log) {
            let first = Task { try await ledger.commit(spending: .some("first", use: 9_999), entry: .entry(9_999)) }
            try await waiting(1)
            try await act()
            return first
        }
        try await first.value
    }

    /// Returns when so many wait for the disk or are being written. Spinning would take the processors from them.
    fileprivate func waiting(_ count: Int) async throws {
        while ledger.backlog < count { try await Task.sleep(for: .milliseconds(2)) }
    }
}
