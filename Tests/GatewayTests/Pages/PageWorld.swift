import Foundation
import Gateway

/// The delivered templates and texts, a house, a site, and one of each page.
enum PageWorld {
    static let templates = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Templates")
        .resolvingSymlinksInPath()

    static let house = PageHouse(
        operator: PageOperator(
            name: ["sq": "Qendra e Identitetit", "en": "Identity Centre"], phone: "+355 4 000 0000",
            hours: ["sq": "8–20", "en": "8–20"], privacy: "https://example.al/privacy"),
        card: PageCard(activationCutOff: Date(timeIntervalSince1970: 1_388_574_000)),
        servicePoints: [
            PageServicePoint(
                name: "Bashkia", address: "Sheshi 1", town: "Tirana", hours: "8–16", phone: "+355 4 111",
                services: [.activate, .apply])
        ],
        drivers: [PageLink(name: "Windows", address: "https://example.al/driver")])

    static func renderer() throws -> PageRenderer { try PageRenderer(templates: templates, house: house) }

    static let site = PageSite(
        name: "Portali i Shërbimeve", host: "portal.example.al", sector: .public, emblem: "/sites/portal.svg",
        purpose: "Llogaria", legalBasis: "Shërbim publik", contact: "ndihma@example.al",
        home: "https://portal.example.al/")

    /// 14 March 2024, 10:42 in Tirana.
    static let moment = Date(timeIntervalSince1970: 1_710_409_320)

    static func start(_ site: PageSite = site) -> StartPage {
        StartPage(site: site, attempt: "ATTEMPT", required: ["given-name", "family-name"], optional: ["national-id"])
    }

    static func consent(_ site: PageSite = site, holder: String = "Arta Shembulli") -> ConsentPage {
        ConsentPage(
            site: site, attempt: "ATTEMPT", possession: "POSSESSION", consent: "CONSENT", holder: holder,
            asOf: moment, required: [PageItem(code: "given-name", value: holder)],
            optional: [
                PageItem(code: "national-id", value: "I55724013M"), PageItem(code: "age-over-18", value: nil),
            ],
            until: moment, agreement: PageLink(name: "2.5", address: "/help/agreement-2.5.pdf"), changed: true,
            address: "/card?a=ATTEMPT&p=POSSESSION")
    }

    static func refusal(_ reason: String, _ site: PageSite? = site) -> RefusalPage {
        RefusalPage(
            reason: reason, site: site, caseNumber: "4F7K-2M9Q-X", attempt: site == nil ? nil : "ATTEMPT",
            refusal: site == nil ? nil : "REFUSAL", date: moment, retryAfter: .seconds(600), failures: 2)
    }

    static func answer(_ site: PageSite = site) -> AnswerPage {
        AnswerPage(
            site: site, action: "https://portal.example.al/acs", response: "UkVTUE9OU0U=", relayState: "STATE",
            sent: ["given-name"], withheld: ["national-id"])
    }

    /// Every page that does not need a reason, by name.
    static func pages(_ renderer: PageRenderer, _ language: PageLanguage) -> [String: String] {
        var failed = start()
        failed.cause = "no-pss"
        failed.caseNumber = "4F7K-2M9Q-X"
        failed.failures = 2
        failed.disturbed = true
        failed.olderWay = true
        var pages = [
            "front": renderer.html(FrontPage(), in: language),
            "start": renderer.html(start(), in: language),
            "start, failed": renderer.html(failed, in: language),
            "consent": renderer.html(consent(), in: language),
            "answer": renderer.html(answer(), in: language),
            "status": renderer.html(status("revoked"), in: language),
            "incident": renderer.html(IncidentPage(caseNumber: "4F7K-2M9Q-X"), in: language),
            "not found": renderer.html(NotFoundPage(), in: language),
            "help": renderer.html(HelpPage(), in: language),
        ]
        for (name, page) in logouts { pages["logout, \(name)"] = renderer.html(page, in: language) }
        var stays = start()
        stays.session = PageSession(holder: "Arta Shembulli", since: moment)
        pages["signed in, start"] = renderer.html(stays, in: language)
        var staying = consent()
        (staying.stays, staying.since) = (moment, moment)
        pages["consent, with a session"] = renderer.html(staying, in: language)
        pages["front, with a session"] = renderer.html(FrontPage(hasSession: true), in: language)
        for topic in HelpTopic.allCases {
            pages["help, \(topic.rawValue)"] = renderer.html(HelpPage(topic: topic), in: language)
        }
        return pages
    }

    /// Each page about being signed in and about leaving.
    static var logouts: [String: LogoutPage] {
        let sites = [
            LogoutPage.Site(name: "Portali", state: .confirmed), LogoutPage.Site(name: "Dyqani", state: .silent),
        ]
        let link = LogoutPage.Trip.link("https://shop.example/slo?SAMLRequest=a&SigAlg=b")
        let form = LogoutPage.Trip.form("https://shop.example/slo", message: "TUVTU0FHRQ==", relayState: "STATE")
        return [
            "signed in": LogoutPage(.signedIn, holder: "Arta Shembulli", since: moment, sites: sites),
            "remembered": LogoutPage(.remembered, sites: sites),
            "by address": LogoutPage(.going(link), sites: sites, goal: "Dyqani"),
            "by form": LogoutPage(.going(form), sites: sites, goal: "Dyqani"),
            "complete": LogoutPage(.complete, sites: sites), "alone": LogoutPage(.complete),
            "partial": LogoutPage(.partial(nil), sites: sites),
            "partial, back by address": LogoutPage(.partial(link), sites: sites, goal: "Portali"),
            "partial, back by form": LogoutPage(.partial(form), sites: sites, goal: "Portali"),
            "none": LogoutPage(.none),
        ]
    }

    static func status(_ code: String) -> StatusPage {
        StatusPage(
            kind: .status, code: code, uri: "https://login.example.al/saml/status/\(code)",
            samlStatus: "Responder, AuthnFailed")
    }
}

/// The reason codes as they are published: page, audit, metrics and documents use the same.
let publishedReasons = [
    "no-certificate", "handshake-failed", "wrong-certificate-signature", "wrong-certificate-usage", "unknown-issuer",
    "issuer-not-accepted", "issuer-blocked", "card-blocked", "path-invalid", "not-yet-valid", "expired", "revoked",
    "on-hold", "unknown-to-issuer", "revocation-unavailable", "revocation-stale", "weak-key", "identity-unreadable",
    "card-changed", "cancelled", "not-me", "level-not-available", "passive-impossible", "name-id-not-allowed",
    "request-denied", "other-subject", "wrong-version", "not-supported", "unsupported-device", "overloaded",
    "internal", "attempt-expired", "request-invalid", "unknown-relying-party", "wrong-browser", "attempt-used",
]

/// Those that may be shown without knowing which site is meant.
let reasonsWithoutSite = [
    "request-invalid", "unknown-relying-party", "wrong-browser", "attempt-used", "attempt-expired", "overloaded",
    "internal",
]
