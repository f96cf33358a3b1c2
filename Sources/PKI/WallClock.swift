public import Foundation

/// What time it is, and how it passes. Handed in, so that a test can hold it still.
public struct WallClock: Sendable {
    public let now: @Sendable () -> Date
    /// For deadlines and pauses, which no change of the wall clock may touch.
    public let stopwatch: Stopwatch

    public init(stopwatch: Stopwatch = .system, now: @escaping @Sendable () -> Date) {
        self.now = now
        self.stopwatch = stopwatch
    }

    public static let system = WallClock { Date() }

    public static func fixed(_ moment: Date) -> WallClock { WallClock { moment } }
}

extension Duration {
    /// For arithmetic with points in time.
    var seconds: TimeInterval {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
