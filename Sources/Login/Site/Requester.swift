/// A service behind a site that federates: its visitors log in through the site.
public struct Requester: Sendable, Equatable {
    /// `nil` where it is registered here itself, under its own name.
    public let name: LocalizedText?
    /// The group in which it knows persons, where the site's identifiers are made for its requesters.
    public let pairwiseGroup: String?

    public init(name: LocalizedText?, pairwiseGroup: String? = nil) {
        self.name = name
        self.pairwiseGroup = pairwiseGroup
    }
}

/// What the pages say about whom a site asks for.
public struct ShownRequesters: Sendable, Equatable {
    public var names: [LocalizedText] = []
    /// There is one more whom the site does not name in words that could be believed.
    public var hasUnknown = false

    public init() {}

    public var isEmpty: Bool { names.isEmpty && !hasUnknown }
}
