/// Where sites are looked up. What it gives may change between two look-ups: metadata is fetched while logins are under way.
public struct SiteDirectory: Sendable {
    private let find: @Sendable (RelyingParty.ID) -> RelyingParty?

    /// - Parameter find: called on every step of a login; it may not wait.
    public init(find: @escaping @Sendable (RelyingParty.ID) -> RelyingParty?) { self.find = find }

    /// Sites that never change.
    public init(_ sites: [RelyingParty]) {
        let known = Dictionary(sites.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        self.init { known[$0] }
    }

    subscript(id: RelyingParty.ID) -> RelyingParty? { find(id) }
}
