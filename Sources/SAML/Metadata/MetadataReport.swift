/// The outcome of a check of metadata: findings, and the sites that were read.
public struct MetadataReport: Sendable {
    /// The entities in the file, in its order.
    public let entities: [String]
    public let findings: [MetadataFinding]
    /// The sites, each read in full; empty when there is any error.
    public let sites: [ServiceProvider]
    /// The sites that can be used though others in the same file cannot: each is judged alone, and the file as such is
    /// in order. One bad entity of a federation hurts nobody else.
    public let usableSites: [ServiceProvider]

    /// Whether nothing speaks against registering.
    public var valid: Bool { !findings.contains { $0.severity == .error } }

    /// `ok`, or the rule of the first error.
    public var reason: String { findings.first { $0.severity == .error }?.rule.rawValue ?? "ok" }
}
