import Fetch
import Foundation
import PKI
import SAML
import Settings
import Synchronization

/// One source of metadata as `check` finds it.
struct FetchedMetadata: Encodable {
    let source: String
    let files: [String]
    let sites: Int
    let validUntil: Date?
    let trouble: String?
    let leftOut: [MetadataFinding]
    /// Nothing was fetched: this is what `serve` kept last, if anything.
    let isKept: Bool

    enum CodingKeys: String, CodingKey {
        case source, files, sites, validUntil, trouble, leftOut, isKept
    }

    /// Fetches every source once, as `serve` would, after what it has kept. Nothing is written.
    static func look(_ configuration: Configuration, isOffline: Bool) async -> [FetchedMetadata] {
        let clock = configuration.clock.map(WallClock.fixed) ?? .system
        let heard = Mutex<[String: [MetadataFinding]]>([:])
        let sources = configuration.metadataSources
        let fetcher = isOffline ? Fetcher.offline : .live(allowing: Set(sources.compactMap(\.origin)))
        var found: [FetchedMetadata] = []
        for source in sources {
            let feed = MetadataFeed(source, fetcher: fetcher, folder: configuration.metadataFolder, now: clock.now) {
                if case .changed(let name, _, _, let leftOut) = $0 { heard.withLock { $0[name] = leftOut } }
            }
            feed.restore()
            if !isOffline { await feed.poll(keeping: false) }
            let condition = feed.condition
            found.append(
                FetchedMetadata(
                    source: source.name,
                    files: configuration.forms.filter { $0.origin.source.identity == source.identity }.map {
                        "relying-parties/\($0.name).yaml"
                    }, sites: condition.sites, validUntil: condition.validUntil, trouble: condition.trouble,
                    leftOut: heard.withLock { $0[source.name] ?? [] }, isKept: isOffline || condition.trouble != nil))
        }
        return found
    }

    private static let mostNamed = 20

    /// A source that is away keeps nobody out while the last good metadata is valid: warnings.
    var findings: [Finding] {
        var findings: [Finding] = []
        if let trouble {
            findings.append(
                warning(
                    "\(source): \(trouble)",
                    sites > 0
                        ? "what was fetched last goes on to serve" : "until it can be fetched, no site of it is served")
            )
        }
        for finding in leftOut.prefix(Self.mostNamed) {
            findings.append(warning("\(finding.entity ?? "an entity") is left out: \(finding.what)", finding.mend))
        }
        return findings
    }

    private func warning(_ what: String, _ mend: String) -> Finding {
        Finding(severity: .warning, file: files.first ?? "", key: "metadata", line: nil, what: what, mend: mend)
    }

    var line: String {
        let end = validUntil.map { ", valid until \($0.formatted(.iso8601))" } ?? ""
        let kept = isKept ? " (as it was last kept)" : ""
        return "\(source): \(sites) \(sites == 1 ? "site" : "sites")\(end)\(kept)"
    }
}
