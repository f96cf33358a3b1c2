import Foundation
import HTTPTypes
import Hummingbird
import Login
import NIOCore
import PKI

/// What the house decided, as pages.
extension LoginHost {
    func pageSite(_ site: RelyingParty, _ language: PageLanguage) -> PageSite {
        let order = order(language)
        return PageSite(
            name: site.displayName.text(in: order), host: site.host,
            sector: site.sector == .public ? .public : .private, emblem: site.emblem,
            purpose: site.purpose?.text(in: order), legalBasis: site.legalBasis?.text(in: order),
            contact: site.contact, learnsReason: site.statusDetail == .full,
            requesters: site.shownRequesters.names.map { $0.text(in: order) },
            hasUnknownRequester: site.shownRequesters.hasUnknown, service: site.service?.text(in: order))
    }

    /// The name by which the site will know the person is something that it gets, too.
    func nameCodes(_ request: LoginRequest, besides items: [Item]) -> [String] {
        request.nameID == .pairwise && !items.contains(.pairwiseID) ? [Item.pairwiseID.rawValue] : []
    }

    func codes(_ site: RelyingParty, _ request: LoginRequest) -> [String] {
        site.required.map(\.rawValue) + nameCodes(request, besides: site.required)
    }

    /// - Parameter again: the address that shows the page again by GET, for the language switch.
    func consentPage(_ offer: ConsentOffer, changed: Bool = false, again: String? = nil) -> Response {
        let language = language(offer.language, offer.site)
        let items = { (items: [Item]) in
            items.map { PageItem(code: $0.rawValue, value: shown($0, offer, language)) }
        }
        var page = ConsentPage(
            site: pageSite(offer.site, language), attempt: offer.attemptText, possession: offer.possessionText,
            consent: offer.consentText, holder: offer.holder.displayName, asOf: offer.holder.dataAsOf,
            required: items(offer.site.required)
                + nameCodes(offer.request, besides: offer.site.required).map { PageItem(code: $0, value: nil) },
            optional: items(offer.site.optional), until: offer.until,
            agreement: offer.agreement.map { PageLink(name: $0.version, address: $0.path) }, changed: changed,
            address: again)
        switch offer.session {
        case .begins(let until): page.stays = until
        case .used(let since): page.since = since
        case nil: break
        }
        return self.page(pages.html(page, in: language))
    }

    /// What an item says, as people read it.
    private func shown(_ item: Item, _ offer: ConsentOffer, _ language: PageLanguage) -> String? {
        guard let value = item.value(of: offer.holder, at: offer.at) else { return nil }
        return switch item {
        case .birthDate: offer.holder.personalFacts?.birthDate.shown
        case .sex: pages.word("sex-\(value)", in: language) ?? value
        case .ageOver: pages.word(value, in: language) ?? value
        default: value
        }
    }

    /// A refusal: its page, one line in the log, one more in the metric.
    func shown(
        _ refusal: Refusal, detail: String? = nil, as status: HTTPResponse.Status? = nil, again: String? = nil
    ) -> Response {
        log.ended(refusal, detail: detail)
        let language = language(refusal.language, refusal.site)
        let wait = retryAfter(refusal.reason)
        let page = RefusalPage(
            reason: refusal.reason.rawValue, site: refusal.site.map { pageSite($0, language) },
            caseNumber: refusal.caseNumber.description, attempt: refusal.attemptText,
            mayRetry: refusal.canTryAgain, refusal: refusal.refusalText, date: refusal.certificateDate,
            retryAfter: wait, failures: refusal.failures, address: again)
        var response = self.page(pages.html(page, in: language), status: status ?? self.status(refusal.reason))
        if let wait { response.headers[.retryAfter] = String(wait.components.seconds) }
        return response
    }

    private func retryAfter(_ reason: RefusalReason) -> Swift.Duration? {
        switch reason {
        case .revocationUnavailable, .revocationStale: .seconds(600)
        case .overloaded: .seconds(60)
        default: nil
        }
    }

    private func status(_ reason: RefusalReason) -> HTTPResponse.Status {
        switch reason {
        case .requestInvalid: .badRequest
        case .revocationUnavailable, .revocationStale, .overloaded, .internal: .serviceUnavailable
        default: .forbidden
        }
    }

    /// The page that posts itself to the site.
    func last(
        _ form: AnswerForm, site: RelyingParty, language: PageLanguage, sent: [String] = [], withheld: [String] = []
    ) -> Response {
        let page = AnswerPage(
            site: pageSite(site, language), action: form.address, response: form.response,
            relayState: form.relayState, sent: sent, withheld: withheld)
        return self.page(pages.html(page, in: language), content: .answer)
    }

    /// An error of ours: the page has a number, the log what happened.
    func incident(_ error: any Error) -> Response {
        let refusal = desk.refuse(.internal)
        log.incident(error, case: refusal.caseNumber)
        return page(
            pages.html(IncidentPage(caseNumber: refusal.caseNumber.description), in: language(nil)),
            status: .internalServerError)
    }

    func notFound() -> Response {
        page(pages.html(NotFoundPage(), in: language(nil)), status: .notFound)
    }
}

extension BirthDate {
    /// "17.05.1990".
    fileprivate var shown: String {
        "\(day < 10 ? "0" : "")\(day).\(month < 10 ? "0" : "")\(month).\(year)"
    }
}

extension LoginHost {
    /// Only requests that name the login host are answered: the server name has chosen it, and Host must say the same
    /// (T4).
    func isMeant(by request: Request) -> Bool {
        let host = request.head.authority.map { String(Substring($0.utf8.prefix { $0 != UInt8(ascii: ":") })) }
        return host?.lowercased() == names.loginHost
    }
}

/// Turns what no route caught into a page: unknown addresses, bodies over the limit, errors of ours.
struct LastResort: RouterMiddleware {
    typealias Context = BasicRequestContext

    let host: LoginHost

    @concurrent func handle(
        _ request: Request, context: BasicRequestContext,
        next: @concurrent (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            switch error {
            case let error as any HTTPResponseError where error.status == .notFound: return host.notFound()
            case let error as any HTTPResponseError where error.status == .contentTooLarge: return tooLarge()
            case is NIOTooManyBytesError: return tooLarge()
            default: return host.incident(error)
            }
        }
    }

    private func tooLarge() -> Response { host.shown(host.desk.refuse(.requestInvalid), as: .contentTooLarge) }
}
