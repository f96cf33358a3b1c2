import COpenSSL

/// A server's certificate chain and its private key.
public final class TLSIdentity: Sendable {
    /// DER of the chain as it is sent, the host's own certificate first.
    public let certificates: [[UInt8]]
    let chain: [OwnedCertificate]
    let key: OwnedKey

    /// DER of the host's own certificate.
    public var leaf: [UInt8] { certificates.first ?? [] }

    /// Reads PEM texts: the host's certificate first, then its issuers; an unencrypted private key that must be the
    /// certificate's own.
    public init(certificatePEM: String, privateKeyPEM: String) throws(TLSError) {
        chain = try OwnedCertificate.chain(pem: certificatePEM)
        key = try OwnedKey(pem: privateKeyPEM)
        certificates = chain.map(\.der)
        guard let first = chain.first else { throw .certificateUnreadable("no certificate in it") }
        guard key.matches(first) else { throw .keyOfAnotherCertificate }
    }
}

/// One certificate of the server's own chain.
@safe final class OwnedCertificate: @unchecked Sendable {  // immutable after `init`
    let pointer: OpaquePointer

    private init(owning pointer: OpaquePointer) { unsafe self.pointer = unsafe pointer }
    deinit { unsafe X509_free(pointer) }

    var der: [UInt8] { unsafe encoded(pointer) }

    static func chain(pem: String) throws(TLSError) -> [OwnedCertificate] {
        let text = Array(pem.utf8)
        guard text.count <= 1 << 20, let memory = unsafe porta_bio_copy(text, Int32(text.count)) else {
            throw .certificateUnreadable("over 1 MB")
        }
        defer { unsafe BIO_free(memory) }
        ErrorQueue.clear()
        var chain: [OwnedCertificate] = []
        while let next = unsafe PEM_read_bio_X509(memory, nil, nil, nil) {
            unsafe chain.append(OwnedCertificate(owning: next))
            // A chain as sent is counted in a few: ten is more than any client follows.
            guard chain.count <= 10 else { throw .certificateUnreadable("more than 10 certificates") }
        }
        let end = ErrorQueue.take()
        guard end.reason == PEM_R_NO_START_LINE, !chain.isEmpty else {
            throw .certificateUnreadable(chain.isEmpty ? "no certificate in it" : end.text)
        }
        return chain
    }
}

/// The private key of the server's own certificate.
@safe final class OwnedKey: @unchecked Sendable {  // immutable after `init`
    let pointer: OpaquePointer

    init(pem: String) throws(TLSError) {
        let text = Array(pem.utf8)
        guard text.count <= 1 << 16, let memory = unsafe porta_bio_copy(text, Int32(text.count)) else {
            throw .privateKeyUnreadable("over 64 KB")
        }
        defer { unsafe BIO_free(memory) }
        ErrorQueue.clear()
        // Without the callback the library would ask for a pass phrase on the terminal.
        guard let key = unsafe PEM_read_bio_PrivateKey(memory, nil, { _, _, _, _ in -1 }, nil) else {
            throw .privateKeyUnreadable(ErrorQueue.take().text)
        }
        unsafe pointer = unsafe key
    }
    deinit { unsafe EVP_PKEY_free(pointer) }

    func matches(_ certificate: OwnedCertificate) -> Bool {
        ErrorQueue.clear()
        return unsafe X509_check_private_key(certificate.pointer, pointer) == 1
    }
}

/// DER of a certificate; empty if the library cannot write it.
func encoded(_ certificate: OpaquePointer) -> [UInt8] {
    let length = unsafe i2d_X509(certificate, nil)
    guard length > 0 else { return [] }
    return unsafe [UInt8](unsafeUninitializedCapacity: Int(length)) { buffer, count in
        var cursor = buffer.baseAddress
        count = unsafe Int(max(0, i2d_X509(certificate, &cursor)))
    }
}
