import Foundation
import Login
import OpenSSL
import PKI

/// The evidence of a record as it is read again: the form that `JudgementRecord.evidence` writes.
struct RecordedEvidence: Decodable {
    struct Step: Decodable {
        let name: String
        let ok: Bool
        let detail: String
    }

    struct Answer: Decodable {
        let source, url, status, detail: String
        let thisUpdate, nextUpdate: String?

        enum CodingKeys: String, CodingKey {
            case source, url, status, detail
            case thisUpdate = "this-update"
            case nextUpdate = "next-update"
        }
    }

    struct Revocation: Decodable {
        let url: String
        let thisUpdate: String
        let nextUpdate: String?
        let age: Int
        let proof: Proof

        enum CodingKeys: String, CodingKey {
            case url, proof, age
            case thisUpdate = "this-update"
            case nextUpdate = "next-update"
        }
    }

    struct Proof: Decodable {
        let ocsp: String?
        let issuer, number, sha256: String?
    }

    struct Block: Decodable {
        let kind: String?
        let doubt: String?
    }

    struct Ground: Decodable {
        let judged: String
        let accepted: [String]?
        let demandedMaxAge: Int64?
        let block: Block?
        let keyBlocked: Bool
        let rules: String

        enum CodingKeys: String, CodingKey {
            case judged, accepted, block, rules
            case demandedMaxAge = "demanded-max-age"
            case keyBlocked = "key-blocked"
        }
    }

    let certificate: String
    let path: [String]
    let steps: [Step]
    let answers: [Answer]
    let revocation: Revocation?
    let ground: Ground?
}

extension RecordedJudgement {
    /// - Returns: nil if the bytes are no evidence, or were written before the grounds of a judgement were kept.
    init?(evidence bytes: [UInt8], of record: AuditRecord) {
        guard let told = try? JSONDecoder().decode(RecordedEvidence.self, from: Data(bytes)),
            let certificate = Base64.decode(told.certificate), let ground = told.ground.flatMap(JudgementGround.init)
        else { return nil }
        let path = told.path.compactMap { Base64.decode($0) }
        guard path.count == told.path.count else { return nil }
        var evidence: Evidence?
        if let revocation = told.revocation {
            guard let read = Evidence(revocation) else { return nil }
            evidence = read
        }
        let steps = told.steps.map { Step(name: $0.name, ok: $0.ok, detail: $0.detail) }
        self.init(
            certificate: certificate, path: path, ground: ground, issuer: record.issuer, reason: record.reason,
            steps: steps,
            answers: told.answers.map {
                Answer(
                    source: $0.source, url: $0.url, status: $0.status, thisUpdate: $0.thisUpdate.flatMap(Moment.date),
                    nextUpdate: $0.nextUpdate.flatMap(Moment.date), detail: $0.detail)
            },
            evidence: evidence, contradictions: record.contradictions)
    }
}

extension AuditRecord {
    /// Why its outcome cannot be that of its reason.
    fileprivate var contradictions: [String] {
        let meant = reason == "ok" ? LoginOutcome.released : RefusalReason(rawValue: reason)?.outcome
        guard outcome != meant?.rawValue else { return [] }
        return ["outcome: recorded \(outcome), the reason \(reason) means \(meant?.rawValue ?? "nothing")"]
    }
}

extension RecordedJudgement.Evidence {
    fileprivate init?(_ told: RecordedEvidence.Revocation) {
        guard let thisUpdate = Moment.date(told.thisUpdate), let proof = RecordedJudgement.Proof(told.proof) else {
            return nil
        }
        self.init(
            url: told.url, thisUpdate: thisUpdate, nextUpdate: told.nextUpdate.flatMap(Moment.date), age: told.age,
            proof: proof)
    }
}

extension RecordedJudgement.Proof {
    fileprivate init?(_ told: RecordedEvidence.Proof) {
        if let response = told.ocsp.flatMap({ Base64.decode($0) }) {
            self = .ocsp(response: response)
        } else if let issuer = told.issuer.flatMap({ Base64.decode($0) }), let sha256 = told.sha256.flatMap(Hex.decode)
        {
            self = .crl(issuer: issuer, number: told.number.flatMap(Hex.decode), sha256: sha256)
        } else {
            return nil
        }
    }
}

extension JudgementGround {
    fileprivate init?(_ told: RecordedEvidence.Ground) {
        guard let judged = Moment.date(told.judged) else { return nil }
        var block = BlockAnswer.free
        if let doubt = told.block?.doubt { block = .unknown(doubt) }
        if let kind = told.block?.kind {
            guard let kind = BlockKind(rawValue: kind) else { return nil }
            block = .blocked(kind)
        }
        self.init(
            judgedAt: judged, acceptedIssuers: told.accepted, demandedMaxAge: told.demandedMaxAge, block: block,
            keyIsBlocked: told.keyBlocked, rules: told.rules)
    }
}
