public import Foundation

/// What somebody showed at the door, with possession of its key proven, and nothing else. Never a proof of identity.
public struct PresentedCard: Sendable, Equatable {
    /// The certificate as it came; nil if none was offered.
    public var leaf: [UInt8]?
    /// What came along. Not used to find a path: only the issuer's own certificates are (threats: C3).
    public var presentedChain: [[UInt8]]
    public var facts: HandshakeFacts
    public var at: Date

    public init(leaf: [UInt8]?, presentedChain: [[UInt8]] = [], facts: HandshakeFacts, at: Date) {
        self.leaf = leaf
        self.presentedChain = presentedChain
        self.facts = facts
        self.at = at
    }
}
