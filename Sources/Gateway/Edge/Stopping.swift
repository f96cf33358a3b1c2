import Synchronization

/// Whether the gateway is being stopped. Set once.
final class Stopping: Sendable {
    private let flag = Atomic(false)

    var hasBegun: Bool { flag.load(ordering: .acquiring) }

    func begin() { flag.store(true, ordering: .releasing) }
}
