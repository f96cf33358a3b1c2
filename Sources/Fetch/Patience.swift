import Glibc

/// How much a thread works before it lets all others that are ready go first. Most lists are done by then: they cost
/// nobody anything, and a login may have joined to wait for one. A thread that has stepped back stays there, which is
/// why one that works for a login never does.
public struct Patience: Sendable {
    /// Bytes of a list: some 5 ms.
    public static let quantum = 1 << 20

    private let isAwaited: Bool
    private var spent = 0

    public init(isAwaited: Bool) { self.isAwaited = isAwaited }

    /// Before this thread works on so many bytes more.
    public mutating func spend(_ bytes: Int) {
        guard !isAwaited, spent <= Self.quantum else { return }
        spent = min(bytes, Self.quantum + 1) + spent
        // Linux keeps this for each thread.
        if spent > Self.quantum { _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10) }
    }
}
