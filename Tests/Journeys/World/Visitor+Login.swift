import Foundation

/// The steps of a login, each by itself.
extension Visitor {
    /// From the site's login link to the start page, or to the page that says why not.
    func start(at site: SandboxFacts.Site) async throws -> Answer { try await open(site.login) }

    /// The click: the address on the card host that a browser is sent to.
    func click(on page: Answer, older: Bool = false) async throws -> String {
        guard let link = page.page.links["use-card"] else {
            throw WorldError("no way to the card on \(page.page.html)")
        }
        let answer = try await get(page.absolute(link) + (older ? "&tls=1.2" : ""))
        guard let address = answer.location else { throw WorldError("the click led to \(answer.status)") }
        return address
    }

    /// The click, and no more of it than the name of the card host.
    func cardHost(from page: Answer) async throws -> String {
        let address = try await click(on: page)
        guard let host = URL(string: address)?.host else { throw WorldError("no host in \(address)") }
        return host
    }

    /// What the card host hands back: the address on the login host that carries the possession.
    func handBack(from page: Answer) async throws -> String {
        let answer = try await get(try await click(on: page))
        guard answer.status == 303, let address = answer.location else {
            throw WorldError("the card host answered \(answer.status)")
        }
        return address
    }

    /// The click, the card, and the page behind it: consent or a refusal.
    func present(on page: Answer) async throws -> Answer { try await get(try await handBack(from: page)) }

    /// A button of the consent page.
    func decide(_ decision: String, on page: Answer, items: [String] = []) async throws -> Answer {
        guard let form = page.page.forms["consent"] else { throw WorldError("no consent page but \(page.page.html)") }
        let fields = form.fields + items.map { ("item", $0) } + [("decision", decision)]
        return try await post(page.absolute(form.action), fields)
    }

    /// Back to the site without a login, from a start page or a refusal.
    func goBack(from page: Answer) async throws -> Answer {
        guard let form = page.page.forms["way-back"] else { throw WorldError("no way back on \(page.page.html)") }
        return try await submit(form, on: page)
    }

    /// Hands the response to the site, as the last page does, and goes where the site leads.
    func deliver(_ page: Answer) async throws -> Answer {
        guard let form = page.page.forms["answer"] else { throw WorldError("no answer but \(page.page.html)") }
        return try await follow(try await submit(form, on: page))
    }

    /// Everything up to the consent page.
    func consent(at site: SandboxFacts.Site) async throws -> Answer { try await present(on: try await start(at: site)) }

    /// Everything up to the last page of the gateway.
    func answer(at site: SandboxFacts.Site, items: [String] = []) async throws -> Answer {
        try await decide("agree", on: try await consent(at: site), items: items)
    }
}
