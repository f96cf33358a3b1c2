import Dispatch
import GRDB
import Login
import Synchronization

/// Writes what many wait for in one transaction: one disk sync for many logins. A lone act is written at once; those
/// that arrive during a sync share the next one. Nobody is answered before the COMMIT (R38).
///
/// The disk blocks, so all of it happens on a queue of its own and never on Swift's few threads.
final class GroupCommit: Sendable {
    typealias Answer = Result<RecordedDecision?, LedgerError>
    typealias Act = @Sendable (inout LedgerTransaction) throws -> Answer

    private struct Waiting: Sendable {
        let act: Act
        let answer: CheckedContinuation<Answer, Never>
    }

    private struct State: Sendable {
        var waiting: [Waiting] = []
        var writing = 0
        var transactions = 0
        var isRunning = false
        var refusal: String?
    }

    private let database: any DatabaseWriter
    private let queue = DispatchQueue(label: "porta.ledger", qos: .userInitiated)
    private let state = Mutex(State())

    /// More than a gateway decides in a second: beyond it the disk is the bottleneck, and waiting helps nobody.
    private static let mostWaiting = 4096
    /// So that the first of a crowd does not wait for the last.
    private static let mostTogether = 256

    init(_ database: any DatabaseWriter) { self.database = database }

    /// Why nothing is written any more.
    var refusal: String? { state.withLock { $0.refusal } }

    var backlog: Int { state.withLock { $0.waiting.count + $0.writing } }

    var transactions: Int { state.withLock { $0.transactions } }

    func write(_ act: @escaping Act) async throws(LedgerError) -> RecordedDecision? {
        let answer: Answer = await withCheckedContinuation { continuation in
            enqueue(Waiting(act: act, answer: continuation))
        }
        return try answer.get()
    }

    /// Refuses what comes from now on, writes what waits and closes the store.
    ///
    /// - Throws: where the file of the store alone does not hold everything.
    func close() async throws(RecordsError) {
        state.withLock { $0.refusal = $0.refusal ?? "the ledger is closed" }
        let closed: Result<Void, RecordsError> = await withCheckedContinuation { continuation in
            queue.async {
                self.run()
                continuation.resume(
                    returning: Result { () throws(RecordsError) in try self.database.foldAndClose(.truncate) })
            }
        }
        try closed.get()
    }

    private func enqueue(_ waiting: Waiting) {
        var begins = false
        let refusal: String? = state.withLock { state in
            if let refusal = state.refusal { return refusal }
            guard state.waiting.count < Self.mostWaiting else { return "too many logins wait for the disk" }
            state.waiting.append(waiting)
            begins = !state.isRunning
            state.isRunning = true
            return nil
        }
        if let refusal { waiting.answer.resume(returning: .failure(.unavailable(refusal))) }
        if begins { queue.async { self.run() } }
    }

    private func run() {
        while let crowd = next() {
            let answers = write(crowd)
            state.withLock { state in
                state.writing = 0
                state.transactions += 1
            }
            for (waiting, answer) in zip(crowd, answers) { waiting.answer.resume(returning: answer) }
        }
    }

    private func next() -> [Waiting]? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.isRunning = false
                return nil
            }
            let crowd = Array(state.waiting.prefix(Self.mostTogether))
            state.waiting.removeFirst(crowd.count)
            state.writing = crowd.count
            return crowd
        }
    }

    private func write(_ crowd: [Waiting]) -> [Answer] {
        var answers: [Answer] = []
        var hasBegun = false
        do {
            try database.writeWithoutTransaction { database in
                try database.inTransaction(.immediate) {
                    hasBegun = true
                    var transaction = try LedgerTransaction(database)
                    for waiting in crowd { answers.append(try waiting.act(&transaction)) }
                    try transaction.finish()
                    return .commit
                }
            }
            return answers
        } catch {
            // Another process holds the store: nothing was tried. All else means that the disk cannot be trusted.
            if hasBegun || (error as? DatabaseError)?.resultCode != .SQLITE_BUSY { stop("\(error)") }
            return crowd.map { _ in .failure(.unavailable("\(error)")) }
        }
    }

    /// After a failed write or sync nobody knows what the disk holds: nothing is acknowledged any more (threats: K3).
    private func stop(_ reason: String) {
        let abandoned = state.withLock { state in
            state.refusal = state.refusal ?? "writing failed, Porta must be restarted: \(reason)"
            defer { state.waiting = [] }
            return state.waiting
        }
        for waiting in abandoned { waiting.answer.resume(returning: .failure(.unavailable(reason))) }
    }
}
