import Synchronization

/// Lets a few lines of each kind through a second, and counts the rest: a flood of bad requests must not fill the disk.
final class LogLimit: Sendable {
    private struct Window {
        var second: ContinuousClock.Instant
        var lines = 0
        var suppressed = 0
    }

    private let perSecond: Int
    private let now: @Sendable () -> ContinuousClock.Instant
    /// By reason code: as many as there are codes.
    private let windows = Mutex<[String: Window]>([:])

    init(perSecond: Int = 10, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.perSecond = perSecond
        self.now = now
    }

    /// How many lines of this kind were left out since the last one, or `nil` if this one is left out too.
    func pass(_ kind: String) -> Int? {
        let moment = now()
        return windows.withLock { windows in
            var window = windows[kind] ?? Window(second: moment)
            defer { windows[kind] = window }
            if moment - window.second >= .seconds(1) {
                let suppressed = window.suppressed
                window = Window(second: moment, lines: 1)
                return suppressed
            }
            guard window.lines < perSecond else {
                window.suppressed += 1
                return nil
            }
            window.lines += 1
            return 0
        }
    }
}
