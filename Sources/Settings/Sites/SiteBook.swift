import Login
public import SAML
import Synchronization

/// All sites, as whoever serves looks them up: those with a metadata file of their own, and those whose metadata is kept
/// fresh. A source's sites change all at once, between two look-ups; nothing is fetched or waited for here.
public final class SiteBook: Sendable {
    private let fixed: [String: KnownSite]
    /// Sites with a file of their own whose metadata has run out.
    private let withheld: Set<String>
    private let fresh: [(form: SiteForm, feed: MetadataFeed)]
    private let report: @Sendable (String, [Finding]) -> Void
    private let made = Mutex<[Place: Made]>([:])

    private struct Place: Hashable {
        let entityID: String
        let form: String
    }

    /// What a look-up in an edition came to, for as long as that one serves.
    private struct Made {
        let edition: MetadataEdition
        /// Nil where the form cannot be filled in with the site's metadata.
        let site: KnownSite?
    }

    /// A bound on the sites that are held ready; those in use at one time are far fewer.
    private static let mostMade = 512

    /// - Parameters:
    ///   - feeds: by the identity of their source.
    ///   - report: told why an entity that is in an edition cannot be served.
    public init(
        _ configuration: Configuration, feeds: [String: MetadataFeed],
        report: @escaping @Sendable (String, [Finding]) -> Void = { _, _ in }
    ) {
        fixed = Dictionary(
            configuration.sites.map { ($0.relyingParty.id.value, KnownSite($0)) },
            uniquingKeysWith: { first, _ in first })
        withheld = configuration.withheldSites
        let fresh = configuration.forms.compactMap { form in
            feeds[form.origin.source.identity].map { (form, $0) }
        }
        // Who is named goes before who is one of many.
        self.fresh = fresh.filter { !$0.0.origin.choice.isAll } + fresh.filter { $0.0.origin.choice.isAll }
        self.report = report
    }

    public func site(_ entityID: String) -> SiteSettings? { known(entityID)?.settings }

    /// The site with its identity: it is the same one for as long as nothing about it changes.
    public func known(_ entityID: String) -> KnownSite? {
        if let site = fixed[entityID] { return site }
        // A file that names the site is the only one that speaks for it, also while its metadata cannot be had: another's
        // rules may be laxer.
        guard !withheld.contains(entityID) else { return nil }
        for (form, feed) in fresh {
            let edition = feed.edition
            guard form.origin.choice.means(entityID, in: edition) else { continue }
            let site = edition.flatMap { self.site(entityID, in: $0, by: form) }
            if site != nil || !form.origin.choice.isAll { return site }
        }
        return nil
    }

    private func site(_ entityID: String, in edition: MetadataEdition, by form: SiteForm) -> KnownSite? {
        let place = Place(entityID: entityID, form: form.name)
        if let known = made.withLock({ $0[place] }), known.edition === edition { return known.site }
        guard let provider = edition.site(entityID) else { return nil }
        let (settings, faults) = form.site(describedBy: provider)
        let site = settings.map(KnownSite.init)
        if !faults.isEmpty { report(entityID, faults) }
        made.withLock { made in
            // Whichever comes first makes room: who asks for many sites does not empty it for the others.
            if made[place] == nil, made.count >= Self.mostMade, let other = made.keys.first { made[other] = nil }
            made[place] = Made(edition: edition, site: site)
        }
        return site
    }
}

/// A site as it is known now.
public final class KnownSite: Sendable {
    public let settings: SiteSettings

    init(_ settings: SiteSettings) { self.settings = settings }
}

extension SiteOrigin.Choice {
    var isAll: Bool { if case .all = self { true } else { false } }

    fileprivate func means(_ entityID: String, in edition: MetadataEdition?) -> Bool {
        switch self {
        case .only: edition?.onlyEntity == entityID
        case .one(let chosen): chosen == entityID
        case .all(let except): !except.contains(entityID)
        }
    }
}

extension Configuration {
    /// The sources that metadata is fetched from, each once, by the strictest of what its files say.
    public var metadataSources: [MetadataSource] {
        var sources: [MetadataSource] = []
        for source in forms.map(\.origin.source) {
            guard let known = sources.firstIndex(where: { $0.identity == source.identity }) else {
                sources.append(source)
                continue
            }
            sources[known].furthest = min(sources[known].furthest, source.furthest)
            sources[known].refresh = min(sources[known].refresh, source.refresh)
            sources[known].maximumBytes = min(sources[known].maximumBytes, source.maximumBytes)
            sources[known].mostVanished = min(sources[known].mostVanished, source.mostVanished)
        }
        return sources
    }
}
