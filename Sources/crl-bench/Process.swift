import Foundation
import Glibc
import Synchronization

/// What this process uses.
enum ProcessUse {
    /// Anonymous memory in kB, as the kernel counts it.
    static var anonymous: Int {
        let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("RssAnon:") }
        return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    }

    static var cpu: Duration { clock(CLOCK_PROCESS_CPUTIME_ID) }

    /// Of the calling thread alone: stands still while others have the core.
    static var threadCPU: Duration { clock(CLOCK_THREAD_CPUTIME_ID) }

    private static func clock(_ which: clockid_t) -> Duration {
        var time = timespec()
        unsafe _ = clock_gettime(which, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}

/// Watches the peak of anonymous memory while something runs.
final class MemoryWatch: Sendable {
    private let peak = Atomic<Int>(0)
    private let isOver = Atomic<Bool>(false)

    init() {
        let thread = Thread { [self] in
            while !isOver.load(ordering: .relaxed) {
                peak.max(ProcessUse.anonymous, ordering: .relaxed)
                usleep(10_000)
            }
        }
        thread.start()
    }

    func end() -> Int {
        isOver.store(true, ordering: .relaxed)
        return peak.load(ordering: .relaxed)
    }
}
