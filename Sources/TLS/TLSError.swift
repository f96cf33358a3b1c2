/// What can be wrong with the TLS material that the operator gave. The texts name the thing and the mend; the file's
/// name is added by whoever read it. None of this can arise from a connection.
public enum TLSError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The certificate file holds no certificate, or one that cannot be read.
    case certificateUnreadable(String)
    /// The private key cannot be read, or is encrypted.
    case privateKeyUnreadable(String)
    /// Key and certificate are both sound, but do not belong together.
    case keyOfAnotherCertificate
    /// The names of the issuing authorities take more bytes than a browser can be asked to read (T10).
    case authoritiesTooLong(bytes: Int)
    /// The name at this place is no DER-encoded Name.
    case authorityUnreadable(index: Int)
    /// The library refused a setting: which, and its reason.
    case refused(setting: String, reason: String)

    public var description: String {
        switch self {
        case .certificateUnreadable(let reason):
            "the TLS certificate cannot be read (\(reason)): give PEM, the host's certificate first, then its issuers"
        case .privateKeyUnreadable(let reason):
            "the TLS private key cannot be read (\(reason)): give an unencrypted PEM key"
        case .keyOfAnotherCertificate:
            "the TLS private key belongs to another certificate: give the key that the certificate was made for"
        case .authoritiesTooLong(let bytes):
            "the names of the issuing authorities take \(bytes) bytes, \(TLSPolicy.authoritiesLimit) can be sent: "
                + "divide the issuers into several issuer sets"
        case .authorityUnreadable(let index):
            "name \(index + 1) of the issuing authorities is no DER-encoded name"
        case .refused(let setting, let reason):
            "OpenSSL does not accept \(setting): \(reason)"
        }
    }
}
