public import OpenSSL
public import SignedXML

/// A key that signs, with the certificate that names it in metadata.
public struct SigningKey: Sendable {
    public let name: String
    /// DER.
    public let certificate: [UInt8]
    public let signer: DocumentSigner

    public init(name: String, certificate: [UInt8], key: PrivateKey) throws(SAMLError) {
        self.name = name
        self.certificate = certificate
        guard let certified = CertificateKey.publicKey(certificate),
            certified.subjectPublicKeyInfo == key.publicKey.subjectPublicKeyInfo
        else { throw .unwritable("the certificate of signing key \(name) is not for its private key") }
        signer = try translating { () throws(SignedXMLError) in
            try DocumentSigner(key: key, certificate: certificate)
        }
    }

    public var publicKey: PublicKey { signer.publicKey }
}
