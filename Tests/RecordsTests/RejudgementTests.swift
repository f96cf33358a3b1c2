import DemoPKI
import Foundation
import Login
import OpenSSL
import PKI
import Records
import Testing

/// threats: R41. A past login is decided again from its record alone, offline.
@Suite struct `A judgement made again` {
    private func recorded(_ source: JudgedCards.Source) async throws -> RecordedJudgement {
        let world = try LedgerWorld()
        let judgement = try await JudgedCards().judgement(by: source)
        let entry = AuditEntry.entry(1, judgement: judgement)
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
            guard case .none(let why, _)? = try world.reader.testimony(of: entry.caseNumber).first else {
                Issue.record("judged without its evidence")
                continue
            }
            #expect(why.contains(word))
        }
    }
}
