import DemoPKI
import Foundation
import Login
import OpenSSL
import PKI
import Records
import Testing

/// What is kept beside a record, so that a decision can be shown again (R37).
@Suite struct EvidenceTests {
    /// As much of the evidence as these tests look at.
    private struct Evidence: Decodable {
        struct Step: Decodable {
            let name: String
            let ok: Bool
        }

        let certificate: String
        let path: [String]
        let presented: String
        let handshake: [String: String]
        let steps: [Step]
        let revocation: Revocation

        struct Revocation: Decodable {
            let source: String
            let proof: [String: String]
        }
    }

    private func recorded(_ judgement: JudgementRecord) async throws -> (LedgerWorld, [UInt8]) {
        let world = try LedgerWorld()
        try await world.ledger.commit(spending: .some("r1", use: 1), entry: .entry(1, judgement: judgement))
        return (world, try #require(try world.raw().bytes("SELECT body FROM evidence WHERE seq = 1")))
    }

    @Test func `certificate, path, handshake, steps and the responder's answer are kept`() async throws {
        let judgement = try await JudgedCards().judgement(by: .ocsp)
        let (world, bytes) = try await recorded(judgement)
        let evidence = try JSONDecoder().decode(Evidence.self, from: Data(bytes))
        #expect(evidence.certificate == Base64.encode(judgement.certificate))
        #expect(evidence.path == judgement.path.map(Base64.encode))
        #expect(evidence.presented == "2026-11-24T08:00:00.000Z")
        #expect(evidence.handshake["exporter"] == "AQID")
        #expect(evidence.handshake["address"] == "192.0.2.1")
        #expect(evidence.steps.map(\.name) == judgement.trace.steps.map(\.name.rawValue))
        guard case .ocsp(let response)? = judgement.revocation?.proof else { return #expect(Bool(false)) }
        #expect(evidence.revocation.proof == ["ocsp": Base64.encode(response)])
        #expect(try world.reader.records().first?.evidence == Hex.encode(DigestAlgorithm.sha256.digest(bytes)))
        #expect(try world.reader.verify().isIntact)
    }

    @Test func `of a list its issuer, number and digest are kept`() async throws {
        let (_, bytes) = try await recorded(JudgedCards().judgement(by: .crl))
        let proof = try JSONDecoder().decode(Evidence.self, from: Data(bytes)).revocation.proof
        #expect(proof["number"] == "07")
        #expect(proof["sha256"]?.count == 64)
        #expect(Set(proof.keys) == ["issuer", "number", "sha256"])
    }

    @Test func `equal judgements are written in equal bytes`() async throws {
        let judgement = try await JudgedCards().judgement(by: .ocsp)
        let (_, first) = try await recorded(judgement)
        let (_, second) = try await recorded(judgement)
        #expect(first == second)
    }

    @Test func `a record says nothing personal`() async throws {
        let (world, _) = try await recorded(JudgedCards().judgement(by: .ocsp))
        let record = try #require(try world.reader.records().first)
        for text in [record.json, "\(record)"] {
            for personal in [DemoPerson.arta.givenName, DemoPerson.arta.familyName, DemoPerson.arta.nationalID] {
                #expect(!text.contains(personal))
            }
        }
    }

    @Test(arguments: [
        ("UPDATE evidence SET body = x'7b7d'", AuditFinding.evidenceEdited(record: 1)),
        ("DELETE FROM evidence", .evidenceMissing(record: 1)),
    ])
    func `verify names the record whose evidence was touched`(_ sql: String, _ finding: AuditFinding) async throws {
        let (world, _) = try await recorded(JudgedCards().judgement(by: .crl))
        try world.raw().change(sql)
        #expect(try world.reader.verify().findings == [finding])
    }
}
