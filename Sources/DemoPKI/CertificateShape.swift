public import Foundation
public import OpenSSL

/// A certificate before it is signed, every field open, so that each defect can be made by one assignment.
public struct CertificateShape: Sendable {
    /// 2 means v3; nil leaves the field out, which means v1.
    public var version: Int? = 2
    public var serial: [UInt8]
    public var issuer: DistinguishedName
    public var subject: DistinguishedName
    public var notBefore: Date
    public var notAfter: Date
    public var subjectPublicKeyInfo: [UInt8]

    public var basicConstraints: BasicConstraints?
    public var keyUsage: [KeyUsage]?
    public var extendedKeyUsage: [String] = []
    public var policies: [String] = []
    public var ocspAddresses: [String] = []
    public var crlAddresses: [String] = []
    public var deltaAddresses: [String] = []
    public var dnsNames: [String] = []
    public var subjectKeyIdentifier: [UInt8]?
    public var authorityKeyIdentifier: [UInt8]?
    public var ocspNoCheck = false
    public var moreExtensions: [Extension] = []
    /// A private extension of so many bytes, to make a certificate large.
    public var padding = 0

    /// What the signer signs with; nil is the usual algorithm of its key.
    public var signatureAlgorithm: SignatureAlgorithm?
    /// AlgorithmIdentifier inside what is signed, where it shall differ from the truth.
    public var innerAlgorithm: [UInt8]?
    /// AlgorithmIdentifier beside the signature, where it shall differ from the truth.
    public var outerAlgorithm: [UInt8]?
    /// Turns one bit of the signature.
    public var breaksSignature = false

    public struct BasicConstraints: Hashable, Sendable {
        public var isAuthority: Bool
        public var pathLength: Int?
        public init(isAuthority: Bool, pathLength: Int? = nil) {
            (self.isAuthority, self.pathLength) = (isAuthority, pathLength)
        }
    }

    public init(
        serial: [UInt8], issuer: DistinguishedName, subject: DistinguishedName, from: Date, until: Date,
        publicKey: PublicKey
    ) {
        (self.serial, self.issuer, self.subject, notBefore, notAfter) = (serial, issuer, subject, from, until)
        subjectPublicKeyInfo = publicKey.subjectPublicKeyInfo
        subjectKeyIdentifier = KeyIdentifier.of(publicKey.subjectPublicKeyInfo)
    }

    /// The certificate, signed.
    public func signed(by key: PrivateKey) throws(DemoPKIError) -> [UInt8] {
        let algorithm = signatureAlgorithm ?? AlgorithmIdentifier.usual(for: key.publicKey.kind)
        let truth = AlgorithmIdentifier.of(algorithm)
        let body = toBeSigned(algorithm: innerAlgorithm ?? truth)
        return try SignedObject.make(
            body, key: key, algorithm: algorithm, written: outerAlgorithm ?? truth, broken: breaksSignature)
    }

    // RFC 5280 §4.1
    private func toBeSigned(algorithm: [UInt8]) -> [UInt8] {
        Encode.sequence(
            (version.map { [Encode.tagged(0, Encode.integer($0))] } ?? [])
                + [
                    Encode.integer(serial), algorithm, issuer.der,
                    Encode.sequence([Encode.time(notBefore), Encode.time(notAfter)]), subject.der,
                    subjectPublicKeyInfo,
                ]
                + (extensions.isEmpty ? [] : [Encode.tagged(3, Encode.sequence(extensions.map(\.der)))]))
    }
}
