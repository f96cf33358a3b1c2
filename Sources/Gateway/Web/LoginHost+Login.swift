import Foundation
import HTTPTypes
import Hummingbird
import Login
import OpenSSL
import SAML

/// The steps of a login in the browser: start page, click, card, decision, way back.
extension LoginHost {
    func addLogin(to router: Router<BasicRequestContext>) {
        router.get("/start") { request, _ in await answering { try await start(request) } }
        router.get("/session") { request, _ in await answering { try await useSession(request) } }
        router.get("/card/begin") { request, _ in await answering { try await begin(request) } }
        router.get("/card") { request, _ in await answering { try await card(request.query, request) } }
        router.post("/card") { request, _ in
            let form = try await request.form()
            return await answering { try await card(form, request) }
        }
        router.post("/decision") { request, _ in
            let form = try await request.form()
            return await answering { try await decision(form, request) }
        }
        router.post("/return") { request, _ in
            let form = try await request.form()
            return await answering { try await wayBack(form, request) }
        }
    }

    /// Whatever is thrown becomes a page: a refusal its own, anything else an incident.
    private func answering(_ act: () async throws -> Response) async -> Response {
        do {
            return try await act()
        } catch let refusal as Refusal {
            return shown(refusal)
        } catch SAMLError.siteGone {
            return shown(desk.refuse(.unknownRelyingParty), detail: Self.siteGone)
        } catch {
            return incident(error)
        }
    }

    static let siteGone = "the site's metadata has changed since it asked"

    /// `?s=` binds a request to this browser; `?a=` is the page that reload and Back ask for again.
    private func start(_ request: Request) async throws -> Response {
        guard let query = request.query else { throw desk.refuse(.requestInvalid) }
        let secrets = request.secrets
        if let text = query.one("s") {
            let known = secrets?.browser
            let cookie = known ?? BrowserCookie(randomness: .system)
            do {
                let attempt = try await desk.bind(text, to: cookie)
                return redirect(to: "/start?a=\(attempt)", cookie: known == nil ? cookie : nil)
            } catch {
                // The way back is bound to this browser too.
                var response = shown(error)
                if known == nil { response.headers[.setCookie] = cookieField(cookie) }
                return response
            }
        }
        guard let text = query.one("a") else { throw desk.refuse(.requestInvalid) }
        let switched = query.one("lang").flatMap { Language($0) }
        let offer = try await desk.start(
            text, cookie: secrets?.browser, language: switched, ticket: secrets?.ticket)
        if offer.attempt.request.isPassive { return try await answerUnseen(offer.attemptText, request) }
        return startPage(offer)
    }

    /// Nothing may be shown: answered from a session, or not at all.
    private func answerUnseen(_ attempt: String, _ request: Request) async throws -> Response {
        switch try await desk.answerUnseen(attempt, session: request.ticket, cookie: request.browser) {
        case .release(let release): return try await answer(release, request.browser)
        case .impossible(let wayBack): return try await answered(wayBack)
        }
    }

    /// The session in place of the card.
    private func useSession(_ request: Request) async throws -> Response {
        guard let query = request.query, let text = query.one("a") else { throw desk.refuse(.requestInvalid) }
        let offer = try await desk.present(
            text, session: request.ticket, cookie: request.browser,
            language: query.one("lang").flatMap { Language($0) })
        return consentPage(offer, again: "/session?a=\(text)")
    }

    private func startPage(_ offer: StartOffer) -> Response {
        let language = language(offer.attempt.language, offer.site)
        var page = StartPage(
            site: pageSite(offer.site, language), attempt: offer.attemptText,
            required: codes(offer.site, offer.attempt.request), optional: offer.site.optional.map(\.rawValue),
            failures: Int(offer.attempt.failures),
            session: offer.session.map { PageSession(holder: $0.holder, since: $0.since) })
        if let death = hints.show(offer.attempt.tag, naming: { CaseNumber(randomness: .system) }) {
            page.cause = death.cause.rawValue
            page.caseNumber = death.caseNumber.description
            if death.isFirst {
                desk.note(.handshakeFailed)
                log.ended(.handshakeFailed, site: offer.site.id, case: death.caseNumber)
            }
        }
        return self.page(pages.html(page, in: language), content: .start)
    }

    /// The click. Only here are labels made.
    private func begin(_ request: Request) async throws -> Response {
        guard let query = request.query, let text = query.one("a") else { throw desk.refuse(.requestInvalid) }
        let click = try await desk.click(
            text, cookie: request.browser, older: query.one("tls") == "1.2", olderWaySets: olderWaySets,
            shared: query.one("shared") == "1")
        let address = names.cardAddress(label: click.label, attempt: click.attemptText)
        guard request.headers[.accept] == "application/json" else { return redirect(to: address) }
        var fields: HTTPFields = [.contentType: "application/json"]
        headers.apply(to: &fields, for: .file)
        // Base32, base64url and configured names: nothing in it needs escaping.
        return Response(
            status: .ok, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(string: "{\"url\":\"\(address)\"}"))
        )
    }

    /// What the card host handed back.
    private func card(_ fields: FormFields?, _ request: Request) async throws -> Response {
        guard let fields, let attempt = fields.one("a"), !fields.has("p") || fields.one("p") != nil else {
            throw desk.refuse(.requestInvalid)
        }
        let switched = fields.one("lang").flatMap { Language($0) }
        let secrets = request.secrets
        let again = request.method == .get ? fields.one("p").map { "/card?a=\(attempt)&p=\($0)" } : nil
        do {
            let offer = try await desk.present(
                attempt, possession: fields.one("p"), cookie: secrets?.browser, language: switched,
                ticket: secrets?.ticket)
            return consentPage(offer, again: again)
        } catch {
            return shown(error, again: again)
        }
    }

    private func decision(_ fields: FormFields?, _ request: Request) async throws -> Response {
        guard request.comesFromOwnPage, let fields, let attempt = fields.one("a"), let possession = fields.one("p"),
            let consent = fields.one("c"), let decision = fields.one("decision")
        else { throw desk.refuse(.requestInvalid) }
        let secrets = request.secrets
        let form = ConsentForm(
            attemptText: attempt, possessionText: possession, consentText: consent,
            chosen: fields.all("item").compactMap(Item.init(rawValue:)), ticket: secrets?.ticket)
        switch decision {
        case "agree": return try await agree(form, secrets?.browser)
        case "review": return consentPage(try await desk.review(form, cookie: secrets?.browser))
        case "not-me": return shown(try await desk.disown(form, cookie: secrets?.browser))
        case "cancel": return try await answered(try await desk.cancel(form, cookie: secrets?.browser))
        default: throw desk.refuse(.requestInvalid)
        }
    }

    private func agree(_ form: ConsentForm, _ browser: BrowserCookie?) async throws -> Response {
        switch try await desk.agree(form, cookie: browser) {
        case .askAgain(let offer): return consentPage(offer, changed: true)
        case .release(let release): return try await answer(release, browser)
        }
    }

    /// Prepared, admitted, opened: in this order, or no answer at all (C3 to C5).
    private func answer(_ release: consuming Release, _ browser: BrowserCookie?) async throws -> Response {
        let site = release.site
        let language = language(release.language, site)
        let name = nameCodes(release.request, besides: release.consent.items)
        let sealed = try door.prepare(release)
        let answer = sealed.answer
        let admission = try await admit(release, answer, sealed.name)
        let opened = try door.open(sealed, for: admission)
        log.released(site: site.id, case: opened.caseNumber, answer: answer.id)
        var response = last(
            opened.form, site: site, language: language, sent: opened.sent.map(\.rawValue) + name,
            withheld: opened.withheld.map(\.rawValue))
        // A new secret at each login: nobody can have laid one into the browser beforehand.
        if let browser, let ticket = opened.ticket {
            response.headers[.setCookie] = cookieField(BrowserSecrets(browser: browser, ticket: ticket))
        }
        return response
    }

    private func admit(
        _ release: consuming Release, _ answer: AuditEntry.Answer, _ name: SessionName
    ) async throws -> Admission {
        do {
            return try await desk.admit(release, answer: answer, named: name)
        } catch AdmissionError.refused(let refusal) {
            throw refusal
        } catch AdmissionError.ledger(.alreadySpent) {
            throw desk.refuse(.attemptUsed)
        } catch AdmissionError.ledger(.sessionOver) {
            throw desk.refuse(.attemptExpired)
        }
    }

    private func wayBack(_ fields: FormFields?, _ request: Request) async throws -> Response {
        guard request.comesFromOwnPage, let fields, let attempt = fields.one("a"),
            !fields.has("r") || fields.one("r") != nil
        else { throw desk.refuse(.requestInvalid) }
        return try await answered(
            try await desk.wayBack(attempt, refusal: fields.one("r"), cookie: request.browser))
    }

    /// The site gets a status; where a card was judged, the record comes first.
    private func answered(_ wayBack: WayBack) async throws -> Response {
        let answer = try door.refuse(wayBack.reason, wayBack.request, detail: wayBack.site.statusDetail)
        do {
            try await desk.close(wayBack, answer: answer.answer)
        } catch LedgerError.alreadySpent {
            throw desk.refuse(.attemptUsed)
        }
        if wayBack.isFirst { log.ended(wayBack.reason, site: wayBack.site.id, case: wayBack.caseNumber) }
        return last(answer.form, site: wayBack.site, language: language(wayBack.language, wayBack.site))
    }
}
