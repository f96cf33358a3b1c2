public import OpenSSL

/// A private key and the certificate over its public half.
public struct CertifiedKey: Sendable {
    public let key: PrivateKey
    public let certificate: [UInt8]

    public init(key: PrivateKey, certificate: [UInt8]) { (self.key, self.certificate) = (key, certificate) }

    /// The certificate as PEM.
    public var certificatePEM: String { PEM.encode(certificate, label: "CERTIFICATE") }

    /// The private key as PEM (PKCS#8).
    public func keyPEM() throws(DemoPKIError) -> String {
        try minting { () throws(OpenSSLError) in try key.pem() }
    }

    /// SHA-1 over the key's bits, as it stands in certificates that this key signs.
    public var keyIdentifier: [UInt8] { KeyIdentifier.of(key.publicKey.subjectPublicKeyInfo) }
}
