import OpenSSL
import SignedXML

public import struct Foundation.Date

extension IdentityProvider {
    /// A response that says who the visitor is: a signed assertion in a signed response (R28, O8).
    public func success(
        _ content: AssertionContent, to target: AnswerTarget, at now: Date
    ) throws(SAMLError) -> ResponseDocument {
        let key = try signingKey(target.signingKey)
        let assertionID = MessageID.make(randomness)
        let writing = AssertionWriting(provider: self, content: content, target: target, now: now)
        let assertion = try translating { () throws(SignedXMLError) in
            try key.signer.sign(writing.element(id: assertionID), after: 1)
        }
        return try respond(.success, [.signed(assertion)], to: target, with: key, at: now, assertionID: assertionID)
    }

    /// A response that says why not. It is signed too (R32), and cannot hold an assertion.
    public func failure(
        _ status: SAMLStatus, to target: AnswerTarget, at now: Date
    ) throws(SAMLError) -> ResponseDocument {
        guard !status.isSuccess else { throw .unwritable("a failure cannot have the status Success") }
        return try respond(status, [], to: target, with: try signingKey(target.signingKey), at: now, assertionID: nil)
    }

    /// SAML core §3.3.3: Issuer, the signature behind it, Status, and perhaps an assertion.
    private func respond(
        _ status: SAMLStatus, _ assertion: [CanonicalNode], to target: AnswerTarget, with key: SigningKey,
        at now: Date, assertionID: String?
    ) throws(SAMLError) -> ResponseDocument {
        let id = MessageID.make(randomness)
        let issuer = CanonicalElement("Issuer", in: SAMLNamespace.assertion, text: entityID)
        let response = CanonicalElement(
            "Response", in: SAMLNamespace.protocol,
            [
                CanonicalAttribute("Destination", target.consumer), CanonicalAttribute("ID", id),
                CanonicalAttribute("InResponseTo", target.inResponseTo),
                CanonicalAttribute("IssueInstant", SAMLTime.text(now)), CanonicalAttribute("Version", "2.0"),
            ],
            [.element(issuer), .element(status.element)] + assertion)
        let signed = try translating { () throws(SignedXMLError) in try key.signer.sign(response, after: 1) }
        return ResponseDocument(
            bytes: signed.bytes, responseID: id, assertionID: assertionID,
            digest: DigestAlgorithm.sha256.digest(signed.bytes), keyName: key.name)
    }
}

extension SAMLStatus {
    /// `samlp:Status` with its codes nested (SAML core §3.2.2.1).
    var element: CanonicalElement {
        let samlp = SAMLNamespace.protocol
        let codes = [third, second, top].compactMap(\.self).reduce(nil as CanonicalElement?) { inner, code in
            CanonicalElement(
                "StatusCode", in: samlp, [CanonicalAttribute("Value", code)], inner.map { [.element($0)] } ?? [])
        }
        let message = message.map { [CanonicalNode.element(CanonicalElement("StatusMessage", in: samlp, text: $0))] }
        return CanonicalElement("Status", in: samlp, [], (codes.map { [.element($0)] } ?? []) + (message ?? []))
    }
}
