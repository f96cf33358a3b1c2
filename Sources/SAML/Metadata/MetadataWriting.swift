import OpenSSL
import SignedXML

/// Pieces of metadata that both roles write.
enum MetadataWriting {
    static let md = SAMLNamespace.metadata

    /// `md:KeyDescriptor` with the certificate alone.
    static func key(_ certificate: [UInt8], use: String) -> CanonicalElement {
        let ds = SAMLNamespace.signature
        let value = CanonicalElement("X509Certificate", in: ds, text: Base64.encode(certificate))
        let data = CanonicalElement("X509Data", in: ds, [], [.element(value)])
        let info = CanonicalElement("KeyInfo", in: ds, [], [.element(data)])
        return CanonicalElement("KeyDescriptor", in: md, [CanonicalAttribute("use", use)], [.element(info)])
    }

    static func nameIDFormats(_ formats: [String]) -> [CanonicalElement] {
        formats.map { CanonicalElement("NameIDFormat", in: md, text: $0) }
    }

    /// `mdui:UIInfo`; nil when there is nothing to show.
    static func presentation(
        names: [LocalizedText], descriptions: [LocalizedText] = [], privacyURL: String?
    ) -> CanonicalElement? {
        let mdui = SAMLNamespace.metadataUI
        var parts = names.map { CanonicalElement("DisplayName", in: mdui, [language($0)], text: $0.text) }
        parts += descriptions.map { CanonicalElement("Description", in: mdui, [language($0)], text: $0.text) }
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
