public import Foundation
import OpenSSL

/// An X.509 certificate, read strictly (RFC 5280 §4.1). Reading it proves nothing about who made it.
public struct Certificate: Sendable {
    public let der: [UInt8]
    /// What the issuer signed.
    let toBeSigned: [UInt8]
    /// 3 on every card; 1 and 2 are read only where no more than the RFC is asked for.
    let version: Int
    /// Magnitude of the serial number, big-endian without leading zeros; a negative one as `CertificateReading` says.
    public let serial: [UInt8]
    public let issuer: DistinguishedName
    public let subject: DistinguishedName
    public let notBefore: Date
    /// The last second of its validity (RFC 5280 §4.1.2.5: inclusive).
    public let notAfter: Date
    public let subjectPublicKeyInfo: [UInt8]
    /// The key's bits alone, which OCSP hashes (RFC 6960 §4.1.1).
    let publicKeyBits: [UInt8]
    /// The AlgorithmIdentifier of the signature, as DER: inside and outside the same.
    let signatureAlgorithm: [UInt8]
    let signature: [UInt8]
    let extensions: ExtensionList

    public let keyUsage: KeyUsage?
    public let extendedKeyUsages: [OID]?
    public let policies: [OID]
    public let isAuthority: Bool
    let subjectKeyIdentifier: [UInt8]?
    let authorityKeyIdentifier: [UInt8]?
    /// DER of every full name in the distribution points (RFC 5280 §4.2.1.13). Compared, never fetched (threats: V1).
    let distributionPoints: [[UInt8]]

    /// SHA-256 over the whole certificate.
    public var sha256: [UInt8] { DigestAlgorithm.sha256.digest(der) }

    func isValid(at moment: Date) -> Bool { notBefore <= moment && moment <= notAfter }
}

extension Certificate: Hashable {
    public static func == (one: Certificate, other: Certificate) -> Bool { one.der == other.der }
    public func hash(into hasher: inout Hasher) { hasher.combine(der) }
}
