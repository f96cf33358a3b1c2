/// What is wrong with the chain, and at which record.
public enum AuditFinding: Equatable, Sendable, CustomStringConvertible {
    /// The record's bytes, or what it is found by, are not what was chained.
    case edited(record: Int)
    /// The record is sound in itself, but it is not the one that the next record follows.
    case replaced(record: Int)
    /// A record stands at a place that was another's.
    case moved(record: Int)
    case missing(records: ClosedRange<Int>)
    /// Records at the end are gone, or the head was changed.
    case truncated(after: Int)
    case evidenceMissing(record: Int)
    case evidenceEdited(record: Int)

    public var description: String {
        switch self {
        case .edited(let record): "record \(record) was changed: its contents do not match its hash"
        case .replaced(let record): "record \(record) was replaced: the next one does not follow from it"
        case .moved(let record): "record \(record) bears another number: records were moved"
        case .missing(let records) where records.lowerBound == records.upperBound:
            "record \(records.lowerBound) is missing"
        case .missing(let records): "records \(records.lowerBound) to \(records.upperBound) are missing"
        case .truncated(let record): "the chain does not end at record \(record) as its head says"
        case .evidenceMissing(let record): "the evidence of record \(record) is missing"
        case .evidenceEdited(let record): "the evidence of record \(record) was changed"
        }
    }
}

/// What a walk along the whole chain found.
public struct AuditVerification: Equatable, Sendable {
    /// How many records there are.
    public let records: Int
    /// The hash of the last one in hex. Kept elsewhere, it shows later whether the chain was rewritten.
    public let head: String
    /// At most 100, in the order of the records.
    public let findings: [AuditFinding]

    public var isIntact: Bool { findings.isEmpty }
}
