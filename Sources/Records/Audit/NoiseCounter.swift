import Foundation
import Login
import Synchronization

/// How often something happened in a minute.
struct NoiseCount: Equatable, Sendable {
    let minute: Int
    let reason: RefusalReason
    let count: Int
}

/// Counts in memory what happens before a card is judged: cheap enough for a flood, and of bounded size.
final class NoiseCounter: Sendable {
    private struct Key: Hashable {
        let minute: Int
        let reason: RefusalReason
    }

    private let counts = Mutex<[Key: Int]>([:])

    /// Eight minutes of every reason; they are emptied every few seconds.
    private static let mostKeys = RefusalReason.allCases.count * 8

    func add(_ reason: RefusalReason, minute: Int, count: Int = 1) {
        counts.withLock { counts in
            var key = Key(minute: minute, reason: reason)
            if counts.count >= Self.mostKeys, counts[key] == nil {
                // A clock that runs wild must not cost memory: the count goes to another minute.
                guard let other = counts.keys.first(where: { $0.reason == reason }) else { return }
                key = other
            }
            let sum = (counts[key] ?? 0).addingReportingOverflow(count)
            counts[key] = sum.overflow ? .max : sum.partialValue
        }
    }

    /// What was counted since the last time, oldest first.
    func take() -> [NoiseCount] {
        let taken = counts.withLock { counts in
            defer { counts = [:] }
            return counts
        }
        return taken.map { NoiseCount(minute: $0.key.minute, reason: $0.key.reason, count: $0.value) }
            .sorted { ($0.minute, $0.reason.rawValue) < ($1.minute, $1.reason.rawValue) }
    }

    func putBack(_ counts: [NoiseCount]) {
        for count in counts { add(count.reason, minute: count.minute, count: count.count) }
    }
}
