import Fetch
import Foundation
import OpenSSL

/// Asks one responder about one card and believes nothing that is not proven. No state.
struct OCSPResponder: Sendable {
    let source: RevocationSource
    let rules: RevocationRules
    let fetcher: Fetcher
    let clock: WallClock
    let randomness: Randomness

    /// A believed answer, or why there is none.
    enum Outcome: Sendable {
        case answer(OCSPBelief)
        case nothing(RevocationAnswer.Status, String)
    }

    /// What an answer, or its absence, says about the responder itself: the circuit breaker counts it.
    enum Health: Sendable {
        case alive, dead
        /// It was our side that failed.
        case unclear
    }

    private static let mediaType = "application/ocsp-response"

    @concurrent
    func ask(about subject: OCSPSubject, within deadline: Duration) async -> (Outcome, Health) {
        // 32 octets: RFC 9654 §2.1
        let nonce = rules.nonce == .unused ? nil : randomness(32)
        let request = OCSPRequest(subject: subject.id, nonce: nonce)
        let response: FetchResponse
        do { response = try await fetcher.fetch(question(request, within: deadline)) } catch {
            return (.nothing(.unavailable, "\(error)"), error.health)
        }
        guard response.status == 200 else {
            let isTrouble = response.status >= 500 || response.status == 429 || response.status == 408
            return (.nothing(.unavailable, "HTTP status \(response.status)"), isTrouble ? .dead : .alive)
        }
        // Where no type is given the bytes speak for themselves (RFC 9110 §8.3).
        if let type = response.contentType, !Self.isOCSP(type) {
            return (.nothing(.invalid, "the answer is not of type \(Self.mediaType)"), .dead)
        }
        return read(response.body, for: request, from: subject.authority)
    }

    private static func isOCSP(_ contentType: String) -> Bool {
        contentType.prefix { $0 != ";" }.filter { !$0.isWhitespace }.lowercased() == mediaType
    }

    private func question(_ request: OCSPRequest, within deadline: Duration) -> FetchRequest {
        let limits = FetchLimits(
            maximumBytes: OCSPAnswer.maximumLength, connect: min(deadline, .seconds(2)), deadline: deadline)
        if rules.ocsp.responder(source.url).method == .get, let address = request.address(at: source.url) {
            return FetchRequest(url: address, accept: Self.mediaType, limits: limits)
        }
        return FetchRequest(
            url: source.url, method: .post(request.der, contentType: "application/ocsp-request"),
            accept: Self.mediaType, limits: limits)
    }

    private func read(_ body: [UInt8], for request: OCSPRequest, from authority: IssuingAuthority) -> (Outcome, Health)
    {
        let answer: OCSPAnswer
        do { answer = try OCSPAnswer(der: body) } catch { return (.nothing(.invalid, "\(error)"), .dead) }
        switch answer {
        case .refusal(let refusal):
            return (.nothing(.unavailable, "the responder says \(refusal)"), refusal.isTrouble ? .dead : .alive)
        case .response(let response):
            let terms = OCSPTerms(
                request, from: authority, under: rules, pin: rules.ocsp.responder(source.url).pin, at: clock.now())
            do { return (.answer(try response.believed(under: terms)), .alive) } catch {
                return (.nothing(error.status, error.detail), .alive)
            }
        }
    }
}

extension FetchError {
    fileprivate var health: OCSPResponder.Health {
        switch self {
        case .unreachable, .timedOut, .tooLarge, .unintelligible: .dead
        case .malformedURL, .notAllowed, .cancelled, .overloaded, .shutDown: .unclear
        }
    }
}
