import Fetch
import Foundation
import Testing

@Suite struct `A patient thread` {
    /// The nice value of the calling thread.
    private static func niceness() -> Int32 { getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0) }

    @Test func `gives what the work gives, and lets others go first`() async {
        let before = Self.niceness()
        let during = await PatientThread.run { Self.niceness() }
        #expect(during == min(before + 10, 19))
        #expect(Self.niceness() == before)
    }

    @Test func `blocks nobody's pool, however many work at once`() async {
        let sum = await withTaskGroup(of: Int.self) { group in
            for number in 1...32 {
                group.addTask {
                    await PatientThread.run {
                        usleep(20_000)
                        return number
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(sum == 528)
    }
}
