import Foundation
import PKI
import Synchronization

/// Moves only when told.
final class HeldClock: Sendable {
    static let start = Date(timeIntervalSince1970: 1_795_507_200)  // 2026-11-24T08:00:00Z

    private let moment = Mutex(HeldClock.start)

    var wall: WallClock { WallClock { self.moment.withLock { $0 } } }

    func advance(by seconds: TimeInterval) { moment.withLock { $0 += seconds } }
}
