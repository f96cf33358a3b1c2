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
        let issued = SAMLTime.text(now)
        let writing = AssertionWriting(content: content, target: target, now: now)
        try writing.checkValues()
        let form = try forms.assertion(AssertionShape(content, target), issuer: entityID)
        let assertion = try assertion(form, writing.values(id: assertionID, issued: issued), for: target, with: key)
        let shape = ResponseShape(
            consumer: target.consumer, inclusivePrefixes: target.encryption == nil ? form.inclusivePrefixes : [])
        let response = try forms.response(shape, issuer: entityID)
        let bytes = try translating { () throws(SignedXMLError) in
            let values = [responseID, target.inResponseTo, issued]
            return try target.signing.signsResponse
                ? key.signer.sign(response, values, fragment: assertion)
                : response.filled(values, fragment: assertion)
        }
        return ResponseDocument(bytes: bytes, responseID: responseID, assertionID: assertionID, keyName: key.name)
    }

    /// Signs, then encrypts: what is decrypted can be shown to others, and nobody can put his own signature over what
    /// he cannot read (O4).
    private func assertion(
        _ form: CanonicalForm, _ values: [String], for target: AnswerTarget, with key: SigningKey
    ) throws(SAMLError) -> [UInt8] {
        let bytes = try translating { () throws(SignedXMLError) in
            try target.signing.signsAssertion ? key.signer.sign(form, values) : form.filled(values)
        }
        guard let encryption = target.encryption else { return bytes }
        // SAML core §2.3.4.
        let data = try EncryptedElement(target: encryption, randomness: randomness).data(bytes)
        let element = CanonicalElement("EncryptedAssertion", in: SAMLNamespace.assertion, [], [.element(data)])
        return try translating { () throws(SignedXMLError) in try element.canonicalBytes() }
    }

    /// A response that says why not. It is signed too (R32), and cannot hold an assertion: SAML core §3.3.3 has Issuer,
    /// the signature behind it, and Status.
    public func failure(
        _ status: SAMLStatus, to target: AnswerTarget, at now: Date
    ) throws(SAMLError) -> ResponseDocument {
        guard !status.isSuccess else { throw .unwritable("a failure cannot have the status Success") }
        let key = try signingKey(target.signingKey)
        let id = MessageID.make(randomness)
        let response = CanonicalElement(
            "Response", in: SAMLNamespace.protocol,
            [
                CanonicalAttribute("Destination", target.consumer), CanonicalAttribute("ID", id),
                CanonicalAttribute("InResponseTo", target.inResponseTo),
                CanonicalAttribute("IssueInstant", SAMLTime.text(now)), CanonicalAttribute("Version", "2.0"),
            ],
            [
                .element(CanonicalElement("Issuer", in: SAMLNamespace.assertion, text: entityID)),
                .element(status.element),
            ])
        let bytes = try translating { () throws(SignedXMLError) in try key.signer.sign(response, after: 1).bytes }
        return ResponseDocument(bytes: bytes, responseID: id, assertionID: nil, keyName: key.name)
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
