/// Why something from configuration or from outside could not be read. Texts are for logs and operators; they hold
/// nothing personal.
public enum PKIError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What was read, and what is wrong with it.
    case malformed(String, reason: String)
    /// A card issuer that cannot be used: its name, what is wrong, and what to do.
    case unusableIssuer(String, reason: String)
    /// A rule that makes no sense: its name, and what to write instead.
    case unusableRule(String, reason: String)
    /// A judge without any issuer would refuse everybody, or trust nobody knows whom (CVE-2023-1664).
    case noIssuers

    public var description: String {
        switch self {
        case .malformed(let what, let reason): "\(what) cannot be read: \(reason)"
        case .unusableIssuer(let name, let reason): "issuer \(name): \(reason)"
        case .unusableRule(let rule, let reason): "\(rule): \(reason)"
        case .noIssuers: "no card issuer is configured; add a file in issuers/"
        }
    }
}
