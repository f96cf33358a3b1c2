import NIOCore

/// At most one thing that happens later, on the connection's own event loop.
struct Deadline {
    private var scheduled: Scheduled<Void>?

    mutating func set(_ delay: Duration, on loop: any EventLoop, _ act: @escaping () -> Void) {
        scheduled?.cancel()
        scheduled = loop.assumeIsolated().scheduleTask(in: TimeAmount(delay), act)
    }

    mutating func cancel() {
        scheduled?.cancel()
        scheduled = nil
    }
}
