import DemoPKI
import Foundation
import Login
import OpenSSL
import PKI
import Records
import Testing

/// threats: R41. A past login is decided again from its record alone, offline.
@Suite struct `A judgement made again` {
    private func recorded(
        _ source: JudgedCards.Source, late: TimeInterval = 0, reason: RefusalReason? = nil,
        of cards: JudgedCards? = nil
    ) async throws -> RecordedJudgement {
        let world = try LedgerWorld()
        let judgement = try await (cards ?? JudgedCards()).judgement(by: source, late: late)
        let entry = AuditEntry.entry(1, reason: reason, judgement: judgement)
        try await world.ledger.commit(spending: .some("r1", use: 1), entry: entry)
        let testimony = try world.reader.testimony(of: entry.caseNumber)
        guard testimony.count == 1, case .judgement(let told, let record) = testimony[0] else {
            throw Missing(testimony: testimony)
        }
        #expect(record.caseNumber == entry.caseNumber.description)
        return told
    }

    private struct Missing: Error { let testimony: [AuditReader.Testimony] }

    @Test(arguments: JudgedCards.Source.allCases)
    func `comes out the same, step by step`(_ source: JudgedCards.Source) async throws {
        let told = try await recorded(source)
        let again = try told.judgedAgain()
        #expect(again.differences == [])
        #expect(again.reason == "ok")
        #expect(again.steps == told.steps && again.steps.count >= 8)
        // Of a list the record has the digest alone, and says so.
        #expect(again.remarks.isEmpty == (source == .ocsp))
    }

    /// The age of an answer is counted when it has come, its freshness from when the judgement began.
    @Test(arguments: JudgedCards.Source.allCases, [0.3, 1.2, 4.9])
    func `comes out the same when time passed while the source was asked`(
        _ source: JudgedCards.Source, _ late: TimeInterval
    ) async throws {
        let told = try await recorded(source, late: late)
        #expect(told.steps.last?.detail == "good by \(source.rawValue), \(Int(late)) s old")
        #expect(try told.judgedAgain().differences == [])
    }

    @Test func `comes out the same where a list counted after its nextUpdate, by the rules of then`() async throws {
        var cards = try JudgedCards()
        (cards.listEnds, cards.grace) = (-60, .seconds(600))
        var told = try await recorded(.crl, late: 1.2, of: cards)
        #expect(told.steps.last?.detail == "good by crl, 3661 s old, past its nextUpdate")
        #expect(try told.judgedAgain().differences == [])
        told.ground.rules = told.ground.rules.replacing("\"grace\":600,", with: "")
        #expect(try told.judgedAgain().reason == "revocation-stale")
        // Rules of an issuer without a grace read as those of records from before there was any.
        #expect(!(try await recorded(.crl)).ground.rules.contains("grace"))
    }

    @Test(arguments: [-1, 92, Int.min, Int.max]) func `is another one where an age was made up`(age: Int) async throws {
        var told = try await recorded(.ocsp)
        told.evidence?.age = age
        let again = try told.judgedAgain()
        #expect(again.differences == ["revocation: recorded as \(age) s old, at the judgement it was 0 s old"])
    }

    /// What the house may refuse although the judge let the card pass, and what it cannot have refused.
    @Test(arguments: RefusalReason.allCases)
    func `is another one where the reason cannot be that of its steps`(_ reason: RefusalReason) async throws {
        let isOwn = [.cardChanged, .identityUnreadable, .cardBlocked, .issuerBlocked].contains(reason)
        let again = try await recorded(.crl, reason: reason).judgedAgain()
        #expect(again.reason == "ok")
        #expect(again.differences == (isOwn ? [] : ["reason: recorded \(reason.rawValue), now ok"]))
    }

    @Test(arguments: [("released", "expired"), ("refused", nil), ("cancelled", "card-changed")])
    func `is another one where outcome and reason do not fit`(_ outcome: String, _ reason: String?) async throws {
        let world = try LedgerWorld()
        let usual = AuditEntry.entry(1, judgement: try await JudgedCards().judgement(by: .crl))
        let entry = AuditEntry(
            caseNumber: usual.caseNumber, outcome: try #require(LoginOutcome(rawValue: outcome)),
            reason: reason.flatMap(RefusalReason.init(rawValue:)), site: usual.site, requestID: usual.requestID,
            time: usual.time, issuer: usual.issuer, judgement: usual.judgement)
        try await world.ledger.commit(spending: .some("r1", use: 1), entry: entry)
        guard case .judgement(let told, _)? = try world.reader.testimony(of: entry.caseNumber).first else {
            Issue.record("no judgement")
            return
        }
        #expect(try told.judgedAgain().differences.contains { $0.hasPrefix("outcome: recorded \(outcome)") })
    }

    @Test func `is another one under another issuer's name`() async throws {
        var told = try await recorded(.crl)
        told.issuer = "other"
        #expect(try told.judgedAgain().differences == ["issuer: recorded other, the rules are those of demo"])
    }

    /// What had a card on hold keeps it there when its time is over.
    @Test func `comes out the same where a list that had run out had the card on hold`() async throws {
        var told = try await recorded(.crl)
        told.answers = told.answers.map {
            var answer = $0
            answer.status = "on-hold"
            return answer
        }
        told.evidence?.nextUpdate = told.ground.judgedAt - 3_600
        told.steps[told.steps.count - 1] = .init(name: "revocation", ok: false, detail: "on-hold by crl")
        told.reason = "on-hold"
        #expect(try told.judgedAgain().differences == [])
    }

    /// What somebody changes in what was read, and the reason that comes out then.
    struct Change: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let reason: String
        let act: @Sendable (inout RecordedJudgement) -> Void
    }

    static let changes = [
        Change(testDescription: "a day later", reason: "revocation-stale") { $0.ground.judgedAt += 86_400 },
        Change(testDescription: "twenty years later", reason: "expired") {
            $0.ground.judgedAt += 20 * 365 * 86_400
        },
        Change(testDescription: "for a site that accepts another issuer", reason: "issuer-not-accepted") {
            $0.ground.acceptedIssuers = ["other"]
        },
        Change(testDescription: "with the person blocked", reason: "card-blocked") {
            $0.ground.block = .blocked(.person)
        },
        Change(testDescription: "with the issuer blocked", reason: "issuer-blocked") {
            $0.ground.block = .blocked(.issuer)
        },
        Change(testDescription: "with its key on the list", reason: "weak-key") { $0.ground.keyIsBlocked = true },
        Change(testDescription: "under another policy", reason: "wrong-certificate-usage") {
            $0.ground.rules = $0.ground.rules.replacing("1.3.6.1.4.1.99999.1.1", with: "1.3.6.1.4.1.99999.9.9")
        },
        Change(testDescription: "with a site's shorter patience", reason: "revocation-stale") {
            $0.ground.demandedMaxAge = 0
            $0.ground.judgedAt += 5
        },
        Change(testDescription: "with a byte of the answer changed", reason: "revocation-unavailable") {
            guard case .ocsp(var response)? = $0.evidence?.proof else { return }
            response[response.count - 1] ^= 1
            $0.evidence?.proof = .ocsp(response: response)
        },
        Change(testDescription: "with a byte of the card changed", reason: "path-invalid") {
            $0.certificate[$0.certificate.count - 1] ^= 1
        },
        Change(testDescription: "without the proof", reason: "revocation-unavailable") { $0.evidence = nil },
    ]

    @Test(arguments: changes) func `comes out otherwise, and says where`(_ change: Change) async throws {
        var told = try await recorded(.ocsp)
        change.act(&told)
        let again = try told.judgedAgain()
        #expect(again.reason == change.reason)
        #expect(!again.differences.isEmpty)
        #expect(again.differences.first?.contains("recorded ok") == true)
    }

    @Test(arguments: ["", "{}", "not JSON"]) func `is not made by rules that cannot be read`(rules: String) async throws
    {
        var told = try await recorded(.ocsp)
        told.ground.rules = rules
        #expect(throws: PKIError.self) { try told.judgedAgain() }
    }

    @Test func `is not made where the evidence is gone or was changed`() async throws {
        let world = try LedgerWorld()
        let judgement = try await JudgedCards().judgement(by: .ocsp)
        let entry = AuditEntry.entry(1, judgement: judgement)
        try await world.ledger.commit(spending: .some("r1", use: 1), entry: entry)
        for (sql, word) in [
            ("UPDATE evidence SET body = x'7B7D'", "was changed"), ("DELETE FROM evidence", "is gone"),
        ] {
            try world.raw().change(sql)
            #expect(try world.absence(of: entry.caseNumber)?.description.contains(word) == true)
        }
    }

    /// threats: K2
    @Test(arguments: [
        "UPDATE audit SET hash = zeroblob(32) WHERE seq = 2", "UPDATE audit SET previous = zeroblob(32) WHERE seq = 2",
        "UPDATE audit SET hash = zeroblob(32) WHERE seq = 1", "UPDATE audit SET previous = zeroblob(32) WHERE seq = 3",
        "UPDATE audit SET time = '2026-11-24T09:00:00.000Z' WHERE seq = 2",
        "UPDATE audit SET event = 'answer' WHERE seq = 2", "DELETE FROM audit WHERE seq = 1",
        "UPDATE audit SET record = CAST(replace(CAST(record AS TEXT), 'r2', 'r9') AS BLOB) WHERE seq = 2",
    ])
    func `is not made where the record does not fit its place`(sql: String) async throws {
        let world = try LedgerWorld()
        let judgement = try await JudgedCards().judgement(by: .crl)
        for number in 1...3 {
            try await world.ledger.commit(
                spending: .some("r\(number)", use: UInt16(number)), entry: .entry(number, judgement: judgement))
        }
        #expect(try world.absence(of: .number(2)) == nil)
        try world.raw().change(sql)
        #expect(try world.absence(of: .number(2)) == .changed)
    }

    @Test func `is not made where the last record was replaced with its hash`() async throws {
        let world = try LedgerWorld()
        let judgement = try await JudgedCards().judgement(by: .crl)
        try await world.ledger.commit(spending: .some("r1", use: 1), entry: .entry(1, judgement: judgement))
        #expect(try world.absence(of: .number(1)) == nil)
        let record = try #require(try world.reader.records().first).json.replacing("released", with: "refused")
        let hash = DigestAlgorithm.sha256.digest([UInt8](repeating: 0, count: 32) + Array(record.utf8))
        try world.raw().change(
            "UPDATE audit SET record = x'\(Hex.encode(Array(record.utf8)))', hash = x'\(Hex.encode(hash))'")
        #expect(try world.absence(of: .number(1)) == .changed)
    }

    @Test(arguments: [RefusalReason.notMe, .cancelled, .expired, nil])
    func `is not asked of what the visitor ended, and missed everywhere else`(_ reason: RefusalReason?) async throws {
        let world = try LedgerWorld()
        let entry = AuditEntry.entry(1, reason: reason)
        _ = try await world.ledger.commit(showing: .some("r1", use: 1), entry: entry)
        let expected: AuditReader.Absence = reason == .notMe || reason == .cancelled ? .notJudged : .evidenceGone
        #expect(try world.absence(of: entry.caseNumber) == expected)
    }
}

extension LedgerWorld {
    /// Why the case's first decision cannot be made again; nil if it can.
    fileprivate func absence(of caseNumber: CaseNumber) throws -> AuditReader.Absence? {
        guard case .none(let why, _)? = try reader.testimony(of: caseNumber).first else { return nil }
        return why
    }
}
