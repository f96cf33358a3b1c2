public import Foundation

/// What time it is. Handed in, so that a test can hold it still.
public struct WallClock: Sendable {
    public let now: @Sendable () -> Date

    public init(now: @escaping @Sendable () -> Date) { self.now = now }

    public static let system = WallClock { Date() }

    public static func fixed(_ moment: Date) -> WallClock { WallClock { moment } }
}

extension Duration {
    /// For arithmetic with points in time.
    var seconds: TimeInterval {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
