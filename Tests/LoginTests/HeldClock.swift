import Foundation
import OpenSSL
import PKI
import Synchronization

/// Moves only when told.
final class HeldClock: Sendable {
    static let noon = Date(timeIntervalSince1970: 1_900_000_000)

    private let moment = Mutex(HeldClock.noon)

    var now: Date { moment.withLock { $0 } }
    var wall: WallClock { WallClock { self.now } }

    func advance(by seconds: TimeInterval) { moment.withLock { $0 += seconds } }
}

/// Never twice the same bytes, and the same in every run.
final class HeldRandomness: Sendable {
    private let drawn = Mutex<UInt64>(0)

    var source: Randomness {
        Randomness { count in
            let number = self.drawn.withLock { drawn in
                drawn += 1
                return drawn
            }
            let seed = (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
            return HKDF.sha256(key: seed, salt: [], info: [], length: count)
        }
    }
}
