public import Foundation

/// By what it is known that a card was not revoked, or that it was: enough to show it again later (threats: R37).
public struct RevocationEvidence: Sendable, Equatable {
    public enum Proof: Sendable, Equatable {
        /// The whole signed response.
        case ocsp(response: [UInt8])
        /// The list's issuer (DER), its number (magnitude) and SHA-256.
        case crl(issuer: [UInt8], number: [UInt8]?, sha256: [UInt8])
    }

    public let source: RevocationSource.Kind
    public let url: String
    public let thisUpdate: Date
    public let nextUpdate: Date?
    /// Seconds between `thisUpdate` and the judgement.
    public let age: Int
    public let proof: Proof
    /// Whether it is a list that counted after its nextUpdate, by the grace that its issuer's rules give.
    public var isInGrace: Bool {
        // Both are whole seconds in a list, so that whole seconds of age decide.
        nextUpdate.map { source == .crl && $0.timeIntervalSince(thisUpdate) <= TimeInterval(age) } ?? false
    }
    /// Who signed an OCSP answer; nil for a list, which its issuer signs.
    public let responder: Responder?

    /// Who signed an answer, and what can be known only when it comes.
    public struct Responder: Sendable, Equatable {
        public let role: ResponderRole
        /// SHA-256 over the signer's certificate.
        public let certificate: [UInt8]
        /// Whether our nonce stood in the answer, and was compared (RFC 9654): from the bytes alone nobody can see later
        /// that it was ours.
        public let provedNonce: Bool
    }

    init(
        source: RevocationSource, thisUpdate: Date, nextUpdate: Date?, at now: Date, proof: Proof,
        responder: Responder? = nil
    ) {
        self.responder = responder
        (self.source, url) = (source.kind, source.url)
        (self.thisUpdate, self.nextUpdate, self.proof) = (thisUpdate, nextUpdate, proof)
        age = Self.age(thisUpdate, at: now)
    }

    /// Whole seconds, none for a clock that is ahead of ours.
    static func age(_ thisUpdate: Date, at now: Date) -> Int {
        Int(max(0, min(now.timeIntervalSince(thisUpdate), 1e12)))
    }

    /// Of an answer that was just believed, or is remembered.
    init(_ source: RevocationSource, _ belief: OCSPBelief, at now: Date) {
        self.init(
            source: source, thisUpdate: belief.thisUpdate, nextUpdate: belief.nextUpdate, at: now,
            proof: .ocsp(response: belief.response),
            responder: Responder(
                role: belief.signer.role, certificate: belief.signer.certificate.sha256, provedNonce: belief.hasNonce))
    }
}
