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
        // Without a thread from the system the work is done where it was asked for.
        if !DetachedThread.begin(act) { act() }
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
