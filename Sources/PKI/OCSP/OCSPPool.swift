public import Foundation

/// OCSP answers as files, in no order and with useless extras: what they say of a certificate at a moment. No network, no
/// memory, no clock.
public struct OCSPPool: Sendable {
    private let responses: [OCSPResponse]

    /// What cannot be read, and what carries no answer, is left out.
    public init(_ files: [[UInt8]]) {
        responses = files.compactMap { file in
            guard case .response(let response)? = try? OCSPAnswer(der: file) else { return nil }
            return response
        }
    }

    public var isEmpty: Bool { responses.isEmpty }

    /// What all answers together say. Its words are those of `porta validate`.
    public enum Reason: String, Sendable, CaseIterable {
        case ok, revoked
        /// A verified `unknown`, or no answer that could be believed.
        case unknown = "revocation-unknown"
        case stale = "revocation-stale"
        /// Not signed by anybody who may speak for the issuer.
        case signature = "revocation-signature"
    }

    public struct Verdict: Sendable, Equatable {
        public let reason: Reason
        public let detail: String
        /// A verified answer says so: no other source is asked. Without one, a list may still decide.
        public let isFinal: Bool
        public let thisUpdate: Date?
        public let nextUpdate: Date?
        /// The answer that decided.
        public let response: [UInt8]?
    }

    /// - Parameters:
    ///   - authority: the certificate of whoever issued `certificate`.
    ///   - moment: nil: no dates are checked.
    ///   - isRevoked: what is known about a responder's own certificate where its issuer did not write `nocheck`: nil if
    ///     nobody can say, and then its answer is not believed.
    public func verdict(
        on certificate: Certificate, issuedBy authority: Certificate, under rules: RevocationRules, at moment: Date?,
        isRevoked: (Certificate) -> Bool? = { _ in nil }
    ) -> Verdict {
        guard !responses.isEmpty else { return .nothing(.unknown, "no answer at hand") }
        guard let issuing = try? IssuingAuthority(authority) else {
            return .nothing(.signature, "the issuer's key cannot be read")
        }
        return verdict(on: certificate, issuedBy: issuing, under: rules, at: moment, isRevoked: isRevoked)
    }

    func verdict(
        on certificate: Certificate, issuedBy authority: IssuingAuthority, under rules: RevocationRules,
        at moment: Date?, isRevoked: (Certificate) -> Bool? = { _ in nil }
    ) -> Verdict {
        func terms(at moment: Date?) -> OCSPTerms {
            OCSPTerms(about: certificate, from: authority, under: rules, pin: ResponderPin(), at: moment)
        }
        let current = terms(at: moment)
        var beliefs: [OCSPBelief] = []
        var defects: [OCSPDefect] = []
        for response in responses {
            do throws(OCSPDefect) {
                let belief = try response.believed(under: current)
                try checkDelegate(belief.signer, isRevoked)
                beliefs.append(belief)
            } catch {
                defects.append(error)
                guard error.kind == .stale, let old = try? response.believed(under: terms(at: nil)),
                    old.isRevokedForEver, (try? checkDelegate(old.signer, isRevoked)) != nil
                else { continue }
                beliefs.append(old)
            }
        }
        if let revoked = beliefs.first(where: \.isRevokedForEver) { return Verdict(revoked) }
        return beliefs.max { $0.isOutweighed(by: $1) }.map(Verdict.init) ?? Self.nothing(defects)
    }

    private func checkDelegate(_ signer: OCSPSigner, _ isRevoked: (Certificate) -> Bool?) throws(OCSPDefect) {
        guard signer.needsCheck else { return }
        switch isRevoked(signer.certificate) {
        case false?: break
        case true?: throw OCSPDefect(.responder, "the responder's certificate is revoked")
        case nil: throw OCSPDefect(.subject, "nothing says whether the responder's certificate is revoked")
        }
    }

    /// Of several answers that are worth nothing, the one that came closest.
    private static func nothing(_ defects: [OCSPDefect]) -> Verdict {
        func first(_ kinds: [OCSPDefect.Kind]) -> OCSPDefect? { defects.first { kinds.contains($0.kind) } }
        if let stale = first([.stale]) { return .nothing(.stale, stale.detail) }
        if let forged = first([.signature, .responder]) { return .nothing(.signature, forged.detail) }
        let other = first([.criticalExtension, .nonce, .time]) ?? defects.first
        return .nothing(.unknown, other?.detail ?? "no answer about this certificate")
    }
}

extension OCSPBelief {
    /// A revocation that is no hold stands, however old the answer that tells of it.
    fileprivate var isRevokedForEver: Bool {
        guard case .revoked(let reason, _) = status else { return false }
        return reason != .certificateHold
    }

    /// The newer answer weighs more; of two that are equally old, the worse.
    fileprivate func isOutweighed(by other: OCSPBelief) -> Bool {
        (thisUpdate, producedAt, status == .good ? 0 : 1)
            < (other.thisUpdate, other.producedAt, other.status == .good ? 0 : 1)
    }
}

extension OCSPPool.Verdict {
    fileprivate static func nothing(_ reason: OCSPPool.Reason, _ detail: String) -> Self {
        Self(reason: reason, detail: detail, isFinal: false, thisUpdate: nil, nextUpdate: nil, response: nil)
    }

    fileprivate init(_ belief: OCSPBelief) {
        let words = belief.status.words
        reason =
            switch belief.status {
            case .good: .ok
            case .unknown: .unknown
            case .revoked: .revoked
            }
        (detail, isFinal, response) = (words.1, true, belief.response)
        (thisUpdate, nextUpdate) = (belief.thisUpdate, belief.nextUpdate)
    }
}

extension RevocationRules {
    /// For answers out of files, judged at an explicit moment: no tolerance for clocks, no nonce.
    ///
    /// - Parameters:
    ///   - maxAge: the oldest `thisUpdate` that counts; nil: any that has not run out.
    ///   - maxAgeWithoutNextUpdate: the same where an answer names no end.
    public static func forFiles(
        maxAge: Duration? = nil, maxAgeWithoutNextUpdate: Duration = .seconds(900)
    ) -> RevocationRules {
        RevocationRules(
            sources: [], maxAge: maxAge ?? .seconds(100 * 365 * 86_400),
            maxAgeWithoutNextUpdate: maxAgeWithoutNextUpdate, skew: .zero, nonce: .unused)
    }
}
