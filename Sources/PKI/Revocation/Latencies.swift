/// How long a responder's latest answers took.
struct Latencies: Sendable {
    // 64: enough for a 95th of 100, few enough to follow a change within a minute of logins
    private static let capacity = 64
    private static let fewest = 10

    private var latest: [Duration] = []
    private var next = 0

    mutating func record(_ latency: Duration) {
        if latest.count < Self.capacity { latest.append(latency) } else { latest[next] = latency }
        next = (next + 1) % Self.capacity
    }

    /// What 95 of 100 stayed below; nil before there are enough to say so.
    var p95: Duration? {
        guard latest.count >= Self.fewest else { return nil }
        let sorted = latest.sorted()
        // The nearest rank, counted from 1: ⌈0.95 n⌉.
        return sorted[(sorted.count * 95 + 99) / 100 - 1]
    }
}
