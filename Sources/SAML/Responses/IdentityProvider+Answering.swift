import SignedXML

public import struct Foundation.Date

extension IdentityProvider {
    /// A response that says who the visitor is: an assertion, signed as the site is registered (R28, O8), and encrypted
    /// if it is to be.
    public func success(
        _ content: AssertionContent, to target: AnswerTarget, at now: Date
    ) throws(SAMLError) -> ResponseDocument {
        let key = try signingKey(target.signingKey)
        let (responseID, assertionID) = MessageID.pair(randomness)
        let writing = AssertionWriting(provider: self, content: content, target: target, now: now)
        try writing.checkValues()
        let assertion = try node(writing.element(id: assertionID), for: target, with: key)
        return try respond(
            .success, [assertion], to: target, with: key, at: now, id: responseID, assertionID: assertionID,
            signed: target.signing.signsResponse)
    }

    /// Signs, then encrypts: what is decrypted can be shown to others, and nobody can put his own signature over what
    /// he cannot read (O4).
    private func node(
        _ assertion: CanonicalElement, for target: AnswerTarget, with key: SigningKey
    ) throws(SAMLError) -> CanonicalNode {
        guard target.signing.signsAssertion else {
            guard let encryption = target.encryption else { return .element(assertion) }
            let bytes = try translating { () throws(SignedXMLError) in try assertion.canonicalBytes() }
            return try encrypted(bytes, to: encryption)
        }
        let fragment = try translating { () throws(SignedXMLError) in try key.signer.sign(assertion, after: 1) }
        guard let encryption = target.encryption else { return .signed(fragment) }
        return try encrypted(fragment.bytes, to: encryption)
    }

    /// SAML core §2.3.4.
    private func encrypted(_ bytes: [UInt8], to target: EncryptionTarget) throws(SAMLError) -> CanonicalNode {
        let data = try EncryptedElement(target: target, randomness: randomness).data(bytes)
        return .element(
            CanonicalElement("EncryptedAssertion", in: SAMLNamespace.assertion, [], [.element(data)]))
    }

    /// A response that says why not. It is signed too (R32), and cannot hold an assertion.
    public func failure(
        _ status: SAMLStatus, to target: AnswerTarget, at now: Date
    ) throws(SAMLError) -> ResponseDocument {
        guard !status.isSuccess else { throw .unwritable("a failure cannot have the status Success") }
        return try respond(
            status, [], to: target, with: try signingKey(target.signingKey), at: now,
            id: MessageID.make(randomness), assertionID: nil, signed: true)
    }

    /// SAML core §3.3.3: Issuer, the signature behind it, Status, and perhaps an assertion.
    private func respond(
        _ status: SAMLStatus, _ assertion: [CanonicalNode], to target: AnswerTarget, with key: SigningKey,
        at now: Date, id: String, assertionID: String?, signed: Bool
    ) throws(SAMLError) -> ResponseDocument {
        let issuer = CanonicalElement("Issuer", in: SAMLNamespace.assertion, text: entityID)
        let response = CanonicalElement(
            "Response", in: SAMLNamespace.protocol,
            [
                CanonicalAttribute("Destination", target.consumer), CanonicalAttribute("ID", id),
                CanonicalAttribute("InResponseTo", target.inResponseTo),
                CanonicalAttribute("IssueInstant", SAMLTime.text(now)), CanonicalAttribute("Version", "2.0"),
            ],
            [.element(issuer), .element(status.element)] + assertion)
        let bytes = try translating { () throws(SignedXMLError) in
            try signed ? key.signer.sign(response, after: 1).bytes : response.canonicalBytes()
        }
        return ResponseDocument(bytes: bytes, responseID: id, assertionID: assertionID, keyName: key.name)
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
