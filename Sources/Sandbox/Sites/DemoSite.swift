import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle
import TLS

/// One demo site: a web server on loopback with TLS of its own.
struct DemoSite: Service {
    private let routes: SiteRoutes
    private let policy: TLSPolicy
    private let port: Int
    private let logger: Logger
    private let onRunning: @Sendable () -> Void

    init(
        _ site: SiteDescription, _ place: Place, _ summary: SandboxSummary, clock: @escaping @Sendable () -> Date,
        logger: Logger, onRunning: @escaping @Sendable () -> Void
    ) throws(SandboxError) {
        guard let address = summary.sites[site.name], let port = Self.port(of: address.url) else {
            throw .notASandbox(path: place.path, missing: SandboxSummary.file)
        }
        let (certificate, key) = (try place.text("tls/\(site.name).pem"), try place.text("tls/\(site.name).key"))
        do {
            let identity = try TLSIdentity(certificatePEM: certificate, privateKeyPEM: key)
            policy = try TLSPolicy(identity: identity, version: .tls12and13, client: nil)
        } catch {
            throw .tls(error)
        }
        guard let pages = try? SitePages(site) else {
            throw .notASandbox(path: place.path, missing: "page of the site \(site.name)")
        }
        routes = SiteRoutes(
            site: site, provider: try SiteProvider(site, place, summary, at: clock()), pages: pages, clock: clock,
            logger: logger)
        (self.port, self.logger, self.onRunning) = (port, logger, onRunning)
    }

    func run() async throws {
        let (host, policy, onRunning) = (routes.site.host, policy, onRunning)
        let application = Application(
            router: routes.router(),
            server: HTTPServerBuilder { responder in
                SiteTLSChannel(base: HTTP1Channel(responder: responder), host: host, policy: policy)
            },
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port), serverName: nil),
            onServerRunning: { _ in onRunning() }, logger: logger)
        try await application.run()
    }

    private static func port(of url: String) -> Int? {
        URLComponents(string: url)?.port
    }
}
