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
        let act = { @Sendable [self] in
            work()
            beginNext()
        }
        // Without a thread from the system the work is done where it was asked for, and all that waits after it.
        if DetachedThread.begin(act) { return }
        var next: (@Sendable () -> Void)? = work
        while let work = next {
            work()
            next = self.next()
        }
    }

    /// On a new thread: this one may have stepped back.
    private func beginNext() {
        if let next = next() { begin(next) }
    }

    private func next() -> (@Sendable () -> Void)? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.working -= 1
                return nil
            }
            return state.waiting.removeFirst()
        }
    }
}
