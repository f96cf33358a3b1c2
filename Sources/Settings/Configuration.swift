public import Foundation
public import Login
public import SAML
public import TLS

/// A whole configuration, read and found sound. Immutable: a reload makes another.
public struct Configuration: Sendable {
    public enum Environment: String, CaseIterable, Sendable { case production, sandbox }

    /// Only a sandbox may have unverified issuers, sites on this machine and a clock that stands still.
    public let environment: Environment
    /// The moment at which a sandbox's clock stands still.
    public let clock: Date?
    public let `operator`: Operator
    /// In the operator's order of preference; at least one.
    public let languages: [Language]

    public let loginHost: String
    public let cardDomain: String
    public let publicPort: Int
    public let listen: [SocketAddressText]
    public let redirectListen: [SocketAddressText]
    public let operationsListen: SocketAddressText
    public let tlsLogin: TLSIdentity
    public let tlsCard: TLSIdentity

    public let entityID: String
    public let scope: String
    /// At least one; the first signs for sites that name none.
    public let signingKeys: [SigningKey]
    /// Signs the metadata; nil lets the first signing key do it.
    public let metadataKey: SigningKey?
    /// The Format of names that are the national identifier.
    public let nationalIDFormat: String?
    /// Whether the requests of all sites must be signed.
    public let wantsSignedRequests: Bool
    public let secrets: Secrets
    public let store: Store
    /// Where the issuers' last good lists are kept.
    public let revocationFolder: String
    /// By their numbers, 1 to 63.
    public let issuerSets: [UInt8: Set<String>]
    public let times: LoginTimes
    /// How long holders stay signed in; `nil` where the card is asked for each time.
    public let session: SessionRules?
    public let retention: Retention

    /// At least one.
    public let issuers: [IssuerSettings]
    /// Those with a metadata file of their own.
    public let sites: [SiteSettings]
    /// The forms of sites whose metadata is kept fresh: each for one, or for all of a source.
    /// Entity IDs of sites that have a file and are not served, since their metadata has run out.
    public let withheldSites: Set<String>
    public let forms: [SiteForm]
    /// Where the last good metadata of each source is kept.
    public let metadataFolder: String
    /// Emblems and agreements, as browsers get them.
    public let servedFiles: [ServedFile]
    /// Folders of the operator's own, in place of those that come with the program.
    public let templatesFolder: String?
    public let publicFolder: String?
    /// SHA-256 over every file that was read and every variable that counted.
    public let configurationHash: [UInt8]

    init(
        _ file: GatewayFile, issuers: [IssuerSettings], sites: [SiteSettings], forms: [SiteForm], withheld: Set<String>,
        hash: [UInt8]
    ) {
        withheldSites = withheld
        environment = file.environment
        clock = file.clock
        `operator` = file.operator
        languages = file.languages
        loginHost = file.hosts.login
        cardDomain = file.hosts.cardDomain
        publicPort = file.listeners.publicPort
        listen = file.listeners.open
        redirectListen = file.listeners.redirecting
        operationsListen = file.listeners.operations
        tlsLogin = file.tls.login
        tlsCard = file.tls.card
        entityID = file.saml.entityID
        scope = file.saml.scope
        signingKeys = file.saml.signingKeys
        metadataKey = file.saml.metadataKey
        nationalIDFormat = file.saml.nationalIDFormat
        wantsSignedRequests = file.saml.signedRequests == .required
        secrets = file.secrets
        store = file.store
        revocationFolder = file.revocationFolder
        issuerSets = file.issuerSets
        times = file.times
        session = file.session
        retention = file.retention
        self.issuers = issuers
        self.sites = sites
        self.forms = forms
        metadataFolder = file.metadataFolder
        servedFiles = ([file.emblem] + sites.map(\.emblem)).compactMap(\.self) + issuers.flatMap(\.guide.servedFiles)
        templatesFolder = file.templates
        publicFolder = file.publicFiles
        configurationHash = hash
    }

    /// The login host as it stands in addresses: with its port where that is not 443.
    public var loginAuthority: String { publicPort == 443 ? loginHost : "\(loginHost):\(publicPort)" }
}
