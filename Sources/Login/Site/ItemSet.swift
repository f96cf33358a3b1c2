/// A set of items that a request can choose by its number: less than the registration, never more.
public struct ItemSet: Sendable, Equatable {
    /// What the site calls the service that it needs them for.
    public let name: LocalizedText?
    public let items: Set<Item>
    /// Whether the set demands what the site is not registered for, so that nobody can be logged in with it.
    public let demandsMore: Bool

    public init(name: LocalizedText?, items: Set<Item>, demandsMore: Bool = false) {
        self.name = name
        self.items = items
        self.demandsMore = demandsMore
    }
}
