import Fetch
import Foundation
import Gateway
import Logging
import Login
import NIOCore
import NIOPosix
import OpenSSL
import PKI
import Records
import SAML
import ServiceLifecycle
import Settings
import TLS

/// Everything that `serve` runs, wired: the one place where all rooms meet.
struct House {
    let configuration: Configuration
    let clock: WallClock
    let judge: CardJudge
    let door: SAMLDoor
    let pages: PageRenderer
    /// All sites, and where the metadata of some comes from.
    let book: SiteBook
    let feeds: [MetadataFeed]
    private let metadataFolder: PrivateFolder?
    private let meter = Meter()
    private let files: StaticFiles

    /// The parts that need no store and no port: also what `explain` and `metadata` work with.
    ///
    /// - Parameters:
    ///   - lists: where the issuers' lists are kept; only `serve` keeps any.
    ///   - onSharedKey: what is done besides counting when one key is on the cards of two persons.
    init(
        _ configuration: Configuration, fetcher: Fetcher? = nil, clock: WallClock? = nil,
        keeping lists: ListKeeping = ListKeeping(), blocks: BlockList = .none,
        metadata: MetadataKeeping = MetadataKeeping(),
        onSharedKey: @escaping @Sendable (SharedKey) -> Void = { _ in }
    ) throws {
        self.configuration = configuration
        self.clock = clock ?? configuration.clock.map(WallClock.fixed) ?? .system
        feeds = configuration.feeds(metadata, now: self.clock.now)
        metadataFolder = feeds.isEmpty ? nil : try metadata.taken()
        book = SiteBook(
            configuration,
            feeds: Dictionary(feeds.map { ($0.source.identity, $0) }, uniquingKeysWith: { first, _ in first }),
            report: metadata.unusable)
        let origins = configuration.issuers.reduce(into: Set<FetchOrigin>()) { $0.formUnion($1.issuer.origins) }
        judge = try CardJudge(
            issuers: configuration.issuers.map(\.issuer), fetcher: fetcher ?? .live(allowing: origins),
            clock: self.clock, keeping: lists, blocks: blocks
        ) { [meter] shared in
            meter.alarm("shared-key")
            onSharedKey(shared)
        }
        door = try configuration.door(book, clock: self.clock)
        pages = try configuration.pages()
        files = try configuration.files()
    }

    /// The services in the order of their start; they stop in the reverse order, so that the ledger is last.
    func services(_ ledger: SQLiteLedger, logger: Logger) throws -> [any Service] {
        let readiness = Readiness(waitingFor: ["self-check", "revocation", "metadata"]) {
            ledger.failure.map { ["ledger: \($0)"] } ?? []
        }
        let host = LoginHost(
            desk: try desk(ledger), door: door, pages: pages, files: files, names: configuration.names,
            hints: HandshakeHints(), log: LoginLog(logger: logger, meter: meter),
            olderWaySets: configuration.olderWaySets, languages: configuration.languages,
            call: configuration.logoutCall())
        var forget: (@Sendable () async -> Void)?
        if configuration.environment == .sandbox { forget = { [judge] in await judge.forget() } }
        let gateway = GatewayServices(
            host: host, policies: try configuration.policies(), addresses: configuration.addresses,
            limits: TLSLimits(), meter: meter, readiness: readiness,
            responders: { [judge] in await judge.responders() }, forget: forget, now: clock.now,
            group: MultiThreadedEventLoopGroup.singleton, logger: logger)
        meter.add { [feeds] in MetadataMetrics.text(feeds.map(\.condition)) }
        return [
            LedgerService(ledger: ledger, logger: logger),
            MetadataService(feeds: feeds, folder: metadataFolder, readiness: readiness),
            RevocationService(judge: judge, readiness: readiness),
            gateway.operations,
            gateway.redirect, gateway.edge,
        ]
    }

    private func desk(_ ledger: SQLiteLedger) throws -> LoginDesk {
        let secrets = configuration.secrets
        return LoginDesk(
            sites: SiteDirectory { [book] in book.site($0.value)?.relyingParty },
            agreements: Dictionary(
                configuration.issuers.map { ($0.name, $0.guide.agreements) }, uniquingKeysWith: { first, _ in first }),
            judge: judge, ledger: ledger, sealing: try SealingKeys(secrets.sealing, randomness: .system),
            labels: try LabelKeys(secrets.label), pairwise: try PairwiseKey(secrets.pairwise),
            times: configuration.times, clock: clock, randomness: .system,
            sessions: configuration.sessions(ledger))
    }
}

extension House {
    /// The house that serves: its judge asks the ledger who is blocked.
    static func services(
        _ configuration: Configuration, keeping lists: ListKeeping, logger: Logger
    ) throws -> [any Service] {
        let clock = configuration.clock.map(WallClock.fixed) ?? .system
        let ledger = try configuration.ledger(clock: clock)
        let house = try House(
            configuration, clock: clock, keeping: lists,
            blocks: ledger.blockList(PairwiseKey(configuration.secrets.pairwise).blocks),
            metadata: MetadataKeeping(in: configuration.metadataFolder, logger: logger)
        ) { shared in
            logger.warning(
                "one key on the cards of two persons",
                metadata: [
                    "key": "\(Hex.encode(shared.key))",
                    "certificates": "\(shared.certificates.map(Hex.encode).joined(separator: " "))",
                    "issuers": "\(shared.issuers.joined(separator: " "))",
                ])
            ledger.note(shared)
        }
        return try house.services(ledger, logger: logger)
    }
}

/// Writes what the ledger keeps in memory, and closes it when everything else has stopped.
struct LedgerService: Service {
    let ledger: SQLiteLedger
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown { await ledger.run() }
        // Nothing is lost by it; who copies the store has to know.
        do { try await ledger.close() } catch { logger.error("\(error)") }
    }
}

/// Keeps the issuers' revocation data fresh.
struct RevocationService: Service {
    let judge: CardJudge
    let readiness: Readiness

    func run() async throws {
        // A list that drips holds up its own issuer's cards only.
        await judge.poll(atMost: .seconds(15))
        readiness.isReady("revocation")
        try? await cancelWhenGracefulShutdown { try await judge.run() }
    }
}
