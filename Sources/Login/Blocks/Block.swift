public import Foundation
public import PKI

/// A block as the operator made it.
public struct Block: Sendable, Equatable {
    public let kind: BlockKind
    /// All that it is kept under: a serial number stands for a card of each of the issuer's authorities.
    public let subjects: [BlockSubject]
    /// How lists and records call the thing: never a national identifier.
    public let label: String
    /// Why, in the operator's words. Kept as it is: nothing personal belongs in it.
    public let reason: String
    /// Who did it.
    public let by: String
    public let since: Date
    /// When it ends by itself; nil: never.
    public let until: Date?

    public init(
        kind: BlockKind, subjects: [BlockSubject], label: String, reason: String, by: String, since: Date, until: Date?
    ) {
        self.kind = kind
        self.subjects = subjects
        self.label = label
        self.reason = reason
        self.by = by
        self.since = since
        self.until = until
    }
}

extension BlockKind {
    /// The published code of what it blocks.
    public var reason: RefusalReason { RefusalReason(refusal) }
}
