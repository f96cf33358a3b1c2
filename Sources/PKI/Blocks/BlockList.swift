/// What the operator can block.
public enum BlockKind: String, CaseIterable, Sendable {
    case issuer, person, card, key

    /// What a blocked card is refused with.
    public var refusal: CardRefusal {
        switch self {
        case .issuer: .issuerBlocked
        case .person, .card, .key: .cardBlocked
        }
    }
}

/// Where blocks are kept. Asked at each judgement, so that a block counts at once.
public struct BlockList: Sendable {
    /// By what the card is blocked now, if it is. What it throws is doubt, and the card is refused.
    public let find: @Sendable (CardMarks) throws -> BlockKind?

    public init(find: @escaping @Sendable (CardMarks) throws -> BlockKind?) { self.find = find }

    /// Nothing is blocked.
    public static let none = BlockList { _ in nil }

    func judge(_ marks: CardMarks) -> (step: JudgementStep, refusal: CardRefusal?) {
        do {
            guard let kind = try find(marks) else { return (JudgementStep(.blocks, true, "not blocked"), nil) }
            return (JudgementStep(.blocks, false, "this \(kind.rawValue) is blocked by the operator"), kind.refusal)
        } catch {
            return (JudgementStep(.blocks, false, "the block list cannot be asked: \(error)"), .internal)
        }
    }
}
