public import Foundation

/// By what it is known that a card was not revoked, or that it was: enough to show it again later (threats: R37).
public struct RevocationEvidence: Sendable, Equatable {
    public enum Proof: Sendable, Equatable {
        /// The whole signed response.
        case ocsp(response: [UInt8])
        /// The list's issuer (DER), its number (magnitude) and SHA-256.
        case crl(issuer: [UInt8], number: [UInt8]?, sha256: [UInt8])
    }

    public let source: RevocationSource.Kind
    public let url: String
    public let thisUpdate: Date
    public let nextUpdate: Date?
    /// Seconds between `thisUpdate` and the judgement.
    public let age: Int
    public let proof: Proof

    init(
        source: RevocationSource, thisUpdate: Date, nextUpdate: Date?, at now: Date, proof: Proof
    ) {
        (self.source, url) = (source.kind, source.url)
        (self.thisUpdate, self.nextUpdate, self.proof) = (thisUpdate, nextUpdate, proof)
        age = Self.age(thisUpdate, at: now)
    }

    /// Whole seconds, none for a clock that is ahead of ours.
    static func age(_ thisUpdate: Date, at now: Date) -> Int {
        Int(max(0, min(now.timeIntervalSince(thisUpdate), 1e12)))
    }
}
