import Foundation
import OpenSSL
import PKI

/// A click on the card button: where the browser goes next.
public struct CardClick: Sendable, Equatable {
    /// One DNS label below the card domain.
    public let label: String
    /// The attempt as it goes on.
    public let attemptText: String
}

/// What a start page shows.
public struct StartOffer: Sendable {
    public let attempt: LoginAttempt
    /// The attempt as the page's links carry it on.
    public let attemptText: String
    public let site: RelyingParty
    /// A session that could answer in place of the card.
    public let session: SessionOffer?
}

extension LoginDesk {
    /// Seals a site's request as *start*, bound to no browser yet (A3).
    ///
    /// - Throws: `attempt-used` if the request was answered before, `not-supported` if it is too long to be carried.
    public func begin(_ request: LoginRequest) async throws(Refusal) -> String {
        if try await isAnswered(request) { throw refuse(.attemptUsed) }
        guard LoginAttempt.canCarry(request) else { throw refuse(.notSupported, request: request) }
        var writer = ByteWriter()
        request.write(to: &writer)
        do {
            return try sealing.seal(writer.bytes, as: .start, cookie: nil)
        } catch {
            throw refuse(.notSupported, request: request)
        }
    }

    /// Binds a request to the browser that opened its start link, as an attempt.
    public func bind(_ startText: String, to cookie: BrowserCookie) async throws(Refusal) -> String {
        var reader = ByteReader(try open(startText, as: .start, cookie: nil))
        guard let request = LoginRequest(from: &reader), reader.isAtEnd,
            let tag = LoginAttempt.Tag(randomness(6))
        else { throw refuse(.requestInvalid) }
        guard sites[request.site] != nil else { throw refuse(.unknownRelyingParty) }
        if try await isAnswered(request) { throw refuse(.attemptUsed) }
        let now = clock.now()
        let attempt = LoginAttempt(
            tag: tag, request: request, sealedAt: Date(timeIntervalSince1970: now.timeIntervalSince1970.rounded(.down)))
        let age = now.timeIntervalSince(request.receivedAt)
        guard age <= LoginTimes.unbound, age >= -60 else {
            // Sealed long ago: it leads back to the site, and to no card (B2).
            let ended = LoginAttempt(tag: tag, request: request, sealedAt: Date(timeIntervalSince1970: 0))
            throw refuse(.attemptExpired, ended, cookie: cookie)
        }
        do {
            return try sealing.seal(attempt.contents, as: .attempt, cookie: cookie)
        } catch {
            throw refuse(.notSupported, attempt, cookie: cookie)
        }
    }

    /// The attempt that a start page shows.
    ///
    /// - Parameter language: what the visitor switches to with this request; it stays with the attempt.
    public func start(
        _ attemptText: String, cookie: BrowserCookie?, language: Language?, ticket: SessionTicket? = nil
    ) async throws(Refusal) -> StartOffer {
        var (attempt, site) = try await attempt(attemptText, cookie: cookie, at: .start)
        let session = attempt.request.isPassive ? nil : await offer(attempt, site, ticket)
        guard let language, language != attempt.language else {
            return StartOffer(attempt: attempt, attemptText: attemptText, site: site, session: session)
        }
        attempt.language = language
        do {
            let text = try sealing.seal(attempt.contents, as: .attempt, cookie: cookie)
            return StartOffer(attempt: attempt, attemptText: text, site: site, session: session)
        } catch {
            throw refuse(.internal, attempt, cookie: cookie)
        }
    }

    /// Makes the label for a click. Only here are labels made, and only for an attempt that opens in this browser.
    ///
    /// - Parameters:
    ///   - older: the visitor pressed for TLS 1.2.
    ///   - olderWaySets: the numbers of the issuer sets with an issuer that allows it.
    ///   - shared: the visitor said that others use this computer.
    public func click(
        _ attemptText: String, cookie: BrowserCookie?, older: Bool, olderWaySets: Set<UInt8>, shared: Bool
    ) async throws(Refusal) -> CardClick {
        var (attempt, site) = try await attempt(attemptText, cookie: cookie, at: .start)
        let now = clock.now()
        let mayGoOlder = older && olderWaySets.contains(site.issuerSet)
        let label = CardLabel(
            tag: attempt.tag, cardUse: attempt.cardUse(at: now), expires: now.addingTimeInterval(times.card),
            policy: CardLabel.Policy(version: mayGoOlder ? .tls12 : .tls13, issuerSet: site.issuerSet))
        var text = attemptText
        do {
            if shared, !attempt.isShared {
                attempt.isShared = true
                text = try sealing.seal(attempt.contents, as: .attempt, cookie: cookie)
            }
            return CardClick(label: try labels.text(of: label), attemptText: text)
        } catch {
            throw refuse(.internal, attempt, cookie: cookie)
        }
    }

    /// Opens an attempt in its own browser and checks that it has not ended.
    func attempt(
        _ text: String, cookie: BrowserCookie?, at stage: LoginTimes.Stage, language: Language? = nil
    ) async throws(Refusal) -> (LoginAttempt, RelyingParty) {
        var (attempt, site) = try opened(text, cookie: cookie)
        if let language { attempt.language = language }
        if try await isAnswered(attempt.request) { throw refuse(.attemptUsed) }
        guard times.allow(attempt, at: stage, now: clock.now()) else {
            throw refuse(.attemptExpired, attempt, cookie: cookie)
        }
        return (attempt, site)
    }

    func opened(_ text: String, cookie: BrowserCookie?) throws(Refusal) -> (LoginAttempt, RelyingParty) {
        // Without a cookie nothing that is bound to one can open: say so, instead of calling the text broken.
        let contents = try open(text, as: .attempt, cookie: cookie)
        guard let attempt = LoginAttempt(contents: contents) else { throw refuse(.requestInvalid) }
        // Its metadata may have gone since the login began.
        guard sites[attempt.request.site] != nil else { throw refuse(.unknownRelyingParty) }
        guard let site = asking(attempt.request) else { throw refuse(.requestInvalid) }
        return (attempt, site)
    }
}
