import Foundation
import Login
import OpenSSL
import PKI

/// A record before it has its number. The bytes of the finished record are what is hashed, stored and printed by
/// `porta audit show --json`; whatever is personal stands in the evidence, of which the record has the digest. So
/// evidence can be removed when its time is over and the chain still holds.
struct DraftRecord: Sendable {
    let event: AuditRecord.Event
    let caseNumber: String?
    let time: String
    /// Canonical JSON, if there is any.
    let evidence: [UInt8]?
    private let fields: [String: JSON]

    init(
        event: AuditRecord.Event, caseNumber: String?, time: Date, evidence: [UInt8]?, fields: [String: JSON]
    ) {
        self.event = event
        self.caseNumber = caseNumber
        self.time = Moment.text(time)
        self.evidence = evidence
        self.fields = fields.merging(
            [
                "event": .text(event.rawValue), "case": .text(caseNumber), "time": .text(self.time),
                "evidence": evidence.map { .hex(DigestAlgorithm.sha256.digest($0)) } ?? .null,
            ]
        ) { $1 }
    }

    /// - Parameter number: `nil` where the record is shown before it is chained.
    func bytes(number: Int?) -> [UInt8] {
        var fields = fields
        fields["seq"] = number.map(JSON.number) ?? .null
        return JSON.object(fields).bytes
    }
}

extension DraftRecord {
    init(_ entry: AuditEntry) {
        self.init(
            event: entry.event == .decision ? .decision : .answer, caseNumber: entry.caseNumber.description,
            time: entry.time, evidence: entry.judgement?.evidence.bytes,
            fields: [
                "outcome": .text(entry.outcome.rawValue), "reason": .text(entry.reasonCode),
                "site": .text(entry.site.value), "request": .text(entry.requestID), "issuer": .text(entry.issuer),
                "items": .list(entry.items.map { .text($0.rawValue) }), "agreement": .text(entry.agreement),
                "answer": entry.answer.map(Self.fields) ?? .null,
            ].merging(entry.session.map { ["session": $0.json] } ?? [:]) { $1 })
    }

    /// What happened in one minute before any card was judged.
    ///
    /// - Parameter newIssuers: how many issuers of strangers' certificates were seen in it for the first time.
    init(minute: Int, reason: RefusalReason, count: Int, newIssuers: Int? = nil) {
        self.init(
            event: .summary, caseNumber: nil, time: Moment.date(minute: minute), evidence: nil,
            fields: [
                "outcome": .text(reason.outcome.rawValue), "reason": .text(reason.rawValue),
                "site": .null, "request": .null, "issuer": .null, "answer": .null, "count": .number(count),
            ].merging(newIssuers.map { ["new-issuers": .number($0)] } ?? [:]) { $1 })
    }

    private static func fields(_ answer: AuditEntry.Answer) -> JSON {
        .object(["id": .text(answer.id), "digest": .hex(answer.digest), "key": .text(answer.key)])
    }
}

extension DraftRecord {
    /// The operator blocked something, or lifted a block.
    init(_ block: Block, lifted: Bool, at time: Date) {
        let end = block.until.map { " until \(Moment.text($0))" } ?? ""
        let act = lifted ? "lifted" : "blocked\(end)"
        self.init(
            event: lifted ? .unblock : .block, caseNumber: nil, time: time, evidence: nil,
            fields: [
                "outcome": .text(lifted ? "unblocked" : "blocked"), "reason": .text(block.kind.reason.rawValue),
                "site": .null, "request": .null, "issuer": .null, "answer": .null,
                "note": .text("\(block.kind.rawValue) \(block.label) \(act) by \(block.by): \(block.reason)"),
                "block": .object([
                    "kind": .text(block.kind.rawValue), "label": .text(block.label), "by": .text(block.by),
                    "reason": .text(block.reason), "until": .text(block.until.map(Moment.text)),
                    "subjects": .list(block.subjects.map { .hex($0.name) }),
                ]),
            ])
    }

    /// One key was seen on the cards of two persons.
    init(_ shared: SharedKey, at time: Date) {
        self.init(
            event: .alarm, caseNumber: nil, time: time, evidence: nil,
            fields: [
                "outcome": .text("noted"), "reason": .text("shared-key"), "site": .null, "request": .null,
                "issuer": .null,
                "answer": .null, "note": .text("one key on the cards of two persons: \(Hex.encode(shared.key))"),
                "key": .hex(shared.key), "certificates": .list(shared.certificates.map(JSON.hex)),
                "issuers": .list(shared.issuers.map { .text($0) }),
            ])
    }
}
