internal import COpenSSL
public import Foundation

/// What an operator must know of a certificate of the gateway's own: whose hosts it covers, for which key and how long.
/// Cards are not read by this.
public struct OperatorCertificate: Sendable {
    /// DER.
    public let bytes: [UInt8]
    public let notBefore: Date
    public let notAfter: Date
    public let publicKey: PublicKey
    private let certificate: X509Certificate

    public init(_ der: [UInt8]) throws(OpenSSLError) {
        certificate = try X509Certificate(der)
        let pointer = unsafe certificate.pointer
        guard let notBefore = unsafe Self.date(X509_get0_notBefore(pointer)),
            let notAfter = unsafe Self.date(X509_get0_notAfter(pointer)), let key = unsafe X509_get0_pubkey(pointer)
        else { throw .malformed("certificate: its dates or its key") }
        self.notBefore = notBefore
        self.notAfter = notAfter
        publicKey = try PublicKey(subjectPublicKeyInfo: unsafe derOfPublicKey(key))
        bytes = der
    }

    /// Whether a browser takes it for this host (RFC 9525: dNSNames alone count; `*` stands for one whole label).
    public func covers(host: String) -> Bool {
        let name = Array(host.utf8)
        let flags = UInt32(X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS)
        let text = name.map { CChar(bitPattern: $0) }
        return unsafe X509_check_host(certificate.pointer, text, text.count, flags, nil) == 1
    }

    private static func date(_ time: UnsafePointer<ASN1_TIME>?) -> Date? {
        guard let epoch = unsafe ASN1_TIME_set(nil, 0) else { return nil }
        defer { unsafe ASN1_TIME_free(epoch) }
        var days: Int32 = 0
        var seconds: Int32 = 0
        guard unsafe ASN1_TIME_diff(&days, &seconds, epoch, time) == 1 else { return nil }
        return Date(timeIntervalSince1970: TimeInterval(days) * 86_400 + TimeInterval(seconds))
    }
}
