import Foundation
import Synchronization

/// A program that runs beside the test until it is ended, by its number and no other way.
final class RunningProgram: Sendable {
    private let end = End()
    private let logPath: String
    let number: Int32

    init(_ words: [String], environment: [String: String] = [:], log: String) throws {
        let child = try Child(words, environment: environment, output: log, error: log)
        (number, logPath) = (child.number, log)
        Remains.note(program: child.number)
        Task { [end] in
            end.came(await child.ended())
            Remains.forget(program: child.number)
        }
    }

    deinit { send(SIGTERM) }

    var isRunning: Bool { end.status == nil }
    var log: String { Folder.text(logPath) }

    func send(_ signal: Int32) { if isRunning { kill(number, signal) } }

    /// Sends a signal, or none if it is 0, and waits for the end.
    @discardableResult func end(_ signal: Int32 = SIGTERM) async -> Int32 {
        send(signal)
        return await end.wait()
    }
}

/// How a process ended, for whoever waits for it.
private final class End: Sendable {
    private struct State {
        var status: Int32?
        var waiting: [CheckedContinuation<Int32, Never>] = []
    }

    private let state = Mutex(State())

    var status: Int32? { state.withLock { $0.status } }

    func came(_ status: Int32) {
        let waiting = state.withLock { state in
            state.status = status
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume(returning: status) }
    }

    func wait() async -> Int32 {
        await withCheckedContinuation { continuation in
            let status = state.withLock { state in
                if state.status == nil { state.waiting.append(continuation) }
                return state.status
            }
            if let status { continuation.resume(returning: status) }
        }
    }
}
