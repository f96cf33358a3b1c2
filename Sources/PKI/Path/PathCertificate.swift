import OpenSSL

/// A certificate as path validation needs it: every extension read, its names ready to be compared, its key decoded once.
final class PathCertificate: Sendable {
    let certificate: Certificate
    let sha256: [UInt8]
    let subject: CanonicalName
    let issuer: CanonicalName
    let key: PathKey
    let constraints: PathConstraints

    init(_ certificate: Certificate) throws(PKIError) {
        self.certificate = certificate
        sha256 = certificate.sha256
        subject = CanonicalName(certificate.subject)
        issuer = certificate.issuer.der == certificate.subject.der ? subject : CanonicalName(certificate.issuer)
        key = PathKey(certificate.subjectPublicKeyInfo)
        constraints = try reading("certificate") { try PathConstraints(certificate) }
    }

    convenience init(der: [UInt8], as manner: CertificateReading) throws(PKIError) {
        try self.init(Certificate(der: der, as: manner))
    }

    /// RFC 5280 §3.2: subject and issuer are the same name, as when a key is rolled over.
    var isSelfIssued: Bool { subject == issuer }

    var signer: PathSigner { PathSigner(name: subject, key: key, certificate: self) }
}

/// A trust anchor (RFC 5280 §6.1.1(d)): a name and a key. What its certificate says counts where it came with one.
struct PathAnchor: Sendable {
    let name: CanonicalName
    let key: PathKey
    let certificate: PathCertificate?

    init(_ certificate: PathCertificate) {
        (name, key, self.certificate) = (certificate.subject, certificate.key, certificate)
    }

    init(name: CanonicalName, key: PathKey) { (self.name, self.key, certificate) = (name, key, nil) }

    var signer: PathSigner { PathSigner(name: name, key: key, certificate: certificate) }
}
