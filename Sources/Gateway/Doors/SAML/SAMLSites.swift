public import Login
public import SAML

/// Where sites are looked up with their metadata. What it gives may change between two look-ups: metadata is fetched while
/// logins are under way.
public struct SAMLSites: Sendable, ExpressibleByArrayLiteral {
    private let find: @Sendable (RelyingParty.ID) -> SAMLSite?

    /// - Parameter find: called on every step of a login; it may not wait.
    public init(_ find: @escaping @Sendable (RelyingParty.ID) -> SAMLSite?) { self.find = find }

    /// Sites that never change.
    public init(arrayLiteral sites: SAMLSite...) {
        let known = Dictionary(
            sites.map { (RelyingParty.ID($0.provider.entityID), $0) }, uniquingKeysWith: { first, _ in first })
        self.init { known[$0] }
    }

    subscript(id: RelyingParty.ID) -> SAMLSite? { find(id) }
}

extension SAMLDoor {
    /// What this site's requests are held against, and whether they must be signed: the house's rules where it is not known.
    public func demands(of id: RelyingParty.ID) -> (rules: RequestRules, signed: Bool) {
        guard let site = sites[id] else { return (rules, false) }
        return (site.rules(rules, nationalIDFormat: nationalIDFormat), site.manner.demandsSignedRequests)
    }
}
