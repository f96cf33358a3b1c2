import Glibc

/// Why a file of the house's own could not be made, read or trusted: what was tried, where, and the system's reason.
public struct FileTrouble: Error, Equatable, Sendable, CustomStringConvertible {
    public let description: String

    public init(text description: String) { self.description = description }

    /// With the reason that the last call left behind.
    static func last(_ act: String, _ path: String) -> FileTrouble {
        let reason = unsafe strerror(errno).map { unsafe String(cString: $0) } ?? "unknown reason"
        return FileTrouble(text: "\(path) cannot be \(act): \(reason)")
    }
}
