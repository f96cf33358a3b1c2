import Fetch
import Foundation
import OpenSSL

/// Fetches one CRL and believes nothing that is not proven. No state.
struct ListSource: Sendable {
    let source: RevocationSource
    let issuer: CardIssuer
    let fetcher: Fetcher
    let clock: WallClock

    enum Finding: Sendable {
        case list(HeldList)
        /// The one at hand is still the newest.
        case unchanged
        case nothing(RevocationAnswer.Status, String)
    }

    @concurrent
    func fetch(after held: HeldList?, within deadline: Duration) async -> Finding {
        let response: FetchResponse
        do { response = try await fetcher.fetch(question(after: held, within: deadline)) } catch {
            return .nothing(.unavailable, "\(error)")
        }
        switch response.status {
        case 304 where held != nil: return .unchanged
        case 200: return read(response)
        default: return .nothing(.unavailable, "HTTP status \(response.status)")
        }
    }

    private func question(after held: HeldList?, within deadline: Duration) -> FetchRequest {
        FetchRequest(
            url: source.url, accept: "application/pkix-crl", entityTag: held?.entityTag,
            modifiedSince: held?.entityTag == nil ? held?.lastModified : nil,
            limits: FetchLimits(
                maximumBytes: issuer.revocation.maximumListBytes, connect: min(deadline, .seconds(3)),
                deadline: deadline))
    }

    private func read(_ response: FetchResponse) -> Finding {
        let list: CertificateRevocationList
        do { list = try CertificateRevocationList(der: response.body) } catch { return .nothing(.invalid, "\(error)") }
        // The signature before any content is used (CR-10).
        guard let authority = issuer.authorities.first(where: list.isSigned) else {
            return .nothing(.invalid, "not signed by an authority of this issuer")
        }
        if let defect = list.defect { return .nothing(.invalid, defect) }
        switch freshness(list) {
        case .fresh: break
        case .early: return .nothing(.invalid, "its thisUpdate is in the future")
        case .stale(let detail): return .nothing(.stale, detail)
        }
        return .list(
            HeldList(
                list: list, authority: authority.keyFingerprint, sha256: DigestAlgorithm.sha256.digest(response.body),
                entityTag: response.entityTag, lastModified: response.lastModified))
    }

    private func freshness(_ list: CertificateRevocationList) -> RevocationRules.Freshness {
        issuer.revocation.freshness(
            thisUpdate: list.thisUpdate, nextUpdate: list.nextUpdate, grace: 0, at: clock.now())
    }
}
