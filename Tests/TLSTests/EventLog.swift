import NIOCore
import Synchronization
import TLS

/// What the handlers of a test server have told.
final class EventLog: Sendable {
    struct End: Sendable {
        let connection: Int
        let facts: TLSFacts
        let cause: TLSEnd
    }

    private struct State {
        var greeted: [TLSFacts] = []
        var completed: [TLSFacts] = []
        var ends: [End] = []
        var pressed = false
        var asked = false
        var handlers: [WeakHandler] = []
        var channels: [any Channel] = []
        var waiting: [(isDone: (State) -> Bool, CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    var greeted: [TLSFacts] { state.withLock { $0.greeted } }
    var completed: [TLSFacts] { state.withLock { $0.completed } }
    var ends: [End] { state.withLock { $0.ends } }

    /// Waits for so many ends, and gives all there are.
    func ends(_ count: Int) async -> [End] {
        await wait { $0.ends.count >= count }
        return ends
    }

    func end() async -> End { await ends(1)[0] }

    /// Waits until a connection could not take more of an answer.
    func pressed() async { await wait { $0.pressed } }

    /// Waits until a whole request has come.
    func asked() async { await wait { $0.asked } }

    func track(_ handler: TLSHandler, on channel: any Channel) -> Int {
        state.withLock {
            $0.handlers.append(WeakHandler(handler))
            $0.channels.append(channel)
            return $0.handlers.count
        }
    }

    func note(_ event: TLSEvent, of connection: Int) {
        change {
            switch event {
            case .greeted(let facts): $0.greeted.append(facts)
            case .completed(let facts): $0.completed.append(facts)
            case .ended(let facts, let cause):
                $0.ends.append(End(connection: connection, facts: facts, cause: cause))
            }
        }
    }

    func notePressure() { change { $0.pressed = true } }
    func noteRequest() { change { $0.asked = true } }

    /// How many handlers are alive once every connection is closed and every event loop has tidied up. A handler
    /// that is gone has freed its session.
    func survivors() async throws -> Int {
        let channels = state.withLock { $0.channels }
        for channel in channels { try await channel.closeFuture.get() }
        state.withLock { $0.channels = [] }
        for _ in 0..<100 where alive > 0 {
            for channel in channels { try await channel.eventLoop.submit {}.get() }
        }
        return alive
    }

    private var alive: Int { state.withLock { $0.handlers.count { $0.handler != nil } } }

    private func change(_ body: (inout State) -> Void) {
        let ready = state.withLock { state in
            body(&state)
            let waiting = state.waiting
            state.waiting = []
            for one in waiting where !one.isDone(state) { state.waiting.append(one) }
            return waiting.filter { $0.isDone(state) }.map(\.1)
        }
        for continuation in ready { continuation.resume() }
    }

    private func wait(until isDone: @escaping @Sendable (borrowing State) -> Bool) async {
        await withCheckedContinuation { continuation in
            let done = state.withLock { state in
                if isDone(state) { return true }
                state.waiting.append((isDone, continuation))
                return false
            }
            if done { continuation.resume() }
        }
    }
}

private struct WeakHandler: @unchecked Sendable {  // read only to see whether it is nil
    weak var handler: TLSHandler?
    init(_ handler: TLSHandler) { self.handler = handler }
}
