public import Foundation

/// Every step of a judgement as a value, in order. Holds nothing personal.
public struct JudgementTrace: Sendable, Equatable {
    public internal(set) var steps: [JudgementStep] = []
    /// Each source that was asked, with its answer.
    public internal(set) var revocation: [RevocationAnswer] = []
}

/// One step: what was looked at, whether it was in order, and what was found.
public struct JudgementStep: Sendable, Equatable {
    public enum Name: String, Sendable, CaseIterable {
        case issuer, path, validity
        case keyUsage = "key-usage"
        case extendedKeyUsage = "extended-key-usage"
        case policy
        case keyStrength = "key-strength"
        case identity, blocks, revocation
    }

    public let name: Name
    public let ok: Bool
    public let detail: String

    init(_ name: Name, _ ok: Bool, _ detail: String) { (self.name, self.ok, self.detail) = (name, ok, detail) }
}

/// What one source said about the card.
public struct RevocationAnswer: Sendable, Equatable {
    public enum Status: String, Sendable, CaseIterable {
        case good, revoked
        case onHold = "on-hold"
        /// A verified answer that the issuer does not know the certificate.
        case unknown
        case unavailable, stale, invalid
    }

    public let source: RevocationSource.Kind
    public let url: String
    public let status: Status
    public let thisUpdate: Date?
    public let nextUpdate: Date?
    /// Seconds since `thisUpdate`.
    public let age: Int?
    public let detail: String
}
