import Foundation
import OpenSSL

/// Why an answer is worth nothing.
struct OCSPDefect: Error, Sendable {
    enum Kind: Sendable { case invalid, stale }
    let kind: Kind
    let detail: String

    static func invalid(_ detail: String) -> OCSPDefect { OCSPDefect(kind: .invalid, detail: detail) }
    static func stale(_ detail: String) -> OCSPDefect { OCSPDefect(kind: .stale, detail: detail) }
}

extension OCSPResponse {
    /// The one answer about the certificate that was asked, after everything RFC 6960 §3.2 demands was found in order.
    ///
    /// - Returns: the answer, and the delegated responder's certificate where its own revocation is still to be asked.
    func believed(
        for request: OCSPRequest, from authority: IssuingAuthority, under rules: RevocationRules, at now: Date
    ) throws(OCSPDefect) -> (answer: Single, unchecked: Certificate?) {
        let answer = try onlyMatch(request.subject)
        let unchecked = try verifySigner(authority, at: now)
        guard extensions.unknownCritical(besides: [.ocspNonce]) == nil,
            answer.extensions.unknownCritical(besides: []) == nil
        else { throw .invalid("an unknown critical extension") }
        try checkTimes(answer, under: rules, at: now)
        try checkNonce(request.nonce, answer, under: rules, at: now)
        return (answer, unchecked)
    }

    /// Exactly one answer about our certificate, however many others stand beside it (threats: V3).
    private func onlyMatch(_ subject: OCSPCertID) throws(OCSPDefect) -> Single {
        let matching = singles.filter { $0.subject == subject }
        guard let answer = matching.first else { throw .invalid("no answer about this certificate") }
        guard matching.count == 1 else { throw .invalid("several answers about this certificate") }
        return answer
    }

    /// The signer is the issuing key, or a certificate issued by that very authority for OCSP (RFC 6960 §4.2.2.2; threats: V4).
    private func verifySigner(_ authority: IssuingAuthority, at now: Date) throws(OCSPDefect) -> Certificate? {
        let ca = authority.certificate
        if names(subject: ca.subject.der, keyHash: authority.keyHash) {
            guard authority.signed(toBeSigned, algorithm: signatureAlgorithm, signature: signature) else {
                throw .invalid("not signed by the issuing authority that it names")
            }
            return nil
        }
        let candidates = certificates.compactMap { try? Certificate(der: $0) }
        guard
            let signer = candidates.first(where: {
                names(subject: $0.subject.der, keyHash: DigestAlgorithm.sha1.digest($0.publicKeyBits))
            })
        else { throw .invalid("the responder that it names has no certificate here") }
        try checkDelegation(signer, by: authority, at: now)
        guard let delegate = try? IssuingAuthority(signer),
            delegate.signed(toBeSigned, algorithm: signatureAlgorithm, signature: signature)
        else { throw .invalid("not signed by the responder that it names") }
        return signer.extensions[.ocspNoCheck] == nil ? signer : nil
    }

    private func names(subject: [UInt8], keyHash: [UInt8]) -> Bool {
        switch responder {
        case .name(let name): name == subject
        case .key(let hash): hash == keyHash
        }
    }

    private func checkDelegation(
        _ signer: Certificate, by authority: IssuingAuthority, at now: Date
    ) throws(OCSPDefect) {
        guard signer.issuer.der == authority.certificate.subject.der, authority.signed(signer) else {
            throw .invalid("the responder's certificate is not from the authority that issued the card")
        }
        guard signer.extendedKeyUsages?.contains(.ocspSigning) == true else {
            throw .invalid("the responder's certificate is not for OCSP")
        }
        guard signer.keyUsage?.contains(.digitalSignature) ?? true, !signer.isAuthority else {
            throw .invalid("the responder's certificate is not for signing")
        }
        guard signer.isValid(at: now) else { throw .invalid("the responder's certificate is not valid now") }
    }

    private func checkTimes(_ answer: Single, under rules: RevocationRules, at now: Date) throws(OCSPDefect) {
        let skew = rules.skew.seconds
        guard producedAt <= now + skew, producedAt >= answer.thisUpdate - skew else {
            throw .invalid("the time of its making cannot be")
        }
        switch rules.freshness(thisUpdate: answer.thisUpdate, nextUpdate: answer.nextUpdate, grace: skew, at: now) {
        case .fresh: break
        case .early: throw .invalid("its thisUpdate is in the future")
        case .stale(let detail): throw .stale(detail)
        }
    }

    /// A nonce that came back must be ours; without one, an old answer could be played again (threats: V5).
    private func checkNonce(
        _ nonce: [UInt8], _ answer: Single, under rules: RevocationRules, at now: Date
    ) throws(OCSPDefect) {
        let theirs: [UInt8]?
        do { theirs = try self.nonce } catch { throw .invalid("an unreadable nonce") }
        if let theirs {
            guard theirs == nonce else { throw .invalid("another question's nonce") }
            return
        }
        switch rules.nonce {
        case .required: throw .invalid("no nonce")
        case .preferred:
            let limit = max(rules.refresh.seconds, rules.maxAgeWithoutNextUpdate.seconds)
            guard now.timeIntervalSince(answer.thisUpdate) <= limit + rules.skew.seconds else {
                throw .stale("no nonce, and too old to be taken without one")
            }
        case .unused: break
        }
    }
}
