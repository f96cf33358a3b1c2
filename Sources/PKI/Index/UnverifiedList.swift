import OpenSSL

/// A list that has arrived whole: its signature is to be verified, and its index to be made.
struct UnverifiedList: ~Copyable, Sendable {
    enum Signed: Sendable {
        case digest([UInt8])
        case bytes(PrivateFile?)
    }

    let parts: ListParts
    let head: CRLHead
    let signature: [UInt8]
    let entryDefect: String?
    let sha256: [UInt8]
    let signed: Signed
    var collector: SerialCollector

    func isSigned(by authority: IssuingAuthority) -> Bool {
        // RFC 5280 §6.3.3(f): keyUsage, if present, allows CRLs
        guard authority.certificate.subject.matches(head.issuer),
            authority.certificate.keyUsage?.contains(.cRLSign) ?? true,
            let algorithm = SignatureAlgorithm(algorithmIdentifier: head.signatureAlgorithm)
        else { return false }
        switch signed {
        case .digest(let digest): return authority.key.verifies(signature, overDigest: digest, with: algorithm)
        case .bytes(let file):
            guard let file, let mapped = try? MappedFile(path: file.path, atMost: .max) else { return false }
            return mapped.isSigned(0..<mapped.count, by: authority.key, with: algorithm, signature: signature)
        }
    }

    /// What keeps the list from being used; nil if nothing does.
    func defect(asDelta isDelta: Bool) -> String? {
        if head.isDelta != isDelta {
            return isDelta ? "a full CRL where a delta is expected" : "a delta CRL where a full one is expected"
        }
        return head.defect ?? entryDefect
    }
}

/// What is left of a list without its entries: enough to read its head again.
struct ListParts: Hashable, Sendable, Codable {
    let fields: [UInt8]
    let trailer: [UInt8]
    let algorithm: [UInt8]

    func head() throws(PKIError) -> CRLHead {
        try CRLHead(fields: fields, trailer: trailer, algorithm: algorithm)
    }
}
