public import SignedXML

/// The namespaces of SAML 2.0 and its extensions, with the prefixes that Porta writes.
public enum SAMLNamespace {
    public static let assertion = XMLNamespace("saml", "urn:oasis:names:tc:SAML:2.0:assertion")
    public static let `protocol` = XMLNamespace("samlp", "urn:oasis:names:tc:SAML:2.0:protocol")
    public static let metadata = XMLNamespace("md", "urn:oasis:names:tc:SAML:2.0:metadata")
    public static let metadataUI = XMLNamespace("mdui", "urn:oasis:names:tc:SAML:metadata:ui")
    public static let scope = XMLNamespace("shibmd", "urn:mace:shibboleth:metadata:1.0")
    public static let signature = XMLNamespace("ds", "http://www.w3.org/2000/09/xmldsig#")
    public static let encryption = XMLNamespace("xenc", "http://www.w3.org/2001/04/xmlenc#")
    public static let encryption11 = XMLNamespace("xenc11", "http://www.w3.org/2009/xmlenc11#")
    public static let entityAttributes = XMLNamespace("mdattr", "urn:oasis:names:tc:SAML:metadata:attribute")
    public static let registration = XMLNamespace("mdrpi", "urn:oasis:names:tc:SAML:metadata:rpi")
    public static let algorithms = XMLNamespace("alg", "urn:oasis:names:tc:SAML:metadata:algsupport")
    public static let asynchronousLogout = XMLNamespace("aslo", "urn:oasis:names:tc:SAML:2.0:protocol:ext:async-slo")
    public static let soap = XMLNamespace("soap", "http://schemas.xmlsoap.org/soap/envelope/")
    public static let schema = XMLNamespace("xs", "http://www.w3.org/2001/XMLSchema")
    public static let instance = XMLNamespace("xsi", "http://www.w3.org/2001/XMLSchema-instance")

    static func saml(_ local: String) -> XMLName { XMLName(assertion.uri, local) }
    static func samlp(_ local: String) -> XMLName { XMLName(`protocol`.uri, local) }
    static func md(_ local: String) -> XMLName { XMLName(metadata.uri, local) }
    static func mdui(_ local: String) -> XMLName { XMLName(metadataUI.uri, local) }
    static func ds(_ local: String) -> XMLName { XMLName(signature.uri, local) }
    static func xenc(_ local: String) -> XMLName { XMLName(encryption.uri, local) }
    static func xenc11(_ local: String) -> XMLName { XMLName(encryption11.uri, local) }
    static func mdattr(_ local: String) -> XMLName { XMLName(entityAttributes.uri, local) }
    static func mdrpi(_ local: String) -> XMLName { XMLName(registration.uri, local) }
    static func alg(_ local: String) -> XMLName { XMLName(algorithms.uri, local) }
    static func soap(_ local: String) -> XMLName { XMLName(soap.uri, local) }
    static let xmlLang = XMLName(XMLNamespace.xml.uri, "lang")
}

/// Bindings (SAML bindings §3).
public enum SAMLBinding {
    public static let redirect = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
    public static let post = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
    public static let soap = "urn:oasis:names:tc:SAML:2.0:bindings:SOAP"
    public static let artifact = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact"
    public static let paos = "urn:oasis:names:tc:SAML:2.0:bindings:PAOS"
}

/// Name identifier formats (SAML core §8.3).
public enum NameIDFormat {
    public static let persistent = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
    public static let transient = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
    public static let unspecified = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"
    public static let entity = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity"
    public static let emailAddress = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
    public static let encrypted = "urn:oasis:names:tc:SAML:2.0:nameid-format:encrypted"
}

/// Ways of being authenticated (SAML authentication context §3.4).
public enum AuthnContextClass {
    /// A card with a certificate and holder verification on the card.
    public static let smartcardPKI = "urn:oasis:names:tc:SAML:2.0:ac:classes:SmartcardPKI"
    /// A certificate, wherever its key lies.
    public static let x509 = "urn:oasis:names:tc:SAML:2.0:ac:classes:X509"
    /// The levels of assurance of Regulation (EU) 910/2014, article 8.
    public static let eidasLow = "http://eidas.europa.eu/LoA/low"
    public static let eidasSubstantial = "http://eidas.europa.eu/LoA/substantial"
    public static let eidasHigh = "http://eidas.europa.eu/LoA/high"
}

/// Attribute name formats (SAML core §8.2).
public enum AttributeNameFormat {
    public static let uri = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri"
    public static let basic = "urn:oasis:names:tc:SAML:2.0:attrname-format:basic"
}
