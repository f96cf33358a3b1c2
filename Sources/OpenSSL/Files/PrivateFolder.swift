import Glibc
import Synchronization

/// A folder of this user's alone, that no other process works in for as long as this value lives. Within the process it
/// is shared: whoever asks for the same folder again gets the same value.
@safe public final class PrivateFolder: Sendable {
    public let path: String
    private let descriptor: Int32
    private let entered = Mutex<Set<String>>([])

    private struct Known: Sendable { weak let folder: PrivateFolder? }
    private static let known = Mutex<[String: Known]>([:])

    /// - Parameter path: made if it is not there.
    public static func at(_ path: String) throws(FileTrouble) -> PrivateFolder {
        let result: Result<PrivateFolder, FileTrouble> = known.withLock { known in
            if let folder = known[path]?.folder { return .success(folder) }
            return Result { () throws(FileTrouble) in
                let folder = try PrivateFolder(path)
                known = known.filter { $0.value.folder != nil }
                known[path] = Known(folder: folder)
                return folder
            }
        }
        return try result.get()
    }

    private init(_ path: String) throws(FileTrouble) {
        try Self.make(path)
        let lock = "\(path)/lock"
        descriptor = unsafe open(lock, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        self.path = path
        guard descriptor >= 0 else { throw .last("opened", lock) }
        guard Self.lock(descriptor) else {
            let isTaken = errno == EWOULDBLOCK
            let trouble = FileTrouble.last("locked", lock)
            close(descriptor)
            throw isTaken
                ? FileTrouble(
                    text: "the folder \(path) is in use by another process: stop that, or give each a folder of its own"
                )
                : trouble
        }
    }

    /// Who held it last may be just about to let go: a value that nobody has any more, or a program that was started and
    /// has not closed what it inherited. They get two seconds.
    private static func lock(_ descriptor: Int32) -> Bool {
        for _ in 0..<40 {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
            guard errno == EWOULDBLOCK || errno == EINTR else { return false }
            usleep(50_000)
        }
        return flock(descriptor, LOCK_EX | LOCK_NB) == 0
    }

    deinit { close(descriptor) }

    /// A folder in this one; made if it is not there.
    ///
    /// - Returns: whether it is asked for the first time since this one was taken: what is under way there is nobody's.
    public func enter(_ name: String) throws(FileTrouble) -> Bool {
        try Self.make("\(path)/\(name)")
        return entered.withLock { $0.insert(name).inserted }
    }

    /// Whether something lies at a path, if only a way to elsewhere. In doubt it does.
    public static func holds(_ path: String) -> Bool {
        var facts = stat()
        return unsafe lstat(path, &facts) == 0 || errno != ENOENT
    }

    private static func make(_ path: String) throws(FileTrouble) {
        guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .last("made", path) }
        var facts = stat()
        guard unsafe stat(path, &facts) == 0 else { throw .last("read", path) }
        guard facts.st_mode & S_IFMT == S_IFDIR else {
            throw FileTrouble(text: "\(path) is no folder: take it away, or name another place")
        }
        guard facts.st_uid == geteuid(), facts.st_mode & 0o077 == 0 else {
            throw FileTrouble(
                text: "the folder \(path) is not this user's alone: run chmod 700, and chown to Porta's user")
        }
    }
}
