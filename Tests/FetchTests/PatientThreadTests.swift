import Fetch
import Foundation
import Synchronization
import Testing

@Suite struct `A patient thread` {
    /// The nice value of the calling thread.
    private static func niceness() -> Int32 { getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0) }

    /// A priority inversion otherwise: a login would wait for a list behind every other thread of a busy machine.
    @Test(arguments: [
        (true, 100_000_000, false), (false, Patience.quantum, false), (false, Patience.quantum + 1, true),
        (false, .max, true),
    ])
    func `lets others go first once it has worked for long, and never while a login waits`(
        isAwaited: Bool, bytes: Int, stepsBack: Bool
    ) async {
        let before = Self.niceness()
        let during = await PatientThread.run(isAwaited: isAwaited) { patience in
            patience.spend(bytes / 2)
            patience.spend(bytes - bytes / 2)
            return Self.niceness()
        }
        #expect(during == (stepsBack ? min(before + 10, 19) : before))
        // The next has a thread of its own.
        #expect(await PatientThread.run(isAwaited: isAwaited) { _ in Self.niceness() } == before)
        #expect(Self.niceness() == before)
    }

    @Test(arguments: [true, false])
    func `blocks nobody's pool, however many work at once, and is one of a bounded number`(isAwaited: Bool) async {
        let shift = Shift()
        let sum = await withTaskGroup(of: Int.self) { group in
            for number in 1...64 {
                group.addTask {
                    await PatientThread.run(isAwaited: isAwaited) { _ in
                        shift.begin()
                        usleep(5_000)
                        shift.end()
                        return number
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(sum == 2_080)
        #expect((1...16).contains(shift.most))
    }
}

/// How many work at once, and worked at most.
private final class Shift: Sendable {
    private struct State {
        var (now, most) = (0, 0)
    }

    private let state = Mutex(State())

    var most: Int { state.withLock { $0.most } }

    func begin() {
        state.withLock { state in
            state.now += 1
            state.most = max(state.most, state.now)
        }
    }

    func end() { state.withLock { $0.now -= 1 } }
}
