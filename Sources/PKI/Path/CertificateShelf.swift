import OpenSSL
import Synchronization

/// Certificates of issuers that were decoded, and signatures among them that were verified, for all cases to come.
/// Bounded: about 30 MB at the most.
final class CertificateShelf: Sendable {
    private struct Key: Hashable {
        let der: [UInt8]
        let manner: CertificateReading
    }

    /// A certificate and the key that signed it.
    struct Edge: Hashable, Sendable {
        let certificate: [UInt8]
        let key: [UInt8]
    }

    private let certificates = Mutex(RecentCards<Key, PathCertificate>(capacity: 1_024))
    private let verified = Mutex(RecentCards<Edge, Void>(capacity: 4_096))

    /// Larger ones are not kept: issuers' certificates have 1 to 2 KB.
    private static let largest = 8_192

    func known(_ der: [UInt8], as manner: CertificateReading) -> PathCertificate? {
        guard der.count <= Self.largest else { return nil }
        return certificates.withLock { $0[Key(der: der, manner: manner)] }
    }

    /// nil if it cannot be read.
    func certificate(_ der: [UInt8], as manner: CertificateReading) -> PathCertificate? {
        if let known = known(der, as: manner) { return known }
        guard let certificate = try? PathCertificate(der: der, as: manner) else { return nil }
        if der.count <= Self.largest {
            certificates.withLock { $0.remember(certificate, for: Key(der: der, manner: manner)) }
        }
        return certificate
    }

    /// Keeps a certificate that was decoded elsewhere.
    func keep(_ certificate: PathCertificate, as manner: CertificateReading) {
        guard certificate.certificate.der.count <= Self.largest else { return }
        certificates.withLock { $0.remember(certificate, for: Key(der: certificate.certificate.der, manner: manner)) }
    }

    func isVerified(_ edge: Edge) -> Bool { verified.withLock { $0[edge] != nil } }

    func note(_ edge: Edge) { verified.withLock { $0.remember((), for: edge) } }
}
