/// How much time passes, and a way to let some pass. Unlike the wall clock it never jumps. Handed in, so that a test can
/// hold it.
public struct Stopwatch: Sendable {
    /// Since a moment that does not matter.
    public let elapsed: @Sendable () -> Duration
    /// Returns no earlier than after this time, or throws when the task is cancelled.
    public let sleep: @Sendable (Duration) async throws -> Void

    public init(
        elapsed: @escaping @Sendable () -> Duration, sleep: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.elapsed = elapsed
        self.sleep = sleep
    }

    public static let system: Stopwatch = {
        let start = ContinuousClock.now
        return Stopwatch(elapsed: { ContinuousClock.now - start }, sleep: { try await Task.sleep(for: $0) })
    }()
}
