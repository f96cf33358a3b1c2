import SignedXML

public import struct Foundation.Date

extension IdentityProvider {
    /// The signed metadata, as it is served at `/saml/metadata` (SAML metadata §2.4.3; saml2int IDP33).
    ///
    /// Signed with the key for metadata, else with the first; all keys are in it, so that another can take over (O6).
    public func metadata(validUntil: Date) throws(SAMLError) -> [UInt8] {
        let md = SAMLNamespace.metadata
        var parts = [assurance, role].compactMap(\.self)
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
        let signer = (published.metadataKey ?? signingKeys[0]).signer
        return try translating { () throws(SignedXMLError) in try signer.sign(entity, after: 0) }.bytes
    }

    /// The order of the parts is the schema's (SAML metadata §2.4.1 to §2.4.3).
    private var role: CanonicalElement {
        let md = SAMLNamespace.metadata
        var parts: [CanonicalElement] = []
        if let extensions { parts.append(extensions) }
        let certificates = signingKeys.map(\.certificate) + published.announcedCertificates
        parts += certificates.map { MetadataWriting.key($0, use: "signing") }
        parts += published.decryptionKeys.map { MetadataWriting.encryptionKey($0.certificate) }
        parts += published.logoutServices.map(MetadataWriting.logout)
        parts += MetadataWriting.nameIDFormats(nameIDFormats)
        parts += [SAMLBinding.redirect, SAMLBinding.post].map { binding in
            CanonicalElement(
                "SingleSignOnService", in: md,
                [CanonicalAttribute("Binding", binding), CanonicalAttribute("Location", ssoURL)])
        }
        parts += published.attributes.map(MetadataWriting.attribute)
        return CanonicalElement(
            "IDPSSODescriptor", in: md,
            [CanonicalAttribute("WantAuthnRequestsSigned", published.wantsSignedRequests ? "true" : "false")]
                + CanonicalAttribute.optional("errorURL", published.errorURL)
                + [CanonicalAttribute("protocolSupportEnumeration", SAMLNamespace.protocol.uri)],
            parts.map { .element($0) })
    }

    private var extensions: CanonicalElement? {
        var parts: [CanonicalElement] = []
        if let scope {
            parts.append(
                CanonicalElement("Scope", in: SAMLNamespace.scope, [CanonicalAttribute("regexp", "false")], text: scope)
            )
        }
        let shown = MetadataWriting.presentation(
            names: names, logos: published.logos, informationURL: informationURL, privacyURL: privacyURL)
        if let shown { parts.append(shown) }
        guard !parts.isEmpty else { return nil }
        return CanonicalElement("Extensions", in: SAMLNamespace.metadata, [], parts.map { .element($0) })
    }

    /// `assurance-certification` as an attribute of the entity itself.
    private var assurance: CanonicalElement? {
        guard !published.assuranceCertifications.isEmpty else { return nil }
        let attribute = Attribute(
            name: "urn:oasis:names:tc:SAML:attribute:assurance-certification",
            values: published.assuranceCertifications)
        let holder = CanonicalElement(
            "EntityAttributes", in: SAMLNamespace.entityAttributes, [],
            [.element(MetadataWriting.attribute(attribute))])
        return CanonicalElement("Extensions", in: SAMLNamespace.metadata, [], [.element(holder)])
    }
}
