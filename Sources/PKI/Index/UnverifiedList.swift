import OpenSSL

/// A list that has arrived whole: its signature is to be verified, and its index to be made.
struct UnverifiedList: ~Copyable, Sendable {
    enum Signed: Sendable {
        case digest([UInt8])
        case bytes(PrivateFile?)
    }

    let head: CertificateRevocationList
    /// The list without its entries.
    let encoded: [UInt8]
    let entryDefect: String?
    let sha256: [UInt8]
    let signed: Signed
    var collector: SerialCollector

    func isSigned(by authority: IssuingAuthority) -> Bool {
        // RFC 5280 §6.3.3(f): keyUsage, if present, allows CRLs
        guard authority.certificate.subject.der == head.issuer.der,
            authority.certificate.keyUsage?.contains(.cRLSign) ?? true,
            let algorithm = SignatureAlgorithm(algorithmIdentifier: head.signatureAlgorithm)
        else { return false }
        switch signed {
        case .digest(let digest):
            return authority.key.verifies(head.signature, overDigest: digest, with: algorithm)
        case .bytes(let file):
            guard let file, let mapped = try? MappedFile(path: file.path, atMost: .max) else { return false }
            return mapped.isSigned(0..<mapped.count, by: authority.key, with: algorithm, signature: head.signature)
        }
    }

    /// What keeps the list from being used; nil if nothing does.
    func defect(asDelta isDelta: Bool) -> String? {
        isDelta ? head.deltaDefect ?? entryDefect : head.defect ?? entryDefect
    }
}
