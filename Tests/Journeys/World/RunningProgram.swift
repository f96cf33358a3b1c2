import Foundation
import Synchronization

/// A program that runs beside the test until it is ended, by its number and no other way.
final class RunningProgram: Sendable {
    private let process: Mutex<Process>
    private let ending: Ending
    let logPath: String
    let number: Int32

    init(_ words: [String], environment: [String: String] = [:], log: String) throws {
        logPath = log
        if !FileManager.default.fileExists(atPath: log) {
            _ = FileManager.default.createFile(atPath: log, contents: nil)
        }
        let output = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
        try output.seekToEnd()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        // The threads of Dispatch block most signals, and a child inherits that.
        process.arguments = ["--default-signal"] + words
        process.environment = Programs.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        let ending = Ending()
        process.terminationHandler = { ending.happened($0.terminationStatus) }
        self.ending = ending
        try process.run()
        number = process.processIdentifier
        self.process = Mutex(process)
        Remains.note(number)
    }

    deinit { if isRunning { kill(number, SIGKILL) } }

    var isRunning: Bool { ending.status == nil }
    var log: String { Folder.text(logPath) }

    /// Sends a signal and waits for the end.
    @discardableResult func end(_ signal: Int32 = SIGTERM) async -> Int32 {
        if isRunning { kill(number, signal) }
        let status = await ending.wait()
        Remains.forget(number)
        return status
    }

    func send(_ signal: Int32) { kill(number, signal) }
}

/// How a process ended, for whoever waits for it.
private final class Ending: Sendable {
    private struct State {
        var status: Int32?
        var waiting: [CheckedContinuation<Int32, Never>] = []
    }

    private let state = Mutex(State())

    var status: Int32? { state.withLock { $0.status } }

    func happened(_ status: Int32) {
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

/// What still runs when the tests are over, so that nothing is left on the machine.
private enum Remains {
    private static let numbers = Mutex<Set<Int32>>([])
    private static let atTheEnd: Void = {
        atexit { for number in Remains.all { kill(number, SIGTERM) } }
    }()

    private static var all: Set<Int32> { numbers.withLock { $0 } }

    static func note(_ number: Int32) {
        _ = atTheEnd
        numbers.withLock { _ = $0.insert(number) }
    }

    static func forget(_ number: Int32) { numbers.withLock { _ = $0.remove(number) } }
}
