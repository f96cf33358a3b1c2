import Foundation
import Gateway
import Login
import OpenSSL
import PKI
import Records
import SAML
import Settings
import TLS

/// What each room needs, from the configuration.
extension Configuration {
    var names: EdgeNames { EdgeNames(loginHost: loginHost, cardDomain: cardDomain, publicPort: publicPort) }

    var addresses: GatewayAddresses {
        let address = { (socket: SocketAddressText) in Edge.Address(host: socket.host, port: socket.port) }
        return GatewayAddresses(
            listen: listen.map(address), redirect: redirectListen.map(address), operations: address(operationsListen))
    }

    /// All issuers under 0, and each configured set.
    private var sets: [UInt8: [IssuerSettings]] {
        var sets: [UInt8: [IssuerSettings]] = [0: issuers]
        for (number, names) in issuerSets { sets[number] = issuers.filter { names.contains($0.name) } }
        return sets
    }

    var olderWaySets: Set<UInt8> {
        Set(sets.filter { $0.value.contains { $0.guide.cardTLS != .tls13 } }.keys)
    }

    func policies() throws -> EdgePolicies {
        try EdgePolicies(
            login: tlsLogin, card: tlsCard, authorities: sets.mapValues { $0.flatMap(\.issuer.authorityNames) })
    }

    func ledger(clock: WallClock) throws -> SQLiteLedger {
        switch store {
        case .sqlite(let path): try SQLiteLedger(path: path, clock: clock)
        }
    }

    func door(_ book: SiteBook, clock: WallClock) throws -> SAMLDoor {
        let origin = names.loginOrigin
        let sso = origin + "/saml/sso"
        let identity = try IdentityProvider(
            entityID: entityID, ssoURL: sso, scope: scope,
            names: self.operator.name.texts.map { SAML.LocalizedText(language: $0.key.code, text: $0.value) }
                .sorted { $0.language < $1.language },
            signingKeys: signingKeys, informationURL: origin + "/", privacyURL: self.operator.privacy,
            contactPhone: self.operator.phone,
            nameIDFormats: [NameIDFormat.persistent, NameIDFormat.transient] + [nationalIDFormat].compactMap(\.self),
            published: PublishedFeatures(
                logoutServices: logoutServices, wantsSignedRequests: wantsSignedRequests, metadataKey: metadataKey))
        var door = SAMLDoor(
            identity: identity,
            sites: SAMLSites(sites(of: book)), rules: requestRules, nationalIDFormat: nationalIDFormat, clock: clock,
            randomness: .system)
        door.logoutAddress = logoutAddress
        return door
    }

    var requestRules: RequestRules {
        RequestRules(
            entityID: entityID, destinations: [names.loginOrigin + "/saml/sso"], passiveIsPossible: session != nil)
    }

    func pages() throws -> PageRenderer {
        let folder = try Shipped.folder("Templates", instead: templatesFolder)
        return try PageRenderer(
            templates: folder, languages: languages.map { PageLanguage(rawValue: $0.code) }, house: pageHouse)
    }

    func files() throws -> StaticFiles {
        var files = try StaticFiles(folder: Shipped.folder("Public", instead: publicFolder))
        for file in servedFiles { files.add(file.bytes, mediaType: file.mediaType, at: file.path) }
        return files
    }

    private var pageHouse: PageHouse {
        let first = languages.first?.code
        let words = Dictionary(
            self.operator.name.texts.map { ($0.key.code, $0.value) }, uniquingKeysWith: { a, _ in a })
        let guide = issuers.first?.guide
        return PageHouse(
            operator: PageOperator(
                name: PageWords(words, first: first), phone: self.operator.phone,
                hours: self.operator.hours.map { PageWords($0) }, emblem: self.operator.emblem,
                privacy: self.operator.privacy),
            card: PageCard(
                pinDigits: guide?.pinDigits ?? 4, biometric: guide?.biometric ?? true,
                activationFree: guide?.activation?.isFree ?? true, activationCutOff: guide?.activation?.cutOff),
            servicePoints: issuers.flatMap(\.guide.help.servicePoints).map(PageServicePoint.init),
            drivers: (guide?.help.drivers ?? [:]).sorted { $0.key < $1.key }.map {
                PageLink(name: Self.systems[$0.key] ?? $0.key, address: $0.value)
            })
    }

    private static let systems = ["windows": "Windows", "macos": "macOS", "linux": "Linux"]
}

extension PageServicePoint {
    init(_ point: ServicePoint) {
        self.init(
            name: point.name, address: point.address, town: point.town, hours: point.hours, phone: point.phone,
            services: Set(point.services.compactMap(Service.init(rawValue:))))
    }
}

/// The folders that come with the program.
enum Shipped {
    /// The operator's own folder, else the nearest of that name above the program, else below the working folder.
    static func folder(_ name: String, instead own: String?) throws -> URL {
        if let own { return URL(fileURLWithPath: own) }
        let program = URL(fileURLWithPath: CommandLine.arguments.first ?? "").resolvingSymlinksInPath()
        var places = [URL(fileURLWithPath: FileManager.default.currentDirectoryPath)]
        var folder = Bundle.main.executableURL?.resolvingSymlinksInPath() ?? program
        for _ in 0..<6 {
            folder.deleteLastPathComponent()
            places.append(folder)
            places.append(folder.appendingPathComponent("share/porta"))
        }
        let found = places.dropFirst().map { $0.appendingPathComponent(name) }.first(where: isFolder)
        let here = places[0].appendingPathComponent(name)
        guard let folder = found ?? (isFolder(here) ? here : nil) else {
            throw Problem(
                "the folder \(name) is not beside the program; set \(name == "Public" ? "public" : "templates") in porta.yaml"
            )
        }
        return folder
    }

    private static func isFolder(_ url: URL) -> Bool {
        (try? url.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true
    }
}
