import Login
import Synchronization
import TLS

/// What is counted, in the text format that Prometheus reads.
public final class Meter: Sendable {
    private struct State {
        var logins: [LoginKey: UInt64] = [:]
        var connections: [String: UInt64] = [:]
        var handshakeEnds: [String: UInt64] = [:]
        var alarms: [String: UInt64] = [:]
    }

    private struct LoginKey: Hashable {
        let outcome: LoginOutcome
        let reason: String
    }

    private let state = Mutex(State())
    private let others = Mutex<[@Sendable () -> String]>([])

    public init() {}

    /// Adds what another part counts itself, in the same format.
    public func add(_ text: @escaping @Sendable () -> String) { others.withLock { $0.append(text) } }

    /// - Parameter reason: `nil` for a login that was released.
    func login(_ outcome: LoginOutcome, _ reason: RefusalReason?) {
        let key = LoginKey(outcome: outcome, reason: reason?.rawValue ?? "ok")
        state.withLock { $0.logins[key, default: 0] &+= 1 }
    }

    func connection(to host: String) { state.withLock { $0.connections[host, default: 0] &+= 1 } }

    /// Something that the operator has to look at, by a word of ours.
    public func alarm(_ word: String) { state.withLock { $0.alarms[word, default: 0] &+= 1 } }

    func handshakeEnded(_ cause: String) { state.withLock { $0.handshakeEnds[cause, default: 0] &+= 1 } }

    /// - Parameter gauges: name, help and value of what is measured rather than counted.
    func text(gauges: [(name: String, help: String, value: Int)]) -> String {
        let counted = state.withLock { $0 }
        var lines = Self.head("porta_logins_total", "logins by outcome and reason code", "counter")
        for (key, count) in counted.logins.sorted(by: { $0.key.reason < $1.key.reason }) {
            lines += "porta_logins_total{outcome=\"\(key.outcome.rawValue)\",reason=\"\(key.reason)\"} \(count)\n"
        }
        lines += Self.head("porta_connections_total", "completed TLS handshakes by kind of host", "counter")
        for (host, count) in counted.connections.sorted(by: { $0.key < $1.key }) {
            lines += "porta_connections_total{host=\"\(host)\"} \(count)\n"
        }
        lines += Self.head("porta_handshakes_failed_total", "handshakes that did not complete, by cause", "counter")
        for (cause, count) in counted.handshakeEnds.sorted(by: { $0.key < $1.key }) {
            lines += "porta_handshakes_failed_total{cause=\"\(cause)\"} \(count)\n"
        }
        lines += Self.head("porta_alarms_total", "what somebody has to look at, by kind", "counter")
        for (alarm, count) in counted.alarms.sorted(by: { $0.key < $1.key }) {
            lines += "porta_alarms_total{alarm=\"\(alarm)\"} \(count)\n"
        }
        for gauge in gauges {
            lines += Self.head(gauge.name, gauge.help, "gauge") + "\(gauge.name) \(gauge.value)\n"
        }
        return others.withLock { $0 }.reduce(lines) { $0 + $1() }
    }

    private static func head(_ name: String, _ help: String, _ kind: String) -> String {
        "# HELP \(name) \(help)\n# TYPE \(name) \(kind)\n"
    }
}

/// What the edge tells the meter: causes as a bounded set of words.
struct EdgeMetrics: Sendable {
    enum Host: String { case login, card }

    let meter: Meter

    func connection(_ host: Host) { meter.connection(to: host.rawValue) }

    func ended(_ facts: TLSFacts, _ end: TLSEnd) {
        guard !facts.handshakeCompleted else { return }
        meter.handshakeEnded(word(end))
    }

    private func word(_ end: TLSEnd) -> String {
        switch end {
        case .closedByPeer, .closeNotify: "closed-by-peer"
        case .reset: "reset"
        case .closedByUs, .removed: "closed-by-us"
        case .alert: "alert"
        case .refused: "refused"
        case .failed: "failed"
        case .networkDeadline: "network-deadline"
        case .pinDeadline: "pin-deadline"
        case .stalled: "stalled"
        case .helloTooLong: "hello-too-long"
        }
    }
}
