import OpenSSL

/// Follows the chain record by record.
struct ChainWalk {
    /// A record as it is stored.
    struct Link {
        let number: Int
        let caseNumber: String?
        let event: String
        let time: String
        let record: [UInt8]
        let previous: [UInt8]
        let hash: [UInt8]
        let evidence: [UInt8]?

        /// The record, if its hash is right and it says what the columns beside it say.
        var sound: AuditRecord? {
            guard ChainHead.hash(of: record, after: previous) == hash, let told = AuditRecord(record),
                told.caseNumber == caseNumber, told.event.rawValue == event, told.timeText == time
            else { return nil }
            return told
        }
    }

    private(set) var findings: [AuditFinding] = []
    private(set) var records = 0
    private(set) var hash = ChainHead.start.hash
    private var last = 0

    /// Enough to see what happened; a rewritten store would give one for each record.
    private static let mostFindings = 100

    mutating func follow(_ link: Link) {
        if link.number > last + 1 {
            find(.missing(records: last + 1...link.number - 1))
        } else if link.previous != hash {
            find(.replaced(record: last))
        }
        examine(link)
        records += 1
        last = link.number
        hash = link.hash
    }

    mutating func end(at head: ChainHead?) {
        if head != ChainHead(count: last, hash: hash) { find(.truncated(after: last)) }
    }

    private mutating func examine(_ link: Link) {
        guard let record = link.sound else { return find(.edited(record: link.number)) }
        if record.number != link.number { find(.moved(record: link.number)) }
        guard let digest = record.evidence else { return }
        guard let evidence = link.evidence else { return find(.evidenceMissing(record: link.number)) }
        if Hex.encode(DigestAlgorithm.sha256.digest(evidence)) != digest {
            find(.evidenceEdited(record: link.number))
        }
    }

    private mutating func find(_ finding: AuditFinding) {
        if findings.count < Self.mostFindings { findings.append(finding) }
    }
}
