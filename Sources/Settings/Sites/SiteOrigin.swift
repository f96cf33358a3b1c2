import Fetch
import OpenSSL
public import SAML

/// Where the metadata of a site, or of many, is kept fresh from.
public struct SiteOrigin: Sendable {
    public internal(set) var source: MetadataSource
    public let choice: Choice

    /// Which of the entities there are meant.
    public enum Choice: Sendable {
        /// The only one.
        case only
        case one(String)
        /// Each is a site by these rules.
        case all(except: Set<String>)
    }
}

private enum EntitiesWord: String, CaseIterable { case all }

extension SettingsFile {
    /// Where the file of a site says that its metadata is kept fresh from; nil where it names a file of metadata.
    func siteOrigin(_ premises: Premises) -> (said: Bool, origin: SiteOrigin?) {
        guard let metadata = top.entry("metadata"), metadata.isOrigin else { return (false, nil) }
        let profile = top.entry("profile").flatMap { $0.isSaid ? $0.choice(SAMLProfile.self) : nil } ?? .generic
        guard var origin = metadata.siteOrigin(premises) else { return (true, nil) }
        origin.source.furthest = min(origin.source.furthest, profile.rules.furthestValidUntil)
        return (true, origin)
    }
}

extension Table {
    /// The metadata's own setting where it is to be read from a file; nil where it is fetched.
    func metadata(or fetched: SiteMetadata?) -> Setting? {
        guard let setting = nested("metadata") else { return required("metadata") }
        return fetched != nil || setting.isOrigin ? nil : setting
    }
}

extension Setting {
    /// A table, in the file or by variables.
    fileprivate var isOrigin: Bool { override == nil && (isTable || isOverriddenBelow) }

    /// `metadata: { url: https://…, signed-by: federation.pem, entities: all }`
    fileprivate func siteOrigin(_ premises: Premises) -> SiteOrigin? {
        table { table in
            let place = table.place(premises)
            let keys = table.required("signed-by")?.pinnedKeys()
            let choice = table.choice()
            let refresh = table.value("refresh")?.refresh()
            let size = table.value("max-size")?.metadataSize()
            let furthest = table.value("valid-at-most")?.duration()
            let vanished = table.value("most-vanished")?.integer(0...100)
            guard let place, let keys, let choice else { return nil }
            var source = MetadataSource(place: place, keys: keys, sandbox: premises.isSandbox)
            if let refresh { source.refresh = refresh }
            if let size { source.maximumBytes = size }
            if let furthest { source.furthest = .seconds(furthest) }
            if let vanished { source.mostVanished = vanished }
            return SiteOrigin(source: source, choice: choice)
        }
    }

    /// One certificate or several, while the publisher changes its key. Only their keys count: that they have expired
    /// means nothing here (Kantara IIP-MD03).
    private func pinnedKeys() -> [PublicKey]? {
        guard isList, override == nil else { return certificates()?.map(\.publicKey) }
        guard let keys = list({ $0.certificates()?.map(\.publicKey) })?.flatMap(\.self) else { return nil }
        guard !keys.isEmpty else {
            error("names no certificate", "name the file with the certificate of whoever signs the metadata")
            return nil
        }
        return keys
    }

    private func refresh() -> Duration? {
        guard let seconds = duration() else { return nil }
        guard (60...86_400).contains(seconds) else {
            error("metadata is fetched every minute at most, and every day at least", "write it as 1h")
            return nil
        }
        return .seconds(seconds)
    }

    private func metadataSize() -> Int? {
        guard let size = size() else { return nil }
        guard size <= 128 << 20 else {
            error("more than 128 MB of metadata are not read", "write at most 128MB")
            return nil
        }
        return size
    }
}

extension Table {
    fileprivate func place(_ premises: Premises) -> MetadataSource.Place? {
        guard let url = value("url") else {
            guard let file = value("file") else {
                setting.error("says neither url nor file", "name the address that the metadata is fetched from")
                return nil
            }
            return file.text().map { .file(file.file.resolve($0)) }
        }
        value("file")?.error("stands beside url", "keep one of the two")
        return url.address(premises.isSandbox ? ["https", "http"] : ["https"]).map { .url($0) }
    }

    fileprivate func choice() -> SiteOrigin.Choice? {
        let except = value("except")
        guard let entities = value("entities") else {
            except?.error("stands without entities: all", "take it away")
            guard let entity = value("entity-id") else { return .only }
            return entity.uri().map { .one($0) }
        }
        value("entity-id")?.error("stands beside entities", "keep one of the two")
        guard entities.choice(EntitiesWord.self) != nil else { return nil }
        guard let except else { return .all(except: []) }
        return except.list { $0.uri() }.map { .all(except: Set($0)) }
    }
}
