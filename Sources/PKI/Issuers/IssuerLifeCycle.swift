public import Foundation

/// When an issuer made cards, and whether they still count.
public struct IssuerLifeCycle: Sendable, Equatable {
    /// A certificate that begins earlier is none of this issuer's.
    public var issuingFrom: Date?
    /// A certificate that begins later was not made by its owner any more.
    public var issuingUntil: Date?
    /// From this moment on none of its cards is accepted.
    public var retired: Date?
    /// Set while none of its cards is accepted; says why.
    public var blocked: String?

    public init(
        issuingFrom: Date? = nil, issuingUntil: Date? = nil, retired: Date? = nil, blocked: String? = nil
    ) {
        self.issuingFrom = issuingFrom
        self.issuingUntil = issuingUntil
        self.retired = retired
        self.blocked = blocked
    }

    /// Why no card of the issuer is accepted now; nil if they are.
    func ending(at now: Date) -> String? {
        if blocked != nil { return "blocked in its configuration" }
        if let retired, now >= retired { return "retired since \(retired.stamp)" }
        return nil
    }

    /// What is wrong with the day on which a certificate begins; nil if nothing is.
    func defect(of certificate: Certificate) -> String? {
        let begin = certificate.notBefore
        if let issuingFrom, begin < issuingFrom { return "made before \(issuingFrom.stamp), when the issuer began" }
        if let issuingUntil, begin > issuingUntil { return "made after \(issuingUntil.stamp), when the issuer ended" }
        return nil
    }
}
