import NIOCore
import Synchronization

/// Every connection of the public listener, with how far it has come: what a shutdown has to wait for.
final class OpenConnections: Sendable {
    enum Phase: Sendable {
        /// Nothing that says what it wants has come.
        case silent
        /// The hello has come: somebody waits for an answer.
        case greeted
        /// The handshake is done; its requests are the login host's affair.
        case login
        /// The handshake is done; it waits for the card host's one answer.
        case card
    }

    private struct Entry {
        let channel: any Channel
        var phase: Phase
    }

    private let entries = Mutex<[ObjectIdentifier: Entry]>([:])

    func arrived(_ channel: any Channel) {
        entries.withLock { $0[Self.id(channel)] = Entry(channel: channel, phase: .silent) }
    }

    func reached(_ phase: Phase, _ channel: any Channel) { entries.withLock { $0[Self.id(channel)]?.phase = phase } }

    func left(_ channel: any Channel) { entries.withLock { _ = $0.removeValue(forKey: Self.id(channel)) } }

    func channels(in phase: Phase) -> [any Channel] {
        entries.withLock { $0.values.filter { $0.phase == phase }.map(\.channel) }
    }

    func contains(_ phases: Set<Phase>) -> Bool {
        entries.withLock { $0.values.contains { phases.contains($0.phase) } }
    }

    private static func id(_ channel: any Channel) -> ObjectIdentifier { ObjectIdentifier(channel as AnyObject) }
}
