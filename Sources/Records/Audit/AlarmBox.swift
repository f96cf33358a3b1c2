import Synchronization

/// Alarms that wait for the next writing. The log has each at once; who causes thousands fills no disk.
final class AlarmBox: Sendable {
    private let waiting = Mutex<[DraftRecord]>([])
    private static let most = 64

    func add(_ draft: DraftRecord) {
        waiting.withLock { waiting in
            if waiting.count < Self.most { waiting.append(draft) }
        }
    }

    func take() -> [DraftRecord] {
        waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
    }

    func putBack(_ drafts: [DraftRecord]) {
        for draft in drafts { add(draft) }
    }
}
