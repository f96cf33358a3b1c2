/// One thing that the check of metadata has to say.
public struct MetadataFinding: Hashable, Codable, Sendable {
    /// The entity, as far as it is known.
    public let entity: String?
    public let severity: Severity
    public let rule: MetadataRule
    /// The place in the file.
    public let `where`: String
    public let what: String
    public let mend: String
    /// The place in the specification.
    public let clause: String

    public enum Severity: String, Codable, Sendable {
        /// The metadata cannot be used.
        case error
        /// It can, but somebody should look.
        case warning
        /// It would be better so.
        case advice
    }

    init(_ severity: Severity, _ rule: MetadataRule, entity: String?, at place: String, _ what: String) {
        self.entity = entity
        self.severity = severity
        self.rule = rule
        self.where = place
        self.what = what
        mend = rule.mend
        clause = rule.clause
    }
}
