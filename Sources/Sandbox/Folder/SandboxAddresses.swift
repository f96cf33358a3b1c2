import DemoPKI

/// Every address of a sandbox, from its ports.
struct SandboxAddresses: Sendable {
    /// Browsers resolve names under `localhost` to loopback without any set-up; both hosts share one
    /// registrable domain, as in production.
    static let loginHost = "login.porta.localhost"
    static let cardDomain = "card.porta.localhost"

    let ports: SandboxPorts

    init(_ ports: SandboxPorts) { self.ports = ports }

    var login: String { "https://" + Self.loginHost + (ports.gateway == 443 ? "" : ":\(ports.gateway)") }
    var entityID: String { login + "/saml" }

    var authority: DemoAuthority.Addresses {
        .init(
            ocsp: "http://127.0.0.1:\(ports.ocsp)/", crl: "http://127.0.0.1:\(ports.crl)/demo.crl",
            delta: "http://127.0.0.1:\(ports.crl)/demo-delta.crl")
    }

    func url(_ site: SiteDescription) -> String {
        "https://\(site.host):\(site == .portal ? ports.portal : ports.shop)"
    }

    func entityID(_ site: SiteDescription) -> String { url(site) + "/saml" }

    var summary: SandboxSummary {
        let sites = SiteDescription.all.map { site in
            let whole = SandboxSummary.Site(
                url: url(site) + "/", login: url(site) + "/login", entityID: entityID(site))
            return (site.name, whole)
        }
        return SandboxSummary(
            login: login, cardDomain: Self.cardDomain, port: ports.gateway,
            operations: "http://127.0.0.1:\(ports.operations)", ocsp: authority.ocsp, crl: authority.crl,
            delta: authority.delta, redirect: "http://127.0.0.1:\(ports.redirect)",
            sites: Dictionary(sites) { first, _ in first }, cards: DemoCard.Kind.allCases.map(\.rawValue))
    }
}
