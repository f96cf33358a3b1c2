import COpenSSL

/// The digests that are used anywhere in the house. SHA-1 serves as an identifier only (OCSP CertID), never in a signature.
public enum DigestAlgorithm: String, CaseIterable, Hashable, Sendable {
    case sha1, sha256, sha384, sha512

    /// The length of the digest in bytes.
    public var length: Int {
        switch self {
        case .sha1: 20
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }

    public func digest(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: length)
        var written: UInt32 = 0
        let result = unsafe EVP_Digest(bytes, bytes.count, &digest, &written, method, nil)
        // Memory for a digest context is all that can be missing here; going on without a digest is no choice.
        precondition(result == 1 && Int(written) == length, "\(rawValue) is not available in this OpenSSL")
        return digest
    }

    /// The library's implementation, fetched once: a fetch costs more than a short digest.
    var method: OpaquePointer? {
        switch self {
        case .sha1: unsafe FetchedDigests.sha1
        case .sha256: unsafe FetchedDigests.sha256
        case .sha384: unsafe FetchedDigests.sha384
        case .sha512: unsafe FetchedDigests.sha512
        }
    }
}

private enum FetchedDigests {
    nonisolated(unsafe) static let sha1 = unsafe EVP_MD_fetch(nil, "SHA1", nil)
    nonisolated(unsafe) static let sha256 = unsafe EVP_MD_fetch(nil, "SHA256", nil)
    nonisolated(unsafe) static let sha384 = unsafe EVP_MD_fetch(nil, "SHA384", nil)
    nonisolated(unsafe) static let sha512 = unsafe EVP_MD_fetch(nil, "SHA512", nil)
}
