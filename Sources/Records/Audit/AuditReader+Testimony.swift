import Foundation
import GRDB
public import Login
import OpenSSL
public import PKI

extension AuditReader {
    /// A judgement as its record tells it, for a judge who makes it again.
    public enum Testimony: Sendable {
        case judgement(RecordedJudgement, AuditRecord)
        /// There is a record, and nothing that could be judged again: why.
        case none(Absence, AuditRecord)
    }

    /// Why a decision cannot be made again.
    public enum Absence: String, Sendable, CustomStringConvertible {
        /// The visitor's own act at the consent page.
        case notJudged = "not-judged"
        case evidenceGone = "evidence-gone"
        case evidenceChanged = "evidence-changed"
        case changed
        case earlierVersion = "earlier-version"

        public var description: String {
            switch self {
            case .notJudged: "no judgement belongs to this record: the visitor ended the login"
            case .evidenceGone: "its evidence is gone: its time was over, or it was taken away"
            case .evidenceChanged: "its evidence was changed: run porta audit verify"
            case .changed: "changed: run porta audit verify"
            case .earlierVersion: "its evidence was written by an earlier version, without the rules of then"
            }
        }
    }

    /// What is kept of each decision of a case, with its place in the chain looked at.
    public func testimony(of caseNumber: CaseNumber) throws(RecordsError) -> [Testimony] {
        try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT audit.*, evidence.body FROM audit LEFT JOIN evidence ON evidence.seq = audit.seq
                    WHERE audit.case_number = ? ORDER BY audit.seq
                    """, arguments: [caseNumber.description])
            return try rows.compactMap { row in
                let link = ChainWalk.Link(row)
                let record = try Self.record(Data(link.record), number: link.number)
                guard try Self.isInPlace(link, in: database) else { return .none(.changed, record) }
                return record.event == .decision ? Self.testimony(record, link.evidence) : nil
            }
        }
    }

    private static func testimony(_ record: AuditRecord, _ evidence: [UInt8]?) -> Testimony {
        guard let digest = record.evidence else {
            let isOwnAct = [RefusalReason.notMe, .cancelled].contains { $0.rawValue == record.reason }
            return .none(isOwnAct ? .notJudged : .evidenceGone, record)
        }
        guard let evidence else { return .none(.evidenceGone, record) }
        guard Hex.encode(DigestAlgorithm.sha256.digest(evidence)) == digest else {
            return .none(.evidenceChanged, record)
        }
        guard let judgement = RecordedJudgement(evidence: evidence, of: record) else {
            return .none(.earlierVersion, record)
        }
        return .judgement(judgement, record)
    }

    /// Whether its own hash is right and both neighbours know it. The whole chain is followed by `verify` alone.
    private static func isInPlace(_ link: ChainWalk.Link, in database: Database) throws -> Bool {
        guard let record = link.sound, record.number == link.number else { return false }
        func bytes(_ sql: String, _ number: Int) throws -> [UInt8]? {
            try Data.fetchOne(database, sql: sql, arguments: [number]).map(Array.init)
        }
        let before =
            link.number == 1
            ? ChainHead.start.hash : try bytes("SELECT hash FROM audit WHERE seq = ?", link.number - 1)
        guard before == link.previous else { return false }
        if let after = try bytes("SELECT previous FROM audit WHERE seq = ?", link.number + 1) {
            return after == link.hash
        }
        return try ChainHead.stored(in: database) == ChainHead(count: link.number, hash: link.hash)
    }
}

extension ChainWalk.Link {
    /// Of all columns of a record with the body of its evidence after them.
    init(_ row: Row) {
        func bytes(_ column: String) -> [UInt8] { Data.fromDatabaseValue(row[column]).map(Array.init) ?? [] }
        number = row["seq"]
        caseNumber = row["case_number"]
        event = row["event"]
        time = row["time"]
        record = bytes("record")
        previous = bytes("previous")
        hash = bytes("hash")
        evidence = row.hasNull(atIndex: row.count - 1) ? nil : bytes("body")
    }
}
