/// Something in the configuration that is wrong or soon will be: where it stands, what it is, and the mend.
public struct Finding: Hashable, Sendable, Encodable, CustomStringConvertible {
    public enum Severity: String, Sendable, Encodable {
        /// The gateway does not start with it.
        case error
        /// It starts, and somebody should look.
        case warning
    }

    public let severity: Severity
    /// Relative to the configuration folder.
    public let file: String
    /// The way to the key in its file: `revocation.sources[1].crl`; empty for the file as a whole.
    public let key: String
    public let line: Int?
    public let what: String
    public let mend: String

    public init(severity: Severity, file: String, key: String, line: Int?, what: String, mend: String) {
        self.severity = severity
        self.file = file
        self.key = key
        self.line = line
        self.what = what
        self.mend = mend
    }

    /// `porta.yaml:12: times.start: "15x" is no length of time; write it as 15m, 24h or 10y`
    public var description: String {
        var place = file
        if let line { place += ":\(line)" }
        if severity == .warning { place += ": warning" }
        if !key.isEmpty { place += ": \(key)" }
        return "\(place): \(what); \(mend)"
    }
}
