import Foundation
import Login
import Records
import Testing

@Suite struct AuditReaderTests {
    @Test func `a record is printed as it was chained`() async throws {
        let world = try LedgerWorld()
        try await world.logIn(1...1)
        let record = try #require(try world.reader.records().first)
        #expect(
            record.json == """
                {"agreement":"2.5","answer":{"digest":"010203","id":"_a1","key":"p256-2026"},\
                "case":"\(CaseNumber.number(1))","event":"decision","evidence":null,"issuer":"demo",\
                "items":["given-name","family-name"],"outcome":"released","reason":"ok","request":"r1","seq":1,\
                "site":"https://portal.example.al/saml","time":"2026-11-24T08:00:00.000Z"}
                """)
        #expect(
            "\(record)"
                == "2026-11-24 08:00:00Z  \(CaseNumber.number(1))  released   ok  demo  \(RelyingParty.ID.portal)")
    }

    @Test func `a case is found with its answer`() async throws {
        let world = try LedgerWorld()
        try await world.logIn(1...2)
        let spent = LoginAttempt.Spent.some("r3", use: 3)
        _ = try await world.ledger.commit(showing: spent, entry: .entry(3, reason: .revoked))
        try await world.ledger.commit(refusing: spent, entry: .entry(3, event: .answer, reason: .revoked))
        let records = try world.reader.records(matching: AuditQuery(caseNumber: .number(3)))
        #expect(records.map(\.event) == [.decision, .answer])
        #expect(records.map(\.reason) == ["revoked", "revoked"])
        #expect(try world.reader.records(matching: AuditQuery(caseNumber: .number(9))).isEmpty)
    }

    @Test func `the newest are shown, oldest first`() async throws {
        let world = try LedgerWorld()
        try await world.logIn(1...5)
        #expect(try world.reader.records(matching: AuditQuery(limit: 2)).map(\.number) == [4, 5])
        #expect(try world.reader.records(matching: AuditQuery(limit: 0)).isEmpty)
    }

    @Test(arguments: [(0.0, [1, 2, 3]), (1.5, [3]), (3.0, [])])
    func `records are shown from a moment on`(_ since: TimeInterval, _ expected: [Int]) async throws {
        let world = try LedgerWorld()
        for number in 1...3 {
            try await world.ledger.commit(
                spending: .some("r\(number)", use: UInt16(number)),
                entry: .entry(number, at: HeldClock.start + TimeInterval(number - 1)))
        }
        let query = AuditQuery(since: HeldClock.start + since)
        #expect(try world.reader.records(matching: query).map(\.number) == expected)
    }

    @Test func `what a stranger sent cannot break a line or the terminal`() async throws {
        let world = try LedgerWorld()
        let request = "_a\"\\\n\u{1B}[2J\u{202E}é"
        try await world.ledger.commit(
            spending: .some(request, use: 1), entry: .entry(1, request: request))
        let record = try #require(try world.reader.records().first)
        #expect(record.requestID == request)
        #expect(!record.json.unicodeScalars.contains { $0.value < 0x20 })
        #expect(record.json.contains(#""request":"_a\"\\\u000a\u001b[2J"#))
        #expect(try world.reader.verify().isIntact)
    }

    @Test func `a store that is not there is named`() throws {
        let folder = try Folder()
        #expect {
            _ = try AuditReader(path: folder.store)
        } throws: { error in
            "\(error)".contains(folder.store)
        }
        #expect(!FileManager.default.fileExists(atPath: folder.store))
    }

    @Test func `a record that cannot be read is named`() async throws {
        let world = try LedgerWorld()
        try await world.logIn(1...2)
        try world.raw().change("UPDATE audit SET record = x'00' WHERE seq = 2")
        #expect {
            _ = try world.reader.records()
        } throws: { error in
            "\(error)".contains("record 2 is damaged")
        }
    }
}
