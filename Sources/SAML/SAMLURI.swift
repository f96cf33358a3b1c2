public import SignedXML

/// The namespaces of SAML 2.0 and its extensions, with the prefixes that Porta writes.
public enum SAMLNamespace {
    public static let assertion = XMLNamespace("saml", "urn:oasis:names:tc:SAML:2.0:assertion")
    public static let `protocol` = XMLNamespace("samlp", "urn:oasis:names:tc:SAML:2.0:protocol")
    public static let metadata = XMLNamespace("md", "urn:oasis:names:tc:SAML:2.0:metadata")
    public static let metadataUI = XMLNamespace("mdui", "urn:oasis:names:tc:SAML:metadata:ui")
    public static let scope = XMLNamespace("shibmd", "urn:mace:shibboleth:metadata:1.0")
    public static let signature = XMLNamespace("ds", "http://www.w3.org/2000/09/xmldsig#")

    static func saml(_ local: String) -> XMLName { XMLName(assertion.uri, local) }
    static func samlp(_ local: String) -> XMLName { XMLName(`protocol`.uri, local) }
    static func md(_ local: String) -> XMLName { XMLName(metadata.uri, local) }
    static func mdui(_ local: String) -> XMLName { XMLName(metadataUI.uri, local) }
    static func ds(_ local: String) -> XMLName { XMLName(signature.uri, local) }
    static let xmlLang = XMLName(XMLNamespace.xml.uri, "lang")
}

/// Bindings (SAML bindings §3).
public enum SAMLBinding {
    public static let redirect = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
    public static let post = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
}

/// Name identifier formats (SAML core §8.3).
public enum NameIDFormat {
    public static let persistent = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
    public static let transient = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
    public static let unspecified = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"
    public static let entity = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity"
    public static let encrypted = "urn:oasis:names:tc:SAML:2.0:nameid-format:encrypted"
}

/// Ways of being authenticated (SAML authentication context §3.4).
public enum AuthnContextClass {
    /// A card with a certificate and holder verification on the card.
    public static let smartcardPKI = "urn:oasis:names:tc:SAML:2.0:ac:classes:SmartcardPKI"
}

/// Attribute name formats (SAML core §8.2).
public enum AttributeNameFormat {
    public static let uri = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri"
    public static let basic = "urn:oasis:names:tc:SAML:2.0:attrname-format:basic"
}
