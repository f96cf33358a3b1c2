public import Login
public import SAML

/// A site that is registered: what it may get, and what its metadata says.
public struct SiteSettings: Sendable {
    /// Its file's name without the ending.
    public let name: String
    public let relyingParty: RelyingParty
    public let serviceProvider: ServiceProvider
    /// How answers to it are made.
    public let manner: SiteManner
    /// The path of the metadata.
    public let metadataFile: String
    public let emblem: ServedFile?
}
