import NIOCore
import Synchronization

/// The handshakes of card hosts that wait for a certificate, counted as browsers behave: they open one or two before
/// each good one and let them die. Over a limit the oldest waiting one goes, so that a stranger who saw a label cannot
/// lock its owner out.
final class OpenHandshakes: Sendable {
    struct Limits: Sendable {
        var labelAndAddress = 4
        var label = 16
        /// 60 KB each (D2).
        var node = 10_000
    }

    private struct Handshake {
        let id: ObjectIdentifier
        let label: String
        let prefix: String
        let channel: any Channel
    }

    private struct State {
        /// Oldest first.
        var byLabel: [String: [Handshake]] = [:]
        var byPrefix: [String: [Handshake]] = [:]
        var count = 0
    }

    private let limits: Limits
    private let state = Mutex(State())

    init(limits: Limits = Limits()) { self.limits = limits }

    var count: Int { state.withLock { $0.count } }

    /// Counts a handshake whose certificate is being waited for, and closes the one that has to go for it.
    func begin(_ channel: any Channel, label: String, address: SocketAddress?) {
        let handshake = Handshake(
            id: ObjectIdentifier(channel as AnyObject), label: label, prefix: Self.prefix(of: address),
            channel: channel)
        let victim = state.withLock { state -> Handshake? in
            let victim = self.victim(for: handshake, in: state)
            if let victim { Self.remove(victim, from: &state) }
            state.byLabel[label, default: []].append(handshake)
            state.byPrefix[handshake.prefix, default: []].append(handshake)
            state.count += 1
            return victim
        }
        victim?.channel.close(promise: nil)
    }

    /// It got its certificate, or ended.
    func end(_ channel: any Channel, label: String) {
        let id = ObjectIdentifier(channel as AnyObject)
        state.withLock { state in
            guard let handshake = state.byLabel[label]?.first(where: { $0.id == id }) else { return }
            Self.remove(handshake, from: &state)
        }
    }

    private func victim(for new: Handshake, in state: State) -> Handshake? {
        let sameLabel = state.byLabel[new.label] ?? []
        let sameBoth = sameLabel.filter { $0.prefix == new.prefix }
        if sameBoth.count >= limits.labelAndAddress { return sameBoth.first }
        if sameLabel.count >= limits.label { return sameLabel.first }
        guard state.count >= limits.node else { return nil }
        return state.byPrefix.values.max { $0.count < $1.count }?.first
    }

    private static func remove(_ handshake: Handshake, from state: inout State) {
        state.byLabel[handshake.label]?.removeAll { $0.id == handshake.id }
        if state.byLabel[handshake.label]?.isEmpty == true { state.byLabel[handshake.label] = nil }
        state.byPrefix[handshake.prefix]?.removeAll { $0.id == handshake.id }
        if state.byPrefix[handshake.prefix]?.isEmpty == true { state.byPrefix[handshake.prefix] = nil }
        state.count -= 1
    }

    /// One client: an IPv4 address, or the /64 that an IPv6 client may choose from.
    private static func prefix(of address: SocketAddress?) -> String {
        guard let text = address?.ipAddress else { return "unknown" }
        guard text.contains(":") else { return text }
        return text.split(separator: ":", omittingEmptySubsequences: false).prefix(4).joined(separator: ":")
    }
}
