import Glibc

/// A file that somebody puts in a place, for a house without a network to its issuer. Read as a fetch is: in pieces, with
/// a tag that says whether it has changed.
public struct DroppedFile: Sendable {
    public let path: String

    public init(path: String) { self.path = path }

    /// Hands the file over piece by piece, unless it is the one with this tag: then the status is 304.
    ///
    /// Only a regular file is read, and no further than it was long when it was opened: whoever drops it puts it beside
    /// and renames it. What is in it is for the taker to judge.
    public func stream(
        unless tag: String?, atMost limit: Int, to take: ([UInt8]) -> Bool
    ) throws(FetchError) -> FetchResponse {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .unreachable("no file at \(path) that can be read") }
        defer { close(descriptor) }
        var facts = stat()
        guard unsafe fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            throw .unreachable("\(path) is no file")
        }
        guard facts.st_size <= limit else { throw .tooLarge(limit: limit) }
        let found = "\(facts.st_ino)-\(facts.st_size)-\(facts.st_mtim.tv_sec).\(facts.st_mtim.tv_nsec)"
        guard found != tag else { return FetchResponse(status: 304, entityTag: found) }
        var left = Int(facts.st_size)
        while left > 0 {
            let piece = unsafe [UInt8](unsafeUninitializedCapacity: min(left, 262_144)) { buffer, count in
                count = unsafe max(0, read(descriptor, buffer.baseAddress, buffer.count))
            }
            guard !piece.isEmpty else { break }
            guard take(piece) else { throw .cancelled }
            left -= piece.count
        }
        return FetchResponse(status: 200, entityTag: found)
    }
}
