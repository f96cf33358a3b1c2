import DemoPKI
import Foundation
import Login
import OpenSSL
import Testing

/// The sealed texts that a browser can hand in, all of one attempt, and the doors that take them.
struct Texts {
    enum Kind: String, CaseIterable, Sendable, CustomTestStringConvertible {
        case start, attempt, possession, consent, refusal

        var testDescription: String { rawValue }

        /// To the cookie.
        var isBound: Bool { self != .start && self != .possession }

        var sealed: SealedKind {
            switch self {
            case .start: .start
            case .attempt: .attempt
            case .possession: .possession
            case .consent: .consent
            case .refusal: .refusal
            }
        }
    }

    let world: World
    let cookie: BrowserCookie
    private let texts: [Kind: String]

    init(_ id: String = "_r1", in world: World, _ cookie: BrowserCookie) async throws {
        (self.world, self.cookie) = (world, cookie)
        let start = try await world.desk.begin(world.request(id))
        let attempt = try await world.desk.bind(start, to: cookie)
        let stranger = try await world.use(nil, in: attempt, cookie)
        let refusal = await refused {
            try await world.desk.present(attempt, possession: stranger.possession, cookie: cookie)
        }
        world.clock.advance(by: 1)
        let handed = try await world.use(world.issuer.card().certificate, in: attempt, cookie)
        let offer = try await world.desk.present(attempt, possession: handed.possession, cookie: cookie)
        texts = [
            .start: start, .attempt: attempt, .possession: handed.possession, .consent: offer.consentText,
            .refusal: try #require(refusal?.refusalText),
        ]
    }

    subscript(kind: Kind) -> String { texts[kind] ?? "" }

    /// Hands in a text where one of this kind belongs, everything else in order.
    func hand(_ text: String, as kind: Kind, cookie: BrowserCookie? = nil) async -> RefusalReason? {
        let (desk, cookie) = (world.desk, cookie ?? self.cookie)
        let refusal = await refused {
            switch kind {
            case .start: _ = try await desk.bind(text, to: cookie)
            case .attempt: _ = try await desk.start(text, cookie: cookie, language: nil)
            case .possession: _ = try await desk.present(self[.attempt], possession: text, cookie: cookie)
            case .consent: _ = try await desk.agree(form(consent: text), cookie: cookie)
            case .refusal: _ = try await desk.wayBack(self[.attempt], refusal: text, cookie: cookie)
            }
        }
        return refusal?.reason
    }

    func form(consent: String) -> ConsentForm {
        ConsentForm(
            attemptText: self[.attempt], possessionText: self[.possession], consentText: consent, chosen: [])
    }
}
