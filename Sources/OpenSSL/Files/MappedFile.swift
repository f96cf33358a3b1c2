import Glibc

/// A file of the house's own, mapped for reading. No read leads beyond its end: there stand zeros.
///
/// The file must not be cut short while it is mapped. So it is believed only if it is this process's own and nobody else
/// may write it, and it is replaced by renaming, never written again.
@safe public final class MappedFile: Sendable {
    private let start: UInt
    public let count: Int

    public init(path: String, atMost limit: Int) throws(FileTrouble) {
        let descriptor = unsafe open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .last("opened", path) }
        defer { close(descriptor) }
        var facts = stat()
        guard unsafe fstat(descriptor, &facts) == 0 else { throw .last("read", path) }
        guard facts.st_mode & S_IFMT == S_IFREG, facts.st_uid == geteuid(), facts.st_mode & 0o077 == 0 else {
            throw FileTrouble(text: "\(path) is not this user's alone: run chmod 600, or take it away")
        }
        count = Int(facts.st_size)
        guard count > 0, count <= limit else {
            throw FileTrouble(text: "\(path) has \(count) bytes, not 1 to \(limit)")
        }
        // The pages are fetched now, by whoever maps it, rather than one by one by those who look things up.
        let memory = unsafe mmap(nil, count, PROT_READ, MAP_SHARED | MAP_POPULATE, descriptor, 0)
        guard let memory = unsafe memory, unsafe memory != MAP_FAILED else { throw .last("mapped", path) }
        start = UInt(bitPattern: memory)
    }

    deinit { unsafe _ = munmap(UnsafeMutableRawPointer(bitPattern: start), count) }

    public func uint16(at offset: Int) -> UInt16 { load(UInt16.self, offset) }
    public func uint32(at offset: Int) -> UInt32 { load(UInt32.self, offset) }
    public func uint64(at offset: Int) -> UInt64 { load(UInt64.self, offset) }

    /// The place of a word among so many, from a byte offset on; nil if it is not there.
    public func place(of word: UInt64, from offset: Int, count words: Range<Int>) -> Int? {
        for place in words where uint64(at: offset + 8 * place) == word { return place }
        return nil
    }

    public func bytes(_ range: Range<Int>) -> [UInt8] {
        let range = range.clamped(to: 0..<count)
        return unsafe [UInt8](buffer[range])
    }

    public func digest(_ algorithm: DigestAlgorithm, _ range: Range<Int>) -> [UInt8] {
        var digest = RunningDigest(algorithm)
        unsafe digest.update(UnsafeRawBufferPointer(rebasing: buffer[range.clamped(to: 0..<count)]))
        return digest.finish()
    }

    /// Whether the signature over a part of the file is this key's.
    public func isSigned(
        _ range: Range<Int>, by key: PublicKey, with algorithm: SignatureAlgorithm, signature: [UInt8]
    ) -> Bool {
        let message = unsafe UnsafeRawBufferPointer(rebasing: buffer[range.clamped(to: 0..<count)])
        return unsafe key.verifies(signature, over: message, with: algorithm)
    }

    private var buffer: UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(start: UnsafeRawPointer(bitPattern: start), count: count)
    }

    private func load<Word: BitwiseCopyable & FixedWidthInteger>(_ type: Word.Type, _ offset: Int) -> Word {
        guard offset >= 0, offset <= count - MemoryLayout<Word>.size,
            let memory = unsafe UnsafeRawPointer(bitPattern: start)
        else { return 0 }
        return unsafe memory.loadUnaligned(fromByteOffset: offset, as: Word.self).littleEndian
    }
}
