import Fetch
import OpenSSL

public import struct Foundation.Date

/// Why metadata that was fetched is not used; what was held before goes on to serve.
public enum MetadataTrouble: Error, Sendable, CustomStringConvertible {
    case unreachable(String)
    /// The answer had another status than 200.
    case status(Int)
    /// The file as such is refused: its first finding says why.
    case refused(MetadataFinding)
    /// More sites are gone than may go at once.
    case shrunk(gone: Int, of: Int)
    /// It ends before the edition that is held: an older one was put in its place (S11).
    case older(end: Date, held: Date)
    /// It is used, but could not be kept for the next start.
    case unkept(String)

    public var description: String {
        switch self {
        case .unreachable(let reason): "it cannot be fetched: \(reason)"
        case .status(let status): "the answer has status \(status)"
        case .refused(let finding): "it is refused (\(finding.rule.rawValue)): \(finding.what); \(finding.mend)"
        case .shrunk(let gone, let all):
            "\(gone) of \(all) sites are gone from it; if that is right, raise `most-vanished` for this source"
        case .older(let end, let held):
            "it ends \(SAMLTime.text(end)), before the one that is held (\(SAMLTime.text(held))): an older edition"
        case .unkept(let reason): "it serves, but is not kept for the next start: \(reason)"
        }
    }

    init(_ error: FetchError) { self = .unreachable("\(error)") }
}
