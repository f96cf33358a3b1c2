import Glibc

/// A thread of the system's, that nobody waits for.
enum DetachedThread {
    private final class Work: Sendable {
        let act: @Sendable () -> Void

        init(_ act: @escaping @Sendable () -> Void) { self.act = act }
    }

    /// - Returns: false if the system gives no thread; then nothing was done.
    static func begin(_ act: @escaping @Sendable () -> Void) -> Bool {
        var thread = pthread_t()
        let context = unsafe Unmanaged.passRetained(Work(act))
        let started = unsafe pthread_create(
            &thread, nil,
            { context in
                guard let context = unsafe context else { return nil }
                unsafe Unmanaged<Work>.fromOpaque(context).takeRetainedValue().act()
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
