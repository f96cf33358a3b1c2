/// The key usage bits of RFC 5280 §4.2.1.3, by their numbers.
public enum KeyUsage: Int, CaseIterable, Sendable {
    case digitalSignature = 0
    case nonRepudiation, keyEncipherment, dataEncipherment, keyAgreement, keyCertSign, cRLSign, encipherOnly
    case decipherOnly
}

/// Object identifiers that the mint writes into certificates.
public enum ObjectIdentifier {
    public static let clientAuth = "1.3.6.1.5.5.7.3.2"
    public static let serverAuth = "1.3.6.1.5.5.7.3.1"
    public static let emailProtection = "1.3.6.1.5.5.7.3.4"
    public static let ocspSigning = "1.3.6.1.5.5.7.3.9"
    public static let anyExtendedKeyUsage = "2.5.29.37.0"
    /// The demo issuer's policy for cards that log in.
    public static let demoLoginPolicy = "1.3.6.1.4.1.99999.1.1"
    /// The demo issuer's policy for cards that sign.
    public static let demoSignaturePolicy = "1.3.6.1.4.1.99999.1.2"
}
