public import struct Foundation.Date

/// How answers to one site are made, as it is registered: its profile's defaults with what was agreed beside them.
public struct SiteManner: Sendable {
    public let profile: SAMLProfile
    public var rules: ProfileRules
    /// The names of the keys that sign for it, by date.
    public var signingKeys: KeyCalendar
    /// What a card is taken for, by what this site takes it for.
    public var levels: AuthnLevels
    /// What the things that it gets are called.
    public var attributes: AttributeSet
    /// Whether its requests must be signed, whatever its metadata promises; a promise of the metadata always counts.
    public var demandsSignedRequests: Bool

    public init(
        profile: SAMLProfile = .generic, rules: ProfileRules? = nil, signingKeys: KeyCalendar = KeyCalendar(),
        levels: AuthnLevels = .card, attributes: AttributeSet = .standard, demandsSignedRequests: Bool = false
    ) {
        self.profile = profile
        self.rules = rules ?? profile.rules
        self.signingKeys = signingKeys
        self.levels = levels
        self.attributes = attributes
        self.demandsSignedRequests = demandsSignedRequests
    }
}

/// Which key signs when (O6). All keys stand in the metadata all the time, so that a site which has read it lately knows
/// the next one before it is used, and the last one while answers signed with it are still on their way.
public struct KeyCalendar: Hashable, Sendable {
    /// The key that signs now; nil for the first of the provider's.
    public let current: String?
    public let next: Change?

    /// From a moment on another key signs.
    public struct Change: Hashable, Sendable {
        public let key: String
        public let from: Date

        public init(key: String, from: Date) {
            self.key = key
            self.from = from
        }
    }

    public init(_ current: String? = nil, next: Change? = nil) {
        self.current = current
        self.next = next
    }

    /// The name of the key that signs at a moment.
    public func key(at now: Date) -> String? {
        guard let next, next.from <= now else { return current }
        return next.key
    }
}
