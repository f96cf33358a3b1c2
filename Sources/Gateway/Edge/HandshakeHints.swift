import Foundation
public import Login
import Synchronization
import TLS

/// Why an attempt's last handshake died, as far as a page can make use of it.
public enum HandshakeCause: String, Sendable {
    case closed
    case timedOut = "timed-out"
    /// The client's software could not sign as TLS 1.3 wants.
    case noPSS = "no-pss"
    case inspected, unclear

    init(_ end: TLSEnd) {
        self =
            switch end {
            case .closedByPeer, .reset, .closeNotify: .closed
            case .pinDeadline, .networkDeadline: .timedOut
            // handshake_failure, internal_error: what middleware says that has no scheme in common or fails to sign.
            case .alert(let alert) where alert.code == 40 || alert.code == 80: .noPSS
            // unknown_ca, bad_certificate: somebody between us replaced our certificate, or distrusts it.
            case .alert(let alert) where alert.code == 48 || alert.code == 42: .inspected
            default: .unclear
            }
    }
}

/// The last death of each attempt, for as long as its visitor may come back for it: a hint, kept in bounded memory on
/// the node that saw it, and worth nothing as proof.
public final class HandshakeHints: Sendable {
    /// A death as it is shown: with the case number that its first showing gave it.
    public struct Shown: Sendable {
        public let cause: HandshakeCause
        public let caseNumber: CaseNumber
        /// Counted once an attempt, when it is shown.
        public let isFirst: Bool
    }

    private struct Entry {
        /// nil: the last thing that happened is a handshake that completed.
        var cause: HandshakeCause?
        var at: ContinuousClock.Instant
        /// The click whose handshake completed.
        var completed: UInt16?
        var caseNumber: CaseNumber?
    }

    private struct State {
        var entries: [LoginAttempt.Tag: Entry] = [:]
        var order: [LoginAttempt.Tag] = []
        var oldest = 0

        /// The oldest attempt goes for a new one over the limit.
        mutating func remember(_ entry: Entry, for tag: LoginAttempt.Tag) {
            guard entries.updateValue(entry, forKey: tag) == nil else { return }
            if order.count < HandshakeHints.capacity {
                order.append(tag)
            } else {
                entries[order[oldest]] = nil
                order[oldest] = tag
                oldest = (oldest + 1) % HandshakeHints.capacity
            }
        }
    }

    private static let capacity = 65_536
    private static let lifetime = Duration.seconds(600)
    private let state = Mutex(State())
    private let now: @Sendable () -> ContinuousClock.Instant

    public init(now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) { self.now = now }

    /// Browsers open a second connection beside the good one and let it die: after a completed handshake of the same
    /// click that explains nothing.
    public func died(_ label: CardLabel, of cause: HandshakeCause) {
        let moment = now()
        state.withLock { state in
            let known = state.entries[label.tag]
            guard known?.completed.map({ $0 >= label.cardUse }) != true else { return }
            let entry = Entry(
                cause: cause, at: moment, completed: known?.completed, caseNumber: known?.caseNumber)
            state.remember(entry, for: label.tag)
        }
    }

    /// A completed handshake makes the earlier deaths of its attempt meaningless.
    public func completed(_ label: CardLabel) {
        let moment = now()
        state.withLock { state in
            let known = state.entries[label.tag]
            let entry = Entry(
                cause: nil, at: moment, completed: max(known?.completed ?? 0, label.cardUse),
                caseNumber: known?.caseNumber)
            state.remember(entry, for: label.tag)
        }
    }

    /// The attempt's last death, to be shown now.
    public func show(_ tag: LoginAttempt.Tag, naming caseNumber: () -> CaseNumber) -> Shown? {
        let moment = now()
        return state.withLock { state in
            guard var entry = state.entries[tag], let cause = entry.cause, moment - entry.at <= Self.lifetime else {
                return nil
            }
            let isFirst = entry.caseNumber == nil
            let number = entry.caseNumber ?? caseNumber()
            entry.caseNumber = number
            state.entries[tag] = entry
            return Shown(cause: cause, caseNumber: number, isFirst: isFirst)
        }
    }
}
