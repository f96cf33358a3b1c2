public import Foundation

/// How long a session serves, and how long it is remembered where the holder is logged in. From the moment of the card,
/// never longer by use.
public struct SessionRules: Sendable, Equatable {
    /// For so long the card need not be used again.
    public let serving: TimeInterval
    /// For so long a logout reaches the sites that were entered; the sites are told to end their own sessions then.
    public let remembered: TimeInterval

    public init(serving: TimeInterval, remembered: TimeInterval) {
        self.serving = serving
        self.remembered = remembered
    }

    public static let longestServing: TimeInterval = 30 * 60
    public static let longestRemembered: TimeInterval = 24 * 3600
    public static let usuallyRemembered: TimeInterval = 8 * 3600
    /// Sites in a session; with another one the oldest is no longer remembered.
    public static let mostSites = 32
}

/// Where sessions are kept, and by which rules. Without it there are none.
public struct Sessions: Sendable {
    public let rules: SessionRules
    public let store: any SessionStore

    public init(rules: SessionRules, store: any SessionStore) {
        self.rules = rules
        self.store = store
    }
}
