import Foundation
import Synchronization

/// `porta serve`, which a journey may end and start again.
final class Gateway: Sendable {
    private let path: String
    private let operations: String
    private let log: String
    private let program = Mutex<RunningProgram?>(nil)

    init(path: String, operations: String, log: String) {
        (self.path, self.operations, self.log) = (path, operations, log)
    }

    var number: Int32 { program.withLock { $0?.number ?? 0 } }
    var isRunning: Bool { program.withLock { $0?.isRunning ?? false } }

    /// What it has written so far, over all its starts.
    var words: String { Folder.text(log) }

    /// - Parameter moment: where its clock stands still; nil for one that runs.
    func start(at moment: Date? = nil) async throws {
        let clock = moment.map { ["PORTA_CLOCK": $0.formatted(.iso8601)] } ?? [:]
        let started = try RunningProgram([Programs.porta, "serve", "--config", path], environment: clock, log: log)
        program.withLock { $0 = started }
        try await eventually("the gateway", whileRunning: started) {
            try await Command("curl", "-sf", "--max-time", "2", operations + "/health/ready").run().status == 0
        }
    }

    @discardableResult func end(_ signal: Int32 = SIGTERM) async -> Int32 {
        await program.withLock { $0 }?.end(signal) ?? 0
    }

    func send(_ signal: Int32) { program.withLock { $0?.send(signal) } }
}

/// Waits until something outside has come about; a quarter of a minute is far more than it needs.
func eventually(
    _ what: String, whileRunning program: RunningProgram? = nil, _ isSo: () async throws -> Bool
) async throws {
    for _ in 0..<300 {
        if try await isSo() { return }
        if let program, !program.isRunning { throw WorldError("\(what) ended: \(program.log.suffix(2000))") }
        try await Task.sleep(for: .milliseconds(50))
    }
    throw WorldError("\(what) was not there in time: \(program?.log.suffix(2000) ?? "")")
}
