import Foundation
import Login
import OpenSSL
import PKI
import Testing

/// What the browser holds after the card host.
struct Handed {
    let attempt: String
    let possession: String
}

/// The steps of a login, each as the browser takes it.
extension World {
    func request(
        _ id: String = "_r1", at site: RelyingParty = .portal, state: String? = "back here",
        nameID: NameIDKind = .pairwise
    ) -> LoginRequest {
        LoginRequest(
            site: site.id, requestID: id, answerIndex: 3, state: state, nameID: nameID, receivedAt: clock.now)
    }

    /// A request bound to a browser.
    func attempt(
        _ id: String = "_r1", at site: RelyingParty = .portal, nameID: NameIDKind = .pairwise, in cookie: BrowserCookie
    ) async throws -> String {
        try await desk.bind(desk.begin(request(id, at: site, nameID: nameID)), to: cookie)
    }

    /// The click and the card.
    func use(
        _ card: [UInt8]?, in attempt: String, _ cookie: BrowserCookie, shared: Bool = false
    ) async throws -> Handed {
        let click = try await desk.click(attempt, cookie: cookie, older: false, olderWaySets: [], shared: shared)
        return Handed(attempt: click.attemptText, possession: try possession(of: card, by: click.label))
    }

    /// What the card host seals.
    func possession(of card: [UInt8]?, by label: String) throws -> String {
        let label = try #require(desk.label(label))
        return try desk.seal(Possession(leaf: card, label: label, facts: .usual, at: clock.now))
    }

    /// From the request to the consent page.
    func consent(
        _ card: [UInt8], _ id: String = "_r1", at site: RelyingParty = .portal, nameID: NameIDKind = .pairwise,
        in cookie: BrowserCookie
    ) async throws -> ConsentOffer {
        let handed = try await use(card, in: attempt(id, at: site, nameID: nameID, in: cookie), cookie)
        return try await desk.present(handed.attempt, possession: handed.possession, cookie: cookie)
    }

    /// Presses "agree" where it leads to a release.
    func release(
        _ offer: ConsentOffer, _ chosen: [Item] = [], in cookie: BrowserCookie
    ) async throws -> Release {
        switch try await desk.agree(offer.form(chosen), cookie: cookie) {
        case .release(let release): return release
        case .askAgain: throw Unexpected.askedAgain
        }
    }

    /// From the consent page to the end.
    func logIn(_ offer: ConsentOffer, _ chosen: [Item] = [], in cookie: BrowserCookie) async throws {
        _ = try await desk.admit(release(offer, chosen, in: cookie), answer: .some)
    }

    /// The refusal of a card.
    func refusal(
        of card: [UInt8]?, _ id: String = "_r1", at site: RelyingParty = .portal, in cookie: BrowserCookie
    ) async throws -> Refusal {
        let handed = try await use(card, in: attempt(id, at: site, in: cookie), cookie)
        return try #require(
            await refused { try await desk.present(handed.attempt, possession: handed.possession, cookie: cookie) })
    }
}

extension LoginDesk {
    /// In the language of before.
    func present(_ attempt: String, possession: String?, cookie: BrowserCookie?) async throws(Refusal) -> ConsentOffer {
        try await present(attempt, possession: possession, cookie: cookie, language: nil)
    }
}

enum Unexpected: Error { case askedAgain }

/// The refusal that an act ends in, or nothing.
func refused<Value: ~Copyable>(_ act: () async throws -> Value) async -> Refusal? {
    do {
        _ = try await act()
        return nil
    } catch let refusal as Refusal {
        return refusal
    } catch {
        Issue.record(error)
        return nil
    }
}

/// Why a release was not admitted, or nothing.
func notAdmitted(_ release: consuming Release, at desk: LoginDesk) async -> AdmissionError? {
    do {
        _ = try await desk.admit(release, answer: .some)
        return nil
    } catch {
        return error
    }
}

extension AdmissionError {
    var refusal: Refusal? { if case .refused(let refusal) = self { refusal } else { nil } }
    var trouble: LedgerError? { if case .ledger(let trouble) = self { trouble } else { nil } }
}

extension ConsentOffer {
    /// What the page sends when a button is pressed.
    func form(_ chosen: [Item] = [], attempt: String? = nil, possession: String? = nil, consent: String? = nil)
        -> ConsentForm
    {
        ConsentForm(
            attemptText: attempt ?? attemptText, possessionText: possession ?? possessionText,
            consentText: consent ?? consentText, chosen: chosen)
    }
}

extension HandshakeFacts {
    static let usual = HandshakeFacts(
        version: "TLSv1.3", suite: "TLS_AES_128_GCM_SHA256", group: "X25519MLKEM768",
        signatureScheme: "ecdsa_secp256r1_sha256",
        serverName: "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstu.card.example.al",
        address: "2001:db8:1234:5678:9abc:def0:1234:5678", exporter: [UInt8](repeating: 7, count: 32))
}

extension AuditEntry.Answer {
    static let some = AuditEntry.Answer(id: "_a1", digest: [1, 2, 3], key: "p256")
}
