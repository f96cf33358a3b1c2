import SignedXML

public import struct Foundation.Date

extension IdentityProvider {
    /// The signed metadata, as it is served at `/saml/metadata` (SAML metadata §2.4.3; saml2int IDP33).
    ///
    /// Signed with the first key; all keys are in it, so that another can take over (O6).
    public func metadata(validUntil: Date) throws(SAMLError) -> [UInt8] {
        let md = SAMLNamespace.metadata
        var parts = [role]
        parts += [
            MetadataWriting.organization(names: names, url: informationURL ?? entityID),
            MetadataWriting.contact(company: names.first?.text, email: contactEmail, phone: contactPhone),
        ].compactMap(\.self)
        let entity = CanonicalElement(
            "EntityDescriptor", in: md,
            [
                CanonicalAttribute("ID", MessageID.make(randomness)), CanonicalAttribute("entityID", entityID),
                CanonicalAttribute("validUntil", SAMLTime.text(validUntil)),
            ], parts.map { .element($0) })
        let signer = signingKeys[0].signer
        return try translating { () throws(SignedXMLError) in try signer.sign(entity, after: 0) }.bytes
    }

    private var role: CanonicalElement {
        let md = SAMLNamespace.metadata
        var parts: [CanonicalElement] = []
        if let extensions { parts.append(extensions) }
        parts += signingKeys.map { MetadataWriting.key($0.certificate, use: "signing") }
        parts += MetadataWriting.nameIDFormats(nameIDFormats)
        parts += [SAMLBinding.redirect, SAMLBinding.post].map { binding in
            CanonicalElement(
                "SingleSignOnService", in: md,
                [CanonicalAttribute("Binding", binding), CanonicalAttribute("Location", ssoURL)])
        }
        return CanonicalElement(
            "IDPSSODescriptor", in: md,
            [
                CanonicalAttribute("WantAuthnRequestsSigned", "false"),
                CanonicalAttribute("protocolSupportEnumeration", SAMLNamespace.protocol.uri),
            ], parts.map { .element($0) })
    }

    private var extensions: CanonicalElement? {
        var parts: [CanonicalElement] = []
        if let scope {
            parts.append(
                CanonicalElement("Scope", in: SAMLNamespace.scope, [CanonicalAttribute("regexp", "false")], text: scope)
            )
        }
        if let shown = MetadataWriting.presentation(names: names, privacyURL: privacyURL) { parts.append(shown) }
        guard !parts.isEmpty else { return nil }
        return CanonicalElement("Extensions", in: SAMLNamespace.metadata, [], parts.map { .element($0) })
    }
}
