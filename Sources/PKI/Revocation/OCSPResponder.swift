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
    enum Finding: Sendable {
        case answer(
            OCSPResponse.Status, thisUpdate: Date, nextUpdate: Date?, response: [UInt8], unchecked: Certificate?)
        case nothing(RevocationAnswer.Status, String)
    }

    func ask(about certificate: Certificate, issuedBy authority: IssuingAuthority, within deadline: Duration) async
        -> Finding
    {
        // 32 bytes: RFC 9654 §2.1
        let request = OCSPRequest(subject: OCSPCertID(certificate, issuedBy: authority), nonce: randomness(32))
        let response: FetchResponse
        do { response = try await fetcher.fetch(question(request, within: deadline)) } catch {
            return .nothing(.unavailable, "\(error)")
        }
        guard response.status == 200 else { return .nothing(.unavailable, "HTTP status \(response.status)") }
        return read(response.body, for: request, from: authority)
    }

    private func question(_ request: OCSPRequest, within deadline: Duration) -> FetchRequest {
        FetchRequest(
            url: source.url, method: .post(request.der, contentType: "application/ocsp-request"),
            accept: "application/ocsp-response",
            limits: FetchLimits(
                maximumBytes: OCSPAnswer.maximumLength, connect: min(deadline, .seconds(2)), deadline: deadline))
    }

    private func read(_ body: [UInt8], for request: OCSPRequest, from authority: IssuingAuthority) -> Finding {
        let answer: OCSPAnswer
        do { answer = try OCSPAnswer(der: body) } catch { return .nothing(.invalid, "\(error)") }
        guard case .response(let response) = answer else {
            if case .refusal(let name) = answer { return .nothing(.unavailable, "the responder says \(name)") }
            return .nothing(.unavailable, "no answer")
        }
        do {
            let (single, unchecked) = try response.believed(
                for: request, from: authority, under: rules, at: clock.now())
            return .answer(
                single.status, thisUpdate: single.thisUpdate, nextUpdate: single.nextUpdate, response: response.der,
                unchecked: unchecked)
        } catch {
            return .nothing(error.kind == .stale ? .stale : .invalid, error.detail)
        }
    }
}
