import Fetch
public import Foundation
public import SAML

/// A site that was registered: the files that were written, and what the check of its metadata had to say.
public struct RelyingPartyFile: Sendable {
    /// Relative to the configuration folder.
    public let file: String
    public let metadataFile: String
    public let entityID: String
    public let findings: [MetadataFinding]

    /// Registers a site with the least that a site may get: given and family name if the visitor likes, a pairwise
    /// name, and no reasons of refusals.
    public static func add(
        metadata: [UInt8], to folder: String, of configuration: Configuration, now: Date
    ) throws(SettingsError) -> RelyingPartyFile {
        let report = MetadataCheck(sandbox: configuration.environment == .sandbox, at: now).run(metadata)
        guard report.valid else { throw .metadataRefused(report.findings) }
        guard let provider = report.sites.first, report.sites.count == 1,
            let origin = provider.defaultService.flatMap({ FetchOrigin(url: $0.location) })
        else { throw .notOneSite(report.sites.count) }
        if let other = configuration.sites.first(where: { $0.serviceProvider.entityID == provider.entityID }) {
            throw .registered(entity: provider.entityID, file: "relying-parties/\(other.name).yaml")
        }
        let name = Self.name(origin.host, origin.port)
        let (file, metadataFile) = ("relying-parties/\(name).yaml", "relying-parties/\(name).xml")
        try write(metadata, metadataFile, text(for: provider, metadata: "\(name).xml", now), file, folder)
        return RelyingPartyFile(
            file: file, metadataFile: metadataFile, entityID: provider.entityID, findings: report.findings)
    }

    private static func write(
        _ metadata: [UInt8], _ metadataFile: String, _ text: String, _ file: String, _ folder: String
    ) throws(SettingsError) {
        // The check has read it as UTF-8.
        let copy = NewFile(folder: folder, name: metadataFile)
        try copy.write(String(decoding: metadata, as: UTF8.self))
        do {
            try NewFile(folder: folder, name: file).write(text)
        } catch {
            copy.remove()
            throw error
        }
    }

    /// `portal.example.al` becomes `portal-example-al`; a port that browsers must name stands behind it.
    static func name(_ host: String, _ port: UInt16) -> String {
        let letters = host.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        let name = String(letters).trimmingHyphens
        return port == 443 || port == 80 ? String(name.prefix(63)) : "\(name.prefix(57))-\(port)"
    }

    static func text(for provider: ServiceProvider, metadata: String, _ now: Date) -> String {
        let formats = provider.nameIDFormats
        let isTransient = !formats.isEmpty && formats.allSatisfy { $0 == NameIDFormat.transient }
        return """
            # Registered on \(Day.text(now)). Widen what the site may get only as far as the law lets it.
            metadata: \(metadata)
            sector: private
            attributes:
              required: []
              optional: [ given-name, family-name ]
            name-id: \(isTransient ? "transient" : "pairwise")
            national-id: refused
            status-detail: coarse

            """
    }
}

extension String {
    fileprivate var trimmingHyphens: String {
        var rest = self[...]
        while rest.hasPrefix("-") { rest.removeFirst() }
        while rest.hasSuffix("-") { rest.removeLast() }
        return String(rest)
    }
}
