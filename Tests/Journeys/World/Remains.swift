import Foundation
import Synchronization

/// What is there when the tests are over, however they end: programs are ended and folders removed, so that nothing is left on
/// the machine.
enum Remains {
    private static let programs = Mutex<Set<Int32>>([])
    private static let folders = Mutex<Set<String>>([])
    private static let atTheEnd: Void = { atexit { Remains.clear() } }()

    static func note(program number: Int32) {
        _ = atTheEnd
        programs.withLock { _ = $0.insert(number) }
    }

    static func forget(program number: Int32) { programs.withLock { _ = $0.remove(number) } }

    static func note(folder path: String) {
        _ = atTheEnd
        folders.withLock { _ = $0.insert(path) }
    }

    static func forget(folder path: String) { folders.withLock { _ = $0.remove(path) } }

    private static func clear() {
        let numbers = programs.withLock { $0 }
        for number in numbers { kill(number, SIGTERM) }
        for number in numbers {
            // They are reaped by the threads that wait for them.
            for _ in 0..<100 where kill(number, 0) == 0 { usleep(20_000) }
        }
        for path in folders.withLock({ $0 }) { try? FileManager.default.removeItem(atPath: path) }
    }
}
