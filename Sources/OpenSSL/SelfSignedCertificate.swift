internal import COpenSSL
public import Foundation

/// A certificate that vouches for itself alone: SAML signing keys carry one, and the start-up self-check presents one
/// that nobody trusts.
public enum SelfSignedCertificate {
    /// - Returns: DER. The serial number is random, the signature SHA-256.
    public static func make(
        commonName: String, key: PrivateKey, notBefore: Date, notAfter: Date
    ) throws(OpenSSLError) -> [UInt8] {
        guard let certificate = unsafe X509_new() else { throw .last("making a certificate") }
        defer { unsafe X509_free(certificate) }
        ERR_clear_error()
        guard unsafe X509_set_version(certificate, 2) == 1,
            unsafe setSerial(of: certificate),
            unsafe ASN1_TIME_set(X509_getm_notBefore(certificate), time_t(notBefore.timeIntervalSince1970)) != nil,
            unsafe ASN1_TIME_set(X509_getm_notAfter(certificate), time_t(notAfter.timeIntervalSince1970)) != nil,
            unsafe setName(of: certificate, commonName),
            unsafe X509_set_pubkey(certificate, key.key) == 1,
            unsafe X509_sign(certificate, key.key, DigestAlgorithm.sha256.method) > 0
        else { throw .last("making a certificate") }
        return try unsafe derOfCertificate(certificate)
    }

    private static func setSerial(of certificate: OpaquePointer) -> Bool {
        var bytes = Randomness.system(16)
        bytes[0] = bytes[0] & 0x7F | 0x01
        guard let number = unsafe BN_bin2bn(bytes, Int32(bytes.count), nil) else { return false }
        defer { unsafe BN_free(number) }
        return unsafe BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nil
    }

    private static func setName(of certificate: OpaquePointer, _ commonName: String) -> Bool {
        let text = Array(commonName.utf8)
        let name = unsafe X509_get_subject_name(certificate)
        return unsafe X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, text, Int32(text.count), -1, 0) == 1
            && X509_set_issuer_name(certificate, name) == 1
    }
}

func derOfCertificate(_ certificate: OpaquePointer) throws(OpenSSLError) -> [UInt8] {
    let length = unsafe i2d_X509(certificate, nil)
    guard length > 0 else { throw .last("encoding a certificate") }
    return unsafe [UInt8](unsafeUninitializedCapacity: Int(length)) { buffer, count in
        var cursor = buffer.baseAddress
        count = unsafe Int(max(0, i2d_X509(certificate, &cursor)))
    }
}
