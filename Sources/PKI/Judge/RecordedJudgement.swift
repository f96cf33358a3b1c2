import Fetch
public import Foundation
import OpenSSL

/// A judgement as its record tells it, in plain values: read from a store, believed of nobody.
public struct RecordedJudgement: Sendable {
    public struct Step: Sendable, Equatable {
        public var name: String
        public var ok: Bool
        public var detail: String

        public init(name: String, ok: Bool, detail: String) {
            (self.name, self.ok, self.detail) = (name, ok, detail)
        }
    }

    /// What one source said.
    public struct Answer: Sendable, Equatable {
        public var source: String
        public var url: String
        public var status: String
        public var thisUpdate: Date?
        public var nextUpdate: Date?
        public var detail: String

        public init(
            source: String, url: String, status: String, thisUpdate: Date?, nextUpdate: Date?, detail: String
        ) {
            (self.source, self.url, self.status, self.detail) = (source, url, status, detail)
            (self.thisUpdate, self.nextUpdate) = (thisUpdate, nextUpdate)
        }
    }

    /// By what it was known.
    public enum Proof: Sendable, Equatable {
        case ocsp(response: [UInt8])
        case crl(issuer: [UInt8], number: [UInt8]?, sha256: [UInt8])
    }

    /// A proof with where it came from.
    public struct Evidence: Sendable, Equatable {
        public var url: String
        public var thisUpdate: Date
        public var nextUpdate: Date?
        /// Seconds, as counted when it was heard: a moment after the judgement began.
        public var age: Int
        public var proof: Proof

        public init(url: String, thisUpdate: Date, nextUpdate: Date?, age: Int, proof: Proof) {
            (self.url, self.thisUpdate, self.nextUpdate) = (url, thisUpdate, nextUpdate)
            (self.age, self.proof) = (age, proof)
        }
    }

    /// DER.
    public var certificate: [UInt8]
    /// DER, leaf first, anchor last.
    public var path: [[UInt8]]
    public var ground: JudgementGround
    /// The configured issuer's name as the record has it.
    public var issuer: String?
    /// The reason code, or `ok`.
    public var reason: String
    /// What else of the record does not fit together: found by whoever read it.
    public var contradictions: [String]
    public var steps: [Step]
    public var answers: [Answer]
    public var evidence: Evidence?

    public init(
        certificate: [UInt8], path: [[UInt8]], ground: JudgementGround, issuer: String?, reason: String,
        steps: [Step], answers: [Answer], evidence: Evidence?, contradictions: [String] = []
    ) {
        (self.certificate, self.path, self.ground, self.reason) = (certificate, path, ground, reason)
        (self.issuer, self.contradictions) = (issuer, contradictions)
        (self.steps, self.answers, self.evidence) = (steps, answers, evidence)
    }
}

/// The same card judged again from its record alone, by the rules, at the moment and with the answers of then
/// (threats: R41).
public struct Rejudgement: Sendable {
    /// The reason code that comes out now, or `ok`.
    public let reason: String
    public let steps: [RecordedJudgement.Step]
    /// What came out otherwise than the record says; empty if nothing did.
    public let differences: [String]
    /// What the record alone cannot show.
    public let remarks: [String]
}

extension RecordedJudgement {
    /// - Throws: where the record holds too little, or what cannot be read.
    public func judgedAgain() throws(PKIError) -> Rejudgement {
        var above: [Certificate] = []
        for der in path.dropFirst() { above.append(try Certificate(der: der)) }
        let leaf = try Certificate(der: certificate)
        let judge = try self.judge(leaf, below: above)
        let facts = HandshakeFacts(
            version: "", suite: "", group: "", signatureScheme: "", serverName: "", address: "", exporter: [])
        let card = PresentedCard(leaf: certificate, facts: facts, at: ground.judgedAt)
        var (remarks, contradictions): ([String], [String]) = ([], self.contradictions)
        if let name = judge.issuers.first?.name, name != issuer {
            contradictions.append("issuer: recorded \(issuer ?? "none"), the rules are those of \(name)")
        }
        let verdict = judge.judge(card, on: ground) { examined in
            let (finding, remark) = finding(of: examined)
            remarks += remark
            if case .good = finding.conclusion, let contradiction = ageContradiction {
                contradictions.append(contradiction)
            }
            return finding
        }.summary
        let steps = verdict.trace.steps.map { Step(name: $0.name.rawValue, ok: $0.ok, detail: $0.detail) }
        return Rejudgement(
            reason: verdict.code, steps: steps, differences: differences(verdict.code, steps) + contradictions,
            remarks: remarks)
    }

    private func judge(_ leaf: Certificate, below above: [Certificate]) throws(PKIError) -> CardJudge {
        let snapshot: IssuerSnapshot
        do { snapshot = try IssuerSnapshot(text: ground.rules) } catch {
            throw .malformed("recorded rules", reason: "\(error)")
        }
        let blocked = ground.keyIsBlocked ? BlockedKeys([leaf.keySHA256]) : .none
        let issuer = try CardIssuer(snapshot, above: above, blockedKeys: blocked)
        return try CardJudge(issuers: [issuer], fetcher: .offline, clock: .fixed(ground.judgedAt))
    }

    private func differences(_ reason: String, _ steps: [Step]) -> [String] {
        var differences: [String] = []
        if reason != judged { differences.append("reason: recorded \(self.reason), now \(reason)") }
        for index in 0..<max(steps.count, self.steps.count) {
            let (now, then) = (
                index < steps.count ? steps[index] : nil, index < self.steps.count ? self.steps[index] : nil
            )
            guard now != then else { continue }
            differences.append("step \(index + 1): recorded \(Self.words(then)), now \(Self.words(now))")
        }
        return differences
    }

    /// What the house refuses for reasons of its own after the judge had let a card pass: another person's card than
    /// the one shown before, an item that the site needs and the card does not tell, a block that came after the
    /// judgement.
    private static let ownReasons: Set = ["card-changed", "identity-unreadable", "card-blocked", "issuer-blocked"]

    /// What the judge must have said if the record is true.
    private var judged: String {
        steps.allSatisfy(\.ok) && Self.ownReasons.contains(reason) ? "ok" : reason
    }

    private static func words(_ step: Step?) -> String {
        step.map { "\($0.name) \($0.ok ? "✓" : "✗") \($0.detail)" } ?? "nothing"
    }
}

extension RecordedJudgement {
    /// What the recorded proof says when it is judged again, with the recorded answers as what was heard.
    private func finding(of examined: ExaminedCard) -> (RevocationFinding, remarks: [String]) {
        let heard = answers.compactMap { RevocationAnswer($0, at: ground.judgedAt) }
        func conclude(_ conclusion: RevocationFinding.Conclusion, _ remarks: [String] = []) -> (
            RevocationFinding, remarks: [String]
        ) { (RevocationFinding(conclusion: conclusion, answers: heard), remarks) }
        guard let evidence else {
            // Nobody gave a verified, fresh answer.
            let isStale = heard.contains { $0.status == .stale }
            return conclude(.refused(isStale ? .revocationStale : .revocationUnavailable, nil))
        }
        guard let rules = try? IssuerSnapshot(text: ground.rules),
            let issuer = try? CardIssuer(rules, above: [examined.authority.certificate], blockedKeys: .none)
        else { return conclude(.refused(.internal, nil)) }
        switch evidence.proof {
        case .ocsp(let response):
            return conclude(ocsp(response, evidence, examined, issuer.revocation))
        case .crl(let name, let number, let sha256):
            let proof = RevocationEvidence(
                source: .crl(evidence.url), thisUpdate: evidence.thisUpdate, nextUpdate: evidence.nextUpdate,
                at: heardAt, proof: .crl(issuer: name, number: number, sha256: sha256))
            let remark =
                "the list with SHA-256 \(Hex.encode(sha256)) is not in the record: "
                + "what it says of the card is taken from it"
            return conclude(listed(proof, issuer.revocation), [remark])
        }
    }

    private func ocsp(
        _ response: [UInt8], _ evidence: Evidence, _ examined: ExaminedCard, _ rules: RevocationRules
    ) -> RevocationFinding.Conclusion {
        let proof = RevocationEvidence(
            source: .ocsp(evidence.url), thisUpdate: evidence.thisUpdate, nextUpdate: evidence.nextUpdate,
            at: heardAt, proof: .ocsp(response: response))
        func judged(at moment: Date?) -> OCSPFinding {
            OCSPResponse.rejudge(
                response, about: examined.certificate, issuedBy: examined.authority.certificate, under: rules,
                from: evidence.url, at: moment)
        }
        let now = judged(at: heardAt)
        switch now.status {
        case .good: return demanded(proof)
        case .onHold: return .refused(.onHold, proof)
        case .unknown: return .refused(.unknownToIssuer, proof)
        case .revoked: return .refused(.revoked, proof)
        case .stale, .invalid, .unavailable:
            // Revoked is for ever, however old the answer is by now.
            if judged(at: nil).status == .revoked { return .refused(.revoked, proof) }
            return .refused(now.status == .stale ? .revocationStale : .revocationUnavailable, nil)
        }
    }

    private func listed(_ proof: RevocationEvidence, _ rules: RevocationRules) -> RevocationFinding.Conclusion {
        let said = answers.last { $0.url == proof.url }.flatMap { RevocationAnswer.Status(rawValue: $0.status) }
        if said == .revoked { return .refused(.revoked, proof) }
        // So does a card stay on hold by a list that has run out.
        if said == .onHold { return .refused(.onHold, proof) }
        guard
            case .fresh = rules.freshness(
                thisUpdate: proof.thisUpdate, nextUpdate: proof.nextUpdate, grace: rules.grace.seconds, at: heardAt)
        else { return .refused(.revocationStale, nil) }
        return said == .good ? demanded(proof) : .refused(.internal, nil)
    }

    /// How long the sources may have been heard: twice, and the lists in between for a site that takes nothing old,
    /// each within the longest deadline that can be configured.
    private static let longestHearing = 91

    /// Seconds between the beginning of the judgement and the answer, by the age that was recorded; nil if that cannot
    /// be.
    private var hearing: Int? {
        guard let evidence else { return 0 }
        let (late, isOverflow) = evidence.age.subtractingReportingOverflow(
            RevocationEvidence.age(evidence.thisUpdate, at: ground.judgedAt))
        return !isOverflow && (0...Self.longestHearing).contains(late) ? late : nil
    }

    private var heardAt: Date { ground.judgedAt + Double(hearing ?? 0) }

    private var ageContradiction: String? {
        guard let evidence, hearing == nil else { return nil }
        let age = RevocationEvidence.age(evidence.thisUpdate, at: ground.judgedAt)
        return "revocation: recorded as \(evidence.age) s old, at the judgement it was \(age) s old"
    }

    /// Good, unless the site took nothing so old.
    private func demanded(_ proof: RevocationEvidence) -> RevocationFinding.Conclusion {
        let demand = RevocationDemand(maxAge: ground.demandedMaxAge.map { .seconds($0) })
        return demand.defect(of: proof) == nil ? .good(proof) : .refused(.revocationStale, nil)
    }
}

extension RevocationAnswer {
    fileprivate init?(_ recorded: RecordedJudgement.Answer, at moment: Date) {
        guard let source = RevocationSource.Kind(rawValue: recorded.source),
            let status = Status(rawValue: recorded.status)
        else { return nil }
        self.init(
            source: source, url: recorded.url, status: status, thisUpdate: recorded.thisUpdate,
            nextUpdate: recorded.nextUpdate,
            age: recorded.thisUpdate.map { RevocationEvidence.age($0, at: moment) }, detail: recorded.detail)
    }
}
