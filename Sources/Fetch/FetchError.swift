/// Why nothing came back. Texts name the origin only, never a whole URL.
public enum FetchError: Error, Equatable, CustomStringConvertible {
    /// The URL is not one that this house reads.
    case malformedURL
    /// The origin is not configured; no packet was sent (threats: R17).
    case notAllowed(String)
    /// No connection, no name, or a TLS peer that could not be verified.
    case unreachable(String)
    case timedOut(String)
    case tooLarge(limit: Int)
    /// The peer spoke, but not HTTP.
    case unintelligible(String)
    case cancelled
    /// Too many fetches wait already.
    case overloaded
    case shutDown

    public var description: String {
        switch self {
        case .malformedURL: "not an http, https or ldap URL without user information and fragment"
        case .notAllowed(let origin): "\(origin) is not configured as a source: nothing was sent"
        case .unreachable(let detail): "unreachable: \(detail)"
        case .timedOut(let detail): "no answer in time: \(detail)"
        case .tooLarge(let limit): "the answer is larger than \(limit) bytes"
        case .unintelligible(let detail): "the answer is not HTTP: \(detail)"
        case .cancelled: "cancelled"
        case .overloaded: "too many fetches are waiting"
        case .shutDown: "shutting down"
        }
    }
}
