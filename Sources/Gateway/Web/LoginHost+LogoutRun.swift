import Foundation
import HTTPTypes
import Hummingbird
import Login
import NIOCore
import OpenSSL
import SAML

/// A logout's way from site to site, a step each time the browser comes to `/logout`.
extension LoginHost {
    func look(_ request: Request) async throws -> Response {
        guard let query = request.query else { throw desk.refuse(.requestInvalid) }
        if let text = query.one("l") { return try await enter(text, request) }
        if let text = query.one("r") { return try await take(text, request) }
        if let ticket = request.ticket {
            if let view = try await desk.session(ticket) { return shown(view, switched(request)) }
            if let run = try await desk.run(ticket) { return try await next(run, ticket, switched(request)) }
        }
        return page(pages.html(LogoutPage(.none), in: switched(request)))
    }

    /// The holder presses the button.
    func leave(_ form: FormFields?, _ request: Request) async throws -> Response {
        guard request.comesFromOwnPage, let form, let browser = request.browser else {
            throw desk.refuse(request.browser == nil ? .wrongBrowser : .requestInvalid)
        }
        let language = language(form.one("lang").flatMap { Language($0) })
        switch try await desk.logOut(request.ticket) {
        case .unknown, .replayed: return page(pages.html(LogoutPage(.none), in: language))
        case .over, .begun(_, []): return page(pages.html(LogoutPage(.complete), in: language))
        case .begun(let sessions, let stops):
            log.logout("begun", site: nil)
            let ticket = try await desk.begin(LogoutRun(sessions: sessions, asker: nil, stops: stops))
            var response = redirect(to: "/logout?lang=\(language.rawValue)")
            response.headers[.setCookie] = cookieField(BrowserSecrets(browser: browser, ticket: ticket))
            return response
        }
    }

    /// The ticket moves from the address, where it was met once, into the cookie: the sites on the way never see it.
    private func enter(_ text: String, _ request: Request) async throws -> Response {
        guard let ticket = SessionTicket(text), try await desk.run(ticket) != nil else {
            return redirect(to: "/logout")
        }
        // A link of somebody else's must not take this browser's own session away.
        guard try await desk.session(request.ticket) == nil else { return redirect(to: "/logout") }
        let browser = request.browser ?? BrowserCookie(randomness: .system)
        var response = redirect(to: "/logout")
        response.headers[.setCookie] = cookieField(BrowserSecrets(browser: browser, ticket: ticket))
        return response
    }

    /// A site's answer. Without its run there is nothing to do: the page that follows says how things stand.
    private func take(_ text: String, _ request: Request) async throws -> Response {
        if let ticket = request.ticket, let reply = desk.reply(text), var run = try await desk.run(ticket),
            run.take(reply)
        {
            try await save(&run, ticket)
        }
        return redirect(to: "/logout")
    }

    private func save(_ run: inout LogoutRun, _ ticket: SessionTicket) async throws {
        do { try await desk.advance(&run, ticket) } catch .alreadySpent {
            // Another tab was faster; what it wrote stands.
            if let current = try await desk.run(ticket) { run = current }
        }
    }

    private func next(_ run: LogoutRun, _ ticket: SessionTicket, _ switched: PageLanguage) async throws -> Response {
        var run = run
        let language = run.asker.flatMap { desk.site($0.site) }.map { self.language(nil, $0) } ?? switched
        // Whoever comes here while a site is being asked has come back without its answer.
        for place in run.stops.indices {
            if case .asked(let id) = run.stops[place].state { run.stops[place].state = .silent(id) }
        }
        await callAll(&run)
        while let place = run.stops.firstIndex(where: { $0.state == .waiting }) {
            guard let asked = try door.ask(run.stops[place]) else {
                run.stops[place].state = .silent("")
                continue
            }
            run.stops[place].state = .asked(asked.id)
            try await save(&run, ticket)
            return going(asked.trip, to: run.stops[place].site, run, language)
        }
        return try await end(&run, ticket, language)
    }

    private func going(
        _ trip: LogoutTrip, to site: RelyingParty.ID, _ run: LogoutRun, _ language: PageLanguage
    ) -> Response {
        let shown = LogoutPage(
            .going(trip.shown), sites: sites(of: run, language), goal: name(of: site, language))
        return page(pages.html(shown, in: language), content: .answer)
    }

    /// Everybody was asked: the site that asked gets its answer. Where not all confirmed, the person learns it first.
    private func end(
        _ run: inout LogoutRun, _ ticket: SessionTicket, _ language: PageLanguage
    ) async throws -> Response {
        if !run.isReported {
            run.isReported = true
            try await save(&run, ticket)
            try await desk.report(run)
            log.logout(run.unconfirmed.isEmpty ? "complete" : "partial", site: run.asker?.site)
        }
        let sites = sites(of: run, language)
        guard run.unconfirmed.isEmpty else {
            let back = try run.asker.flatMap { asker in
                try door.answer(LogoutOutcome.partial.status, to: asker)?.shown
            }
            let shown = LogoutPage(
                .partial(back), sites: sites, goal: run.asker.map { name(of: $0.site, language) })
            return page(pages.html(shown, in: language), content: .answer)
        }
        guard let asker = run.asker, let trip = try door.answer(LogoutOutcome.complete.status, to: asker) else {
            return page(pages.html(LogoutPage(.complete, sites: sites), in: language))
        }
        switch trip {
        case .redirect(let address): return redirect(to: address)
        case .form(let form, _):
            guard let site = desk.site(asker.site) else { return notFound() }
            return last(form, site: site, language: language)
        }
    }

    /// Calls all sites that take calls, at the same time. Each has seconds: the browser waits.
    func callAll(_ run: inout LogoutRun) async {
        let calls = run.stops.enumerated().compactMap { place, stop -> (Int, LogoutRun.Stop)? in
            stop.state == .waiting ? (place, stop) : nil
        }
        let states = await withTaskGroup(of: (Int, LogoutRun.Stop.State)?.self) { group in
            for (place, stop) in calls { group.addTask { await answer(to: stop).map { (place, $0) } } }
            return await group.reduce(into: [Int: LogoutRun.Stop.State]()) { states, state in
                if let state { states[state.0] = state.1 }
            }
        }
        for (place, state) in states { run.stops[place].state = state }
    }

    /// - Returns: `nil` for a site that is not called.
    private func answer(to stop: LogoutRun.Stop) async -> LogoutRun.Stop.State? {
        guard let message = try? door.call(stop) else { return nil }
        switch await call(message.url, message.body) {
        case .notCalled: return nil
        case .silence: return .silent(message.id)
        case .body(let body):
            guard let reply = door.reply(body, to: message.id, from: stop), reply.isOver else {
                return .silent(message.id)
            }
            return .confirmed
        }
    }

    // MARK: Pages

    private func shown(_ view: SessionView, _ language: PageLanguage) -> Response {
        let sites = view.sites.map { LogoutPage.Site(name: name(of: $0, language), state: .in) }
        let page = LogoutPage(
            view.since == nil ? .remembered : .signedIn, holder: view.holder, since: view.since, sites: sites)
        return self.page(pages.html(page, in: language))
    }

    private func sites(of run: LogoutRun, _ language: PageLanguage) -> [LogoutPage.Site] {
        run.stops.map { LogoutPage.Site(name: name(of: $0.site, language), state: $0.state.shown) }
    }

    private func name(of id: RelyingParty.ID, _ language: PageLanguage) -> String {
        desk.site(id)?.displayName.text(in: order(language)) ?? id.value
    }
}

extension LogoutTrip {
    fileprivate var shown: LogoutPage.Trip {
        switch self {
        case .redirect(let address): .link(address)
        case .form(let form, _): .form(form.address, message: form.response, relayState: form.relayState)
        }
    }
}

extension LogoutRun.Stop.State {
    fileprivate var shown: LogoutPage.Site.State {
        switch self {
        case .waiting: .waiting
        case .asked: .asked
        case .confirmed: .confirmed
        case .silent: .silent
        }
    }
}
