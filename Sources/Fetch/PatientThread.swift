/// Threads of their own for work that takes long: the pool of Swift's tasks is only as wide as the machine, and a list of
/// a nation must not fill it.
public enum PatientThread {
    /// Work that somebody waits for at the door does not queue behind other.
    private static let (door, others) = (ThreadCrew(atMost: atOnce), ThreadCrew(atMost: atOnce))

    /// Far more than one house's lists need, and a bound all the same: who comes later waits for his turn.
    static let atOnce = 16

    /// Runs the work and gives what it gives. Such work is not cancelled.
    ///
    /// - Parameters:
    ///   - isAwaited: whether a login waits for it: then it never steps back.
    ///   - work: tells how much it has done, so that it lets others go first once it takes long.
    public static func run<Value: Sendable>(
        isAwaited: Bool, _ work: @escaping @Sendable (inout Patience) -> Value
    ) async -> Value {
        await withCheckedContinuation { continuation in
            (isAwaited ? door : others).take {
                var patience = Patience(isAwaited: isAwaited)
                continuation.resume(returning: work(&patience))
            }
        }
    }
}
