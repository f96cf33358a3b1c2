import Foundation
import Login
import PKI
import Testing

/// A browser that may be signed in.
struct Browser {
    let world: World
    let cookie: BrowserCookie
    var ticket: SessionTicket?

    init(_ world: World) { (self.world, cookie) = (world, world.cookie()) }

    /// What a login left behind, as the site knows it.
    struct Left: Equatable {
        let name: String
        let index: String
    }

    /// A login with the card, to the end.
    @discardableResult mutating func logIn(
        _ card: [UInt8], _ id: String, at site: RelyingParty, shared: Bool = false
    ) async throws -> Left? {
        let handed = try await world.use(card, in: world.attempt(id, at: site, in: cookie), cookie, shared: shared)
        let offer = try await world.desk.present(
            handed.attempt, possession: handed.possession, cookie: cookie, language: nil, ticket: ticket)
        return try await admit(offer)
    }

    /// A login from the session, to the end.
    @discardableResult mutating func goOn(_ id: String, at site: RelyingParty) async throws -> Left? {
        try await admit(try await present(id, at: site))
    }

    /// The consent page, with the session in place of the card.
    func present(_ id: String, at site: RelyingParty) async throws -> ConsentOffer {
        let attempt = try await world.attempt(id, at: site, in: cookie)
        return try await world.desk.present(attempt, session: ticket, cookie: cookie, language: nil)
    }

    func form(_ offer: ConsentOffer) -> ConsentForm {
        ConsentForm(
            attemptText: offer.attemptText, possessionText: offer.possessionText, consentText: offer.consentText,
            chosen: [], ticket: ticket)
    }

    func release(_ offer: ConsentOffer) async throws -> Release {
        switch try await world.desk.agree(form(offer), cookie: cookie) {
        case .release(let release): return release
        case .askAgain: throw Unexpected.askedAgain
        }
    }

    mutating func admit(_ offer: ConsentOffer) async throws -> Left? { try await admit(release(offer)) }

    mutating func admit(_ release: consuming Release) async throws -> Left? {
        guard case .pairwise(let name) = release.name else { return nil }
        let index = release.sessionIndex
        let admission = try await world.desk.admit(
            release, answer: .some, named: SessionName(value: name, format: Browser.format))
        if let ticket = admission.ticket { self.ticket = ticket }
        return index.map { Left(name: name, index: $0) }
    }

    /// What the start page offers.
    func offer(_ id: String, at site: RelyingParty, needsCard: Bool = false) async throws -> SessionOffer? {
        let text = try await start(id, at: site, needsCard: needsCard)
        return try await world.desk.start(text, cookie: cookie, language: nil, ticket: ticket).session
    }

    func start(
        _ id: String, at site: RelyingParty, needsCard: Bool = false, isPassive: Bool = false,
        as name: NameIDKind = .pairwise
    ) async throws -> String {
        let request = LoginRequest(
            site: site.id, requestID: id, answerIndex: 3, state: nil, nameID: name, receivedAt: world.clock.now,
            needsCard: needsCard, isPassive: isPassive)
        return try await world.desk.bind(world.desk.begin(request), to: cookie)
    }

    static let format = "persistent"
}

extension SessionRules {
    static let quarter = SessionRules(serving: 15 * 60, remembered: 8 * 3600)
}

/// A site's request to log out.
func question(
    _ left: Browser.Left, at site: RelyingParty, _ id: String = "_out", byIndex: Bool = true
) -> LogoutQuestion {
    LogoutQuestion(site: site.id, requestID: id, indexes: byIndex ? [left.index] : [], name: left.name) {
        name, index in
        name == SessionName(value: left.name, format: Browser.format) && (!byIndex || index == left.index)
    }
}
