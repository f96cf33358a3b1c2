internal import COpenSSL

/// A key with its certificates in one file (RFC 7292), as browsers import them.
public enum PKCS12 {
    /// - Parameters:
    ///   - certificate: DER of the key's own certificate.
    ///   - chain: DER of the certificates above it.
    public static func make(
        key: PrivateKey, certificate: [UInt8], chain: [[UInt8]], name: String, password: String
    ) throws(OpenSSLError) -> [UInt8] {
        let own = try X509Certificate(certificate)
        guard let others = unsafe porta_x509_stack() else { throw .last("making a PKCS#12 file") }
        defer { unsafe porta_x509_stack_free(others) }
        for der in chain {
            let certificate = try X509Certificate(der)
            guard unsafe porta_x509_push(others, certificate.pointer) != 0 else { throw .last("adding to a chain") }
        }
        ERR_clear_error()
        guard let file = unsafe PKCS12_create(password, name, key.key, own.pointer, others, 0, 0, 0, 0, 0) else {
            throw .last("making a PKCS#12 file")
        }
        defer { unsafe PKCS12_free(file) }
        let length = unsafe i2d_PKCS12(file, nil)
        guard length > 0 else { throw .last("encoding a PKCS#12 file") }
        return unsafe [UInt8](unsafeUninitializedCapacity: Int(length)) { buffer, count in
            var cursor = buffer.baseAddress
            count = unsafe Int(max(0, i2d_PKCS12(file, &cursor)))
        }
    }
}

/// A certificate decoded by the library. Nothing may follow its DER.
@safe final class X509Certificate: @unchecked Sendable {
    // Immutable after `init`: extensions are cached by the library under its own lock.
    let pointer: OpaquePointer

    init(_ der: [UInt8]) throws(OpenSSLError) {
        let (decoded, consumed) = unsafe der.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            let decoded = unsafe d2i_X509(nil, &cursor, buffer.count)
            return unsafe (decoded, cursor.map { unsafe $0 - (buffer.baseAddress ?? $0) } ?? 0)
        }
        guard let decoded = unsafe decoded else {
            ERR_clear_error()
            throw .malformed("certificate")
        }
        guard consumed == der.count else {
            unsafe X509_free(decoded)
            throw .malformed("certificate: bytes follow it")
        }
        unsafe pointer = unsafe decoded
    }

    deinit { unsafe X509_free(pointer) }

    func der() throws(OpenSSLError) -> [UInt8] { try unsafe derOfCertificate(pointer) }
}
