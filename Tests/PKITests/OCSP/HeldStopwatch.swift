import PKI
import Synchronization

/// A stopwatch that stands still until the test moves it.
final class HeldStopwatch: Sendable {
    private struct State {
        var now = Duration.zero
        var next = 0
        var sleepers: [Int: (until: Duration, waiter: CheckedContinuation<Void, any Error>)] = [:]
    }

    private let state = Mutex(State())

    var stopwatch: Stopwatch {
        Stopwatch(elapsed: { self.state.withLock { $0.now } }, sleep: { try await self.sleep($0) })
    }

    var sleepers: Int { state.withLock { $0.sleepers.count } }

    /// Returns when at least so many sleep.
    func until(sleepers count: Int) async { while sleepers < count { await Task.yield() } }

    /// Wakes everybody whose time comes with it.
    func advance(_ time: Duration) {
        let due = state.withLock { state in
            state.now += time
            let now = state.now
            let due = state.sleepers.filter { $0.value.until <= now }
            for name in due.keys { state.sleepers[name] = nil }
            return due.values.sorted { $0.until < $1.until }
        }
        for sleeper in due { sleeper.waiter.resume() }
    }

    private func sleep(_ time: Duration) async throws {
        let name = state.withLock { state in
            state.next += 1
            return state.next
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { waiter in
                let isDone = state.withLock { state in
                    guard time > .zero else { return true }
                    state.sleepers[name] = (state.now + time, waiter)
                    return false
                }
                if isDone { waiter.resume() } else if Task.isCancelled { cancel(name) }
            }
        } onCancel: {
            cancel(name)
        }
    }

    private func cancel(_ name: Int) {
        let sleeper = state.withLock { $0.sleepers.removeValue(forKey: name) }
        sleeper?.waiter.resume(throwing: CancellationError())
    }
}
