public import Foundation

/// On what grounds a card of a configured issuer was judged, beside its own bytes and what the sources said: with these
/// the same judgement can be made again from its record alone (threats: R41).
public struct JudgementGround: Sendable, Equatable {
    /// The moment that everything was judged at, in whole milliseconds.
    public var judgedAt: Date
    /// Names of the issuers that the site accepts, sorted; nil for all.
    public var acceptedIssuers: [String]?
    /// The oldest `thisUpdate` in seconds that the site took, where it demands one.
    public var demandedMaxAge: Int64?
    /// What the operator's block list said.
    public var block: BlockAnswer
    /// Whether the card's key stood on the issuer's list of blocked keys.
    public var keyIsBlocked: Bool
    /// The issuer's rules as JSON.
    public var rules: String

    public init(
        judgedAt: Date, acceptedIssuers: [String]?, demandedMaxAge: Int64?, block: BlockAnswer, keyIsBlocked: Bool,
        rules: String
    ) {
        self.judgedAt = judgedAt
        self.acceptedIssuers = acceptedIssuers
        self.demandedMaxAge = demandedMaxAge
        self.block = block
        self.keyIsBlocked = keyIsBlocked
        self.rules = rules
    }
}

extension Date {
    /// Records write milliseconds: what is judged is judged at the moment that can be written down.
    var inMilliseconds: Date {
        Date(timeIntervalSince1970: (timeIntervalSince1970 * 1000).rounded(.down) / 1000)
    }
}
