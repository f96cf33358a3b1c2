import Foundation
import Glibc
import Synchronization

/// Stands between SQLite and the disk: counts the syncs of a file, has them wait, or fail.
enum SyncProbe {
    private struct State {
        var syncs: [String: Int] = [:]
        var failing: Set<String> = []
        var held: Set<String> = []
    }

    private static let state = Mutex(State())

    static func syncs(of path: String) -> Int { state.withLock { $0.syncs[path] ?? 0 } }

    static func fail(_ path: String) { state.withLock { _ = $0.failing.insert(path) } }

    static func mend(_ path: String) { state.withLock { _ = $0.failing.remove(path) } }

    /// The first who writes meanwhile waits for the disk, and everybody behind him; no timeout runs.
    static func hold<Value>(_ path: String, while act: () async throws -> Value) async rethrows -> Value {
        state.withLock { _ = $0.held.insert(path) }
        defer { state.withLock { _ = $0.held.remove(path) } }
        return try await act()
    }

    /// - Returns: whether the sync may go on.
    fileprivate static func note(_ descriptor: Int32) -> Bool {
        let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)")
        guard let path, path.contains("porta-records-") else { return true }
        while state.withLock({ $0.held.contains(path) }) { usleep(1_000) }
        return state.withLock { state in
            state.syncs[path, default: 0] += 1
            return !state.failing.contains(path)
        }
    }
}

/// SQLite calls this instead of the system's, since the program's own symbols come first.
@_cdecl("fdatasync")
public func countedSync(_ descriptor: Int32) -> Int32 {
    guard SyncProbe.note(descriptor) else {
        errno = EIO
        return -1
    }
    return fsync(descriptor)
}
