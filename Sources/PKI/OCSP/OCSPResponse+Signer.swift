import Foundation
import OpenSSL

extension OCSPResponse {
    /// Who signed it: the issuing key, or a certificate issued by that very authority for OCSP (RFC 6960 §4.2.2.2;
    /// threats: V4).
    func signer(under terms: OCSPTerms) throws(OCSPDefect) -> OCSPSigner {
        guard SignatureAlgorithm(algorithmIdentifier: signatureAlgorithm) != nil else {
            throw OCSPDefect(.signature, "signed with an algorithm that is not accepted")
        }
        let signer = try foundSigner(terms)
        if signer.role == .delegate { try check(signer.certificate, madeBy: terms.authority, at: terms.moment) }
        guard terms.pin.allows(signer.certificate) else {
            throw OCSPDefect(.responder, "signed by another responder than the one that is configured")
        }
        return signer
    }

    /// Whom it names, and whose key made the signature.
    private func foundSigner(_ terms: OCSPTerms) throws(OCSPDefect) -> OCSPSigner {
        let authority = terms.authority
        let isIssuer = names(authority.certificate)
        if isIssuer, authority.signed(toBeSigned, algorithm: signatureAlgorithm, signature: signature) {
            return OCSPSigner(role: .issuer, certificate: authority.certificate)
        }
        // At most four came along: the reader takes no more.
        let delegates = (certificates.compactMap { try? Certificate(der: $0) } + terms.pin.certificates).filter(names)
        guard !delegates.isEmpty else {
            throw isIssuer
                ? OCSPDefect(.signature, "not signed by the issuing authority that it names")
                : OCSPDefect(.signature, "the responder that it names has no certificate here")
        }
        guard let signer = delegates.first(where: signed) else {
            throw OCSPDefect(.signature, "not signed by the responder that it names")
        }
        return OCSPSigner(role: .delegate, certificate: signer)
    }

    private func names(_ certificate: Certificate) -> Bool {
        switch responder {
        case .name(let name): name == certificate.subject.der
        case .key(let hash): hash == DigestAlgorithm.sha1.digest(certificate.publicKeyBits)
        }
    }

    private func signed(by certificate: Certificate) -> Bool {
        guard let delegate = try? IssuingAuthority(certificate) else { return false }
        return delegate.signed(toBeSigned, algorithm: signatureAlgorithm, signature: signature)
    }

    /// Critical extensions of a responder's certificate that are understood, or that say nothing about its signatures.
    private static let understood: Set<OID> = [
        .keyUsage, .extendedKeyUsage, .basicConstraints, .certificatePolicies, .subjectAlternativeName,
        .crlDistributionPoints, .authorityKeyIdentifier, .subjectKeyIdentifier, .ocspNoCheck,
    ]

    private func check(
        _ signer: Certificate, madeBy authority: IssuingAuthority, at moment: Date?
    ) throws(OCSPDefect) {
        func refuse(_ detail: String) -> OCSPDefect { OCSPDefect(.responder, "the responder's certificate " + detail) }
        guard signer.issuer.der == authority.certificate.subject.der, authority.signed(signer) else {
            throw refuse("is not from the authority that issued the card")
        }
        guard signer.extendedKeyUsages?.contains(.ocspSigning) == true else { throw refuse("is not for OCSP") }
        guard signer.keyUsage?.contains(.digitalSignature) ?? true, !signer.isAuthority else {
            throw refuse("is not for signing")
        }
        if let moment, !signer.isValid(at: moment) { throw refuse("is not valid now") }
        guard signer.extensions.unknownCritical(besides: Self.understood) == nil else {
            throw refuse("has an unknown critical extension")
        }
        guard let key = try? PublicKey(subjectPublicKeyInfo: signer.subjectPublicKeyInfo),
            KeyRules().defect(key) == nil
        else { throw refuse("has a key that is not strong enough") }
    }
}
