import Glibc

/// A thread of its own for work that takes long and that nobody waits for at the door: the pool of Swift's tasks is only as
/// wide as the machine, and a login must get a processor before a list does.
public enum PatientThread {
    /// Runs the work and gives what it gives. Such work is not cancelled.
    public static func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            let job = Job {
                stepBack()
                continuation.resume(returning: work())
            }
            if !job.begin() { continuation.resume(returning: work()) }
        }
    }

    /// Linux keeps this for each thread: all others that are ready go first.
    static func stepBack() { _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10) }

    private final class Job: Sendable {
        private let act: @Sendable () -> Void

        init(_ act: @escaping @Sendable () -> Void) { self.act = act }

        /// False if the system gives no thread.
        func begin() -> Bool {
            var thread = pthread_t()
            let context = unsafe Unmanaged.passRetained(self)
            let started = unsafe pthread_create(
                &thread, nil,
                { context in
                    guard let context = unsafe context else { return nil }
                    unsafe Unmanaged<Job>.fromOpaque(context).takeRetainedValue().act()
                    return nil
                }, context.toOpaque())
            guard started == 0 else {
                unsafe context.release()
                return false
            }
            _ = pthread_detach(thread)
            return true
        }
    }
}
