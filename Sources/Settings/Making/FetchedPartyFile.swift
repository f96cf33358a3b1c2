import Fetch
public import Foundation
import OpenSSL
public import SAML

/// A site that is registered by the address of its metadata: the least that a site may get, and the key that signs it.
public struct FetchedPartyFile: Sendable {
    public let source: MetadataSource
    private let certificate: String
    private let url: String

    /// Registers the site that was found there.
    ///
    /// - Returns: the file, relative to the configuration folder.
    public func write(
        for site: ServiceProvider, to folder: String, of configuration: Configuration, now: Date
    ) throws(SettingsError) -> String {
        guard let origin = site.defaultService.flatMap({ FetchOrigin(url: $0.location) }) else { throw .notOneSite(0) }
        if let other = configuration.sites.first(where: { $0.serviceProvider.entityID == site.entityID }) {
            throw .registered(entity: site.entityID, file: "relying-parties/\(other.name).yaml")
        }
        let name = RelyingPartyFile.name(origin.host, origin.port)
        let file = "relying-parties/\(name).yaml"
        let key = NewFile(folder: folder, name: "relying-parties/\(name)-metadata.pem")
        try key.write(certificate)
        do {
            let said = "{ url: \"\(url)\", signed-by: \(name)-metadata.pem }"
            try NewFile(folder: folder, name: file).write(RelyingPartyFile.text(for: site, metadata: said, now))
        } catch {
            key.remove()
            throw error
        }
        return file
    }

    fileprivate init(_ url: String, _ source: MetadataSource, _ certificate: String) {
        self.url = url
        self.source = source
        self.certificate = certificate
    }
}

extension RelyingPartyFile {
    /// What a site's address and the certificate of whoever signs there would be in a site's file.
    public static func source(
        _ url: String, signedBy certificate: [UInt8], of configuration: Configuration
    ) throws(SettingsError) -> FetchedPartyFile {
        let isSandbox = configuration.environment == .sandbox
        guard FetchOrigin(url: url, among: isSandbox ? ["https", "http"] : ["https"]) != nil else {
            throw .badAddress(url)
        }
        let blocks = PEM.decode(String(decoding: certificate, as: UTF8.self), label: "CERTIFICATE")
        let der = blocks.first ?? certificate
        guard blocks.count <= 1, let key = MetadataCheck.key(ofCertificate: der) else { throw .noCertificate }
        let source = MetadataSource(place: .url(url), keys: [key], sandbox: isSandbox)
        return FetchedPartyFile(url, source, PEM.encode(der, label: "CERTIFICATE"))
    }
}
