import OpenSSL
import SignedXML

/// Pieces of metadata that both roles write.
enum MetadataWriting {
    static let md = SAMLNamespace.metadata

    /// `md:KeyDescriptor` with the certificate alone.
    static func key(
        _ certificate: [UInt8], use: String, methods: [CanonicalElement] = []
    ) -> CanonicalElement {
        let ds = SAMLNamespace.signature
        let value = CanonicalElement("X509Certificate", in: ds, text: Base64.encode(certificate))
        let data = CanonicalElement("X509Data", in: ds, [], [.element(value)])
        let info = CanonicalElement("KeyInfo", in: ds, [], [.element(data)])
        return CanonicalElement(
            "KeyDescriptor", in: md, [CanonicalAttribute("use", use)],
            [.element(info)] + methods.map { .element($0) })
    }

    /// A key to encrypt to, with what can be opened, the best first (SAML metadata §2.4.1.1).
    static func encryptionKey(
        _ certificate: [UInt8], blocks: [BlockEncryption] = BlockEncryption.allCases,
        transports: [KeyTransport] = [.sha256]
    ) -> CanonicalElement {
        let methods =
            blocks.map { CanonicalElement("EncryptionMethod", in: md, [CanonicalAttribute("Algorithm", $0.uri)]) }
            + transports.map { $0.declared }
        return key(certificate, use: "encryption", methods: methods)
    }

    static func logout(_ service: SingleLogoutService) -> CanonicalElement {
        CanonicalElement(
            "SingleLogoutService", in: md,
            [CanonicalAttribute("Binding", service.binding), CanonicalAttribute("Location", service.location)]
                + CanonicalAttribute.optional("ResponseLocation", service.responseLocation))
    }

    /// `saml:Attribute`, with values where they are the same for everybody.
    static func attribute(_ attribute: Attribute) -> CanonicalElement {
        CanonicalElement(
            "Attribute", in: SAMLNamespace.assertion,
            CanonicalAttribute.optional("FriendlyName", attribute.friendlyName) + [
                CanonicalAttribute("Name", attribute.name), CanonicalAttribute("NameFormat", attribute.nameFormat),
            ],
            attribute.values.map {
                .element(CanonicalElement("AttributeValue", in: SAMLNamespace.assertion, text: $0))
            })
    }

    static func nameIDFormats(_ formats: [String]) -> [CanonicalElement] {
        formats.map { CanonicalElement("NameIDFormat", in: md, text: $0) }
    }

    /// `mdui:UIInfo`; nil when there is nothing to show.
    static func presentation(
        names: [LocalizedText], descriptions: [LocalizedText] = [], logos: [PublishedFeatures.Logo] = [],
        informationURL: String? = nil, privacyURL: String?
    ) -> CanonicalElement? {
        let mdui = SAMLNamespace.metadataUI
        var parts = names.map { CanonicalElement("DisplayName", in: mdui, [language($0)], text: $0.text) }
        parts += descriptions.map { CanonicalElement("Description", in: mdui, [language($0)], text: $0.text) }
        parts += logos.map { logo in
            CanonicalElement(
                "Logo", in: mdui,
                [CanonicalAttribute("height", String(logo.height)), CanonicalAttribute("width", String(logo.width))],
                text: logo.url)
        }
        if let informationURL {
            parts += names.map { CanonicalElement("InformationURL", in: mdui, [language($0)], text: informationURL) }
        }
        if let privacyURL {
            parts += names.map { CanonicalElement("PrivacyStatementURL", in: mdui, [language($0)], text: privacyURL) }
        }
        return parts.isEmpty ? nil : CanonicalElement("UIInfo", in: mdui, [], parts.map { .element($0) })
    }

    /// `md:Organization`: names, names to show and an address are all needed (SAML metadata §2.3.2.1).
    static func organization(names: [LocalizedText], url: String) -> CanonicalElement? {
        guard !names.isEmpty else { return nil }
        let parts =
            names.map { CanonicalElement("OrganizationName", in: md, [language($0)], text: $0.text) }
            + names.map { CanonicalElement("OrganizationDisplayName", in: md, [language($0)], text: $0.text) }
            + names.map { CanonicalElement("OrganizationURL", in: md, [language($0)], text: url) }
        return CanonicalElement("Organization", in: md, [], parts.map { .element($0) })
    }

    static func contact(company: String?, email: String?, phone: String?) -> CanonicalElement? {
        guard email != nil || phone != nil else { return nil }
        var parts: [CanonicalElement] = []
        if let company { parts.append(CanonicalElement("Company", in: md, text: company)) }
        if let email {
            let address = email.hasPrefix("mailto:") ? email : "mailto:" + email
            parts.append(CanonicalElement("EmailAddress", in: md, text: address))
        }
        if let phone { parts.append(CanonicalElement("TelephoneNumber", in: md, text: phone)) }
        return CanonicalElement(
            "ContactPerson", in: md, [CanonicalAttribute("contactType", "technical")], parts.map { .element($0) })
    }

    private static func language(_ text: LocalizedText) -> CanonicalAttribute {
        CanonicalAttribute("lang", text.language, in: .xml)
    }
}
