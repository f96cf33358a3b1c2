import Glibc

/// A new file that nobody else may read, written from its beginning to its end. It vanishes with this value, unless it
/// was given a name for good.
@safe public final class PrivateFile: Sendable {
    /// Where it lies until then.
    public let path: String
    private let descriptor: Int32
    private let isNamed: Bool

    /// - Parameter isNamed: false for a file that no name leads to: space to sort in.
    public init(path: String, isNamed: Bool = true) throws(FileTrouble) {
        descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .last("made", path) }
        self.path = path
        self.isNamed = isNamed
        if !isNamed { unsafe _ = unlink(path) }
    }

    /// Opens a file to add to, or makes it. It stays.
    public init(appendingTo path: String) throws(FileTrouble) {
        descriptor = unsafe open(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .last("opened", path) }
        self.path = path
        isNamed = false
    }

    deinit {
        close(descriptor)
        // After `replace` this name is gone already.
        if isNamed { unsafe _ = unlink(path) }
    }

    public func append(_ bytes: [UInt8], to digest: inout RunningDigest) throws(FileTrouble) {
        try append(words: bytes, bytes.indices, &digest)
    }

    public func append(_ words: [UInt16], to digest: inout RunningDigest) throws(FileTrouble) {
        try append(words: words, words.indices, &digest)
    }

    public func append(_ words: [UInt32], to digest: inout RunningDigest) throws(FileTrouble) {
        try append(words: words, words.indices, &digest)
    }

    public func append(_ words: [UInt64], to digest: inout RunningDigest) throws(FileTrouble) {
        try append(words: words, words.indices, &digest)
    }

    /// Some of the words, without a digest.
    public func append(_ words: [UInt64], _ range: Range<Int>) throws(FileTrouble) {
        let range = range.clamped(to: words.indices)
        var trouble: FileTrouble?
        unsafe words.withUnsafeBytes { buffer in
            trouble = unsafe write(
                UnsafeRawBufferPointer(rebasing: buffer[range.lowerBound * 8..<range.upperBound * 8]))
        }
        if let trouble { throw trouble }
    }

    public func append(_ bytes: [UInt8]) throws(FileTrouble) {
        var trouble: FileTrouble?
        unsafe bytes.withUnsafeBytes { trouble = unsafe write($0) }
        if let trouble { throw trouble }
    }

    /// Adds words that stand at a place of the file to a list.
    public func read(_ count: Int, wordsAt offset: Int, into words: inout [UInt64]) throws(FileTrouble) {
        let start = words.count
        words.append(contentsOf: repeatElement(0, count: count))
        var trouble: FileTrouble?
        unsafe words.withUnsafeMutableBytes { buffer in
            trouble = unsafe read(UnsafeMutableRawBufferPointer(rebasing: buffer[(start * 8)...]), at: offset)
        }
        if let trouble { throw trouble }
    }

    /// Waits until the disk has it.
    public func sync() throws(FileTrouble) {
        guard fsync(descriptor) == 0 else { throw .last("kept on disk", path) }
    }

    /// Takes the place of the file at this path, whole and at once.
    public func replace(_ place: String) throws(FileTrouble) {
        guard unsafe rename(path, place) == 0 else { throw .last("renamed to \(place)", path) }
    }

    private func append<Word: BitwiseCopyable>(
        words: [Word], _ range: Range<Int>, _ digest: inout RunningDigest
    ) throws(FileTrouble) {
        var trouble: FileTrouble?
        unsafe words.withUnsafeBytes { buffer in
            unsafe digest.update(buffer)
            trouble = unsafe write(buffer)
        }
        if let trouble { throw trouble }
    }

    private func write(_ buffer: UnsafeRawBufferPointer) -> FileTrouble? {
        var done = 0
        while done < buffer.count {
            let written = unsafe Glibc.write(descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done)
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { return .last("written", path) }
            done += written
        }
        return nil
    }

    private func read(_ buffer: UnsafeMutableRawBufferPointer, at offset: Int) -> FileTrouble? {
        var done = 0
        while done < buffer.count {
            let found = unsafe pread(
                descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done, off_t(offset + done))
            if found < 0, errno == EINTR { continue }
            guard found > 0 else { return .last("read", path) }
            done += found
        }
        return nil
    }
}
