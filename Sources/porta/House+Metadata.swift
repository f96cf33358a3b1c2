import Fetch
import Foundation
import Gateway
import Logging
import Login
import OpenSSL
import SAML
import ServiceLifecycle
import Settings
import Synchronization

/// How metadata that is fetched is kept: only `serve` fetches and keeps any, other commands look at what it kept.
struct MetadataKeeping: Sendable {
    var folder: String?
    var report: @Sendable (MetadataEvent) -> Void = { _ in }
    /// Told why an entity cannot be served by the form that is meant for it.
    var unusable: @Sendable (String, [Finding]) -> Void = { _, _ in }
    /// Whether the folder is made, and taken for this process.
    var isOwner = false

    init() {}

    init(in folder: String, logger: Logger) {
        self.folder = folder
        isOwner = true
        report = { event in event.log(to: logger) }
        unusable = { entity, faults in
            logger.warning(
                "a site's metadata does not fit its file",
                metadata: ["site": "\(entity)", "faults": "\(faults.map(\.description).joined(separator: " | "))"])
        }
    }
}

extension Configuration {
    func feeds(_ keeping: MetadataKeeping, now: @escaping @Sendable () -> Date) -> [MetadataFeed] {
        let sources = metadataSources
        guard !sources.isEmpty else { return [] }
        let fetcher = Fetcher.live(allowing: Set(sources.compactMap(\.origin)))
        return sources.map {
            MetadataFeed($0, fetcher: fetcher, folder: keeping.folder, now: now, report: keeping.report)
        }
    }
}

extension Configuration {
    /// The sites as far as they are known without fetching anything: for commands that look at what `serve` has kept.
    func keptBook() -> SiteBook {
        let feeds = metadataSources.map {
            MetadataFeed($0, fetcher: .offline, folder: metadataFolder, now: Date.init)
        }
        for feed in feeds { feed.restore() }
        return SiteBook(
            self, feeds: Dictionary(feeds.map { ($0.source.identity, $0) }, uniquingKeysWith: { first, _ in first }))
    }
}

extension Configuration {
    /// What the door knows of each site: made once for as long as nothing about the site changes.
    func sites(of book: SiteBook) -> @Sendable (RelyingParty.ID) -> SAMLSite? {
        let made = Mutex<[String: (known: KnownSite, site: SAMLSite)]>([:])
        return { id in
            guard let known = book.known(id.value) else { return nil }
            if let made = made.withLock({ $0[id.value] }), made.known === known { return made.site }
            let settings = known.settings
            let site = SAMLSite(
                provider: settings.serviceProvider, relyingParty: settings.relyingParty, manner: settings.manner)
            made.withLock { made in
                if made.count >= Self.mostMade { made.removeAll(keepingCapacity: true) }
                made[id.value] = (known, site)
            }
            return site
        }
    }

    private static var mostMade: Int { 512 }
}

extension MetadataKeeping {
    /// Makes the folder, and takes it for this process for as long as the value is held.
    func taken() throws -> PrivateFolder? {
        guard isOwner, let folder else { return nil }
        do throws(FileTrouble) { return try PrivateFolder.at(folder) } catch { throw Problem("\(error)") }
    }
}

/// Keeps the sites' metadata fresh.
struct MetadataService: Service {
    let feeds: [MetadataFeed]
    let folder: PrivateFolder?
    let readiness: Readiness

    func run() async throws {
        for feed in feeds { feed.restore() }
        try? await cancelWhenGracefulShutdown { try await keep() }
    }

    /// Where nothing was kept, the first fetch is waited for, but not for ever: a source that drips is its own sites'
    /// affair. Where something was kept, nobody waits.
    private func keep() async throws {
        let (answers, heard) = AsyncStream.makeStream(of: Void.self)
        var missing = feeds.count { $0.edition == nil }
        try await withThrowingTaskGroup { group in
            for feed in feeds {
                let isMissing = feed.edition == nil
                group.addTask {
                    await feed.poll()
                    if isMissing { heard.yield() }
                    try await feed.run()
                }
            }
            // A house without sources waits here until it stops.
            group.addTask {
                try await Task.sleep(for: .seconds(15))
                heard.finish()
                while true { try await Task.sleep(for: .seconds(86_400)) }
            }
            if missing > 0 {
                for await _ in answers {
                    missing -= 1
                    if missing == 0 { break }
                }
            }
            readiness.isReady("metadata")
            try await group.waitForAll()
        }
    }
}

extension MetadataEvent {
    /// At most so many of the entities that were left out are named.
    private static let mostNamed = 20

    func log(to logger: Logger) {
        switch self {
        case .restored(let source, let sites, let end):
            logger.notice(
                "metadata as it was last fetched",
                metadata: ["source": "\(source)", "sites": "\(sites)", "until": "\(Self.text(end))"])
        case .changed(let source, let sites, let end, let leftOut):
            logger.notice(
                "metadata changed",
                metadata: [
                    "source": "\(source)", "sites": "\(sites)", "until": "\(Self.text(end))",
                    "left-out": "\(leftOut.count)",
                ])
            for finding in leftOut.prefix(Self.mostNamed) {
                logger.warning(
                    "an entity is left out",
                    metadata: [
                        "source": "\(source)", "entity": "\(finding.entity ?? "unknown")",
                        "rule": "\(finding.rule.rawValue)", "what": "\(finding.what)",
                    ])
            }
        case .trouble(let source, let text):
            logger.warning("metadata", metadata: ["source": "\(source)", "trouble": "\(text)"])
        }
    }

    private static func text(_ date: Date?) -> String { date?.formatted(.iso8601) ?? "ever" }
}
