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

    func ask(about marks: CardMarks) -> BlockAnswer {
        do { return try find(marks).map(BlockAnswer.blocked) ?? .free } catch { return .unknown("\(error)") }
    }
}

/// What the block list says of a card.
public enum BlockAnswer: Sendable, Equatable {
    case free
    case blocked(BlockKind)
    /// It could not be asked: why.
    case unknown(String)

    var step: JudgementStep {
        switch self {
        case .free: JudgementStep(.blocks, true, "not blocked")
        case .blocked(let kind): JudgementStep(.blocks, false, "this \(kind.rawValue) is blocked by the operator")
        case .unknown(let detail): JudgementStep(.blocks, false, "the block list cannot be asked: \(detail)")
        }
    }

    /// What is doubtful is refused.
    var refusal: CardRefusal? {
        switch self {
        case .free: nil
        case .blocked(let kind): kind.refusal
        case .unknown: .internal
        }
    }
}
