import Foundation
import Login
import SAML

/// `porta.yaml`, read.
struct GatewayFile {
    let environment: Configuration.Environment
    let clock: Date?
    let languages: [Language]
    let `operator`: Operator
    let hosts: Hosts
    let listeners: Listeners
    let tls: ServerIdentities
    let saml: SAMLIdentity
    let secrets: Secrets
    let store: Store
    let revocationFolder: String
    let metadataFolder: String
    let issuerSets: [UInt8: Set<String>]
    let times: LoginTimes
    let session: SessionRules?
    let retention: Retention
    let templates: String?
    let publicFiles: String?
    let emblem: ServedFile?
}

/// What `porta.yaml` says that the other files are judged by; known even where the rest of it is wrong.
struct Premises {
    var isSandbox = false
    var languages: [Language] = []
    /// The names of all files in `issuers/`.
    var issuers: Set<String> = []
    /// `nil` where they could not be read.
    var signingKeys: Set<String>?
    var defaultSigningKey = ""
    /// The key that follows the usual one, and when.
    var nextSigningKey: KeyCalendar.Change?
    var entityID = ""
    var levels = AuthnLevels.card
    var signedRequests = SignedRequestsWord.ifPromised
    var issuerSets: [UInt8: Set<String>] = [:]
}

extension SettingsFile {
    /// Reads the gateway's own file. Everything is read before anything is given up, so that one look shows all faults.
    func gateway(_ premises: inout Premises) -> GatewayFile? {
        var known = premises
        defer { premises = known }
        return top.table { table in
            let environment = table.value("environment")?.choice(Configuration.Environment.self) ?? .production
            known.isSandbox = environment == .sandbox
            let clock = table.clock(isSandbox: known.isSandbox)
            inspection.now = clock ?? inspection.now
            let languages = table.languages()
            known.languages = languages ?? []
            let operation = table.requiredNested("operator")?.operator(known.languages)
            let hosts = table.hosts(isSandbox: known.isSandbox)
            let listeners = table.listeners(isSandbox: known.isSandbox)
            let tls = table.requiredNested("tls")?.serverIdentities(hosts)
            let saml = table.requiredNested("saml")?.samlIdentity(&known)
            let secrets = table.requiredNested("secrets")?.secrets(isSandbox: known.isSandbox)
            let store = table.required("store")?.store()
            let revocationFolder = table.revocationFolder(beside: store)
            let metadataFolder = table.keptFolder("metadata", beside: store)
            let sets = table.issuerSets(known)
            known.issuerSets = sets
            let times = table.times()
            let session = table.nested("session")?.sessionRules()
            let retention = table.retention()
            let templates = table.folder("templates")
            let publicFiles = table.folder("public")
            guard let languages, let operation, let hosts, let listeners, let tls, let saml, let secrets, let store
            else { return nil }
            return GatewayFile(
                environment: environment, clock: clock, languages: languages, operator: operation.operator,
                hosts: hosts, listeners: listeners, tls: tls, saml: saml, secrets: secrets, store: store,
                revocationFolder: revocationFolder, metadataFolder: metadataFolder,
                issuerSets: sets, times: times, session: session, retention: retention, templates: templates,
                publicFiles: publicFiles,
                emblem: operation.emblem)
        }
    }
}
