public import Foundation
public import Logging
public import ServiceLifecycle
import Synchronization

/// What `porta sandbox DIR --serve` runs: the demo issuer's OCSP responder and CRL server, and the two sites.
public struct SandboxServer: Service {
    private let services: [any Service]
    private let logger: Logger

    /// - Parameters:
    ///   - path: the folder that `SandboxFolder.make` filled.
    ///   - onRunning: called once, when everything listens.
    public init(
        folder path: String, clock: @escaping @Sendable () -> Date = { Date() },
        logger: Logger = Logger(label: "porta.sandbox"),
        onRunning: @escaping @Sendable () -> Void = {}
    ) throws(SandboxError) {
        let place = Place(path)
        let summary = try SandboxSummary.read(path)
        guard let ocsp = URLComponents(string: summary.ocsp)?.port, let crl = URLComponents(string: summary.crl)?.port
        else { throw .notASandbox(path: path, missing: SandboxSummary.file) }
        let waiting = Countdown(3, then: onRunning)
        let desk = try IssuerDesk(place)
        let revocation = RevocationServer(
            desk: desk, ocspPort: ocsp, crlPort: crl, clock: clock, logger: logger, onRunning: waiting.one)
        let sites = try SiteDescription.all.map { site throws(SandboxError) in
            try DemoSite(site, place, summary, clock: clock, logger: logger, onRunning: waiting.one)
        }
        services = [revocation] + sites
        self.logger = logger
    }

    public func run() async throws {
        try await ServiceGroup(configuration: .init(services: services, logger: logger)).run()
    }
}

/// Does something when the last of several has reported.
private final class Countdown: Sendable {
    private let left: Mutex<Int>
    private let act: @Sendable () -> Void

    init(_ count: Int, then act: @escaping @Sendable () -> Void) {
        left = Mutex(count)
        self.act = act
    }

    @Sendable func one() {
        let isLast = left.withLock { left in
            left -= 1
            return left == 0
        }
        if isLast { act() }
    }
}
