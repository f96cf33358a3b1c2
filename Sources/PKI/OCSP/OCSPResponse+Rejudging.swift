public import Foundation

/// What an answer that lies at hand says of a certificate, judged from its bytes alone.
public struct OCSPFinding: Sendable, Equatable {
    /// `good`, `revoked`, `on-hold` and `unknown` are verified; `unavailable`, `stale` and `invalid` are worth nothing.
    public let status: RevocationAnswer.Status
    public let detail: String
    public let thisUpdate: Date?
    public let nextUpdate: Date?
    public let producedAt: Date?
    /// Who signed it; nil where nobody can be believed.
    public let responder: Responder?
    /// Whether a nonce stands in it. Whose it was can be seen only when the answer comes.
    public let hasNonce: Bool

    public struct Responder: Sendable, Equatable {
        public let role: ResponderRole
        /// DER.
        public let certificate: [UInt8]
        /// Whether its own revocation had to be asked about by a list (RFC 6960 §4.2.2.2.1).
        public let needsCheck: Bool
    }
}

extension OCSPResponse {
    /// Judges the bytes of an answer again, offline: the same finding as when it came, but for the nonce, which cannot be
    /// compared any more, and for the standing of a responder that does not say `nocheck`.
    ///
    /// - Parameters:
    ///   - authority: the certificate of whoever issued `certificate`.
    ///   - url: where the answer came from, for the pins of that responder.
    ///   - moment: the moment that dates are judged at; nil: no dates are checked.
    public static func rejudge(
        _ response: [UInt8], about certificate: Certificate, issuedBy authority: Certificate,
        under rules: RevocationRules, from url: String? = nil, at moment: Date?
    ) -> OCSPFinding {
        let issuing: IssuingAuthority
        do { issuing = try IssuingAuthority(authority) } catch { return .nothing(.invalid, "the issuer: \(error)") }
        let pin = url.map { rules.ocsp.responder($0).pin } ?? ResponderPin()
        let terms = OCSPTerms(about: certificate, from: issuing, under: rules, pin: pin, at: moment)
        let answer: OCSPAnswer
        do { answer = try OCSPAnswer(der: response) } catch { return .nothing(.invalid, "\(error)") }
        switch answer {
        case .refusal(let refusal): return .nothing(.unavailable, "the responder says \(refusal)")
        case .response(let response):
            do { return OCSPFinding(try response.believed(under: terms)) } catch {
                return .nothing(error.status, error.detail)
            }
        }
    }
}

extension OCSPFinding {
    fileprivate static func nothing(_ status: RevocationAnswer.Status, _ detail: String) -> OCSPFinding {
        OCSPFinding(
            status: status, detail: detail, thisUpdate: nil, nextUpdate: nil, producedAt: nil, responder: nil,
            hasNonce: false)
    }

    fileprivate init(_ belief: OCSPBelief) {
        (status, detail) = belief.status.words
        (thisUpdate, nextUpdate, producedAt) = (belief.thisUpdate, belief.nextUpdate, belief.producedAt)
        hasNonce = belief.hasNonce
        responder = Responder(
            role: belief.signer.role, certificate: belief.signer.certificate.der,
            needsCheck: belief.signer.needsCheck)
    }
}

extension OCSPResponse.Status {
    /// As traces and findings say it.
    var words: (RevocationAnswer.Status, String) {
        switch self {
        case .good: (.good, "good")
        case .unknown: (.unknown, "the issuer does not know this certificate")
        case .revoked(.certificateHold, let since): (.onHold, "certificateHold since \(since.stamp)")
        case .revoked(let reason, let since): (.revoked, "\(reason) since \(since.stamp)")
        }
    }
}
