import Glibc
import Synchronization

/// A bounded number of threads, each for one piece of work.
final class ThreadCrew: Sendable {
    private struct State {
        var working = 0
        var waiting: [@Sendable () -> Void] = []
    }

    private let limit: Int
    private let state = Mutex(State())

    init(atMost limit: Int) { self.limit = limit }

    func take(_ work: @escaping @Sendable () -> Void) {
        let mayBegin = state.withLock { state in
            guard state.working < limit else {
                state.waiting.append(work)
                return false
            }
            state.working += 1
            return true
        }
        if mayBegin { begin(work) }
    }

    private func begin(_ work: @escaping @Sendable () -> Void) {
        let job = Job { [self] in
            work()
            beginNext()
        }
        // Without a thread from the system the work is done where it was asked for.
        if !job.begin() { job.act() }
    }

    /// On a new thread: this one may have stepped back.
    private func beginNext() {
        let next = state.withLock { state -> (@Sendable () -> Void)? in
            guard !state.waiting.isEmpty else {
                state.working -= 1
                return nil
            }
            return state.waiting.removeFirst()
        }
        if let next { begin(next) }
    }
}

private final class Job: Sendable {
    let act: @Sendable () -> Void

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
