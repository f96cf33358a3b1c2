import COpenSSL

/// A private key held in memory.
@safe public final class PrivateKey: @unchecked Sendable {
    // Immutable after `init`; signing only reads it.
    let key: OpaquePointer

    public let publicKey: PublicKey

    public var kind: KeyKind { publicKey.kind }

    /// A new key from the system's randomness. Takes a second for large RSA keys.
    public static func generate(_ kind: KeyKind) throws(OpenSSLError) -> PrivateKey {
        ERR_clear_error()
        let key: OpaquePointer?
        switch kind {
        case .rsa(let bits):
            guard bits >= 512, bits <= 16384 else { throw .unsupported("an RSA key of \(bits) bits") }
            unsafe key = unsafe porta_rsa_generate(bits)
        case .ec(let curve): unsafe key = unsafe porta_ec_generate(curve.rawValue)
        case .ed25519: unsafe key = unsafe porta_ed25519_generate()
        case .other(let name): throw .unsupported("making a key of kind \(name)")
        }
        guard let key = unsafe key else { throw .last("making a key") }
        return unsafe try PrivateKey(owning: key)
    }

    /// Reads an unencrypted PEM private key, PKCS#8 or traditional.
    public convenience init(pem: String) throws(OpenSSLError) {
        let text = Array(pem.utf8)
        guard text.count < 65536, let memory = unsafe porta_bio_copy(text, Int32(text.count)) else {
            throw .malformed("private key")
        }
        defer { unsafe BIO_free(memory) }
        ERR_clear_error()
        // Without the callback the library would ask for a pass phrase on the terminal.
        guard let key = unsafe PEM_read_bio_PrivateKey(memory, nil, { _, _, _, _ in -1 }, nil) else {
            ERR_clear_error()
            throw .malformed("private key: not an unencrypted PEM key")
        }
        unsafe try self.init(owning: key)
    }

    private init(owning key: OpaquePointer) throws(OpenSSLError) {
        unsafe self.key = unsafe key
        do {
            publicKey = try PublicKey(subjectPublicKeyInfo: unsafe derOfPublicKey(key))
        } catch {
            unsafe EVP_PKEY_free(key)
            throw error
        }
    }

    deinit { unsafe EVP_PKEY_free(key) }

    public func sign(_ message: [UInt8], with algorithm: SignatureAlgorithm) throws(OpenSSLError) -> [UInt8] {
        guard algorithm.fits(kind) else { throw .unsupported("signing with a \(kind) key") }
        guard let context = unsafe EVP_MD_CTX_new() else { throw .last("signing") }
        defer { unsafe EVP_MD_CTX_free(context) }
        ERR_clear_error()
        var parameters: OpaquePointer?
        let digest = unsafe algorithm.digest?.method
        guard unsafe EVP_DigestSignInit(context, &parameters, digest, nil, key) == 1,
            unsafe algorithm.configure(parameters)
        else { throw .last("signing") }
        var length = unsafe Int(EVP_PKEY_get_size(key))
        var done: Int32 = 0
        let signature = unsafe [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
            done = unsafe EVP_DigestSign(context, buffer.baseAddress, &length, message, message.count)
            count = done == 1 ? length : 0
        }
        guard done == 1 else { throw .last("signing") }
        return signature
    }

    /// The key as unencrypted PKCS#8 PEM.
    public func pem() throws(OpenSSLError) -> String {
        guard let memory = unsafe BIO_new(BIO_s_mem()) else { throw .last("writing a key") }
        defer { unsafe BIO_free(memory) }
        guard unsafe PEM_write_bio_PKCS8PrivateKey(memory, key, nil, nil, 0, nil, nil) == 1 else {
            throw .last("writing a key")
        }
        return unsafe text(in: memory)
    }
}

func derOfPublicKey(_ key: OpaquePointer) throws(OpenSSLError) -> [UInt8] {
    let length = unsafe i2d_PUBKEY(key, nil)
    guard length > 0 else { throw .last("encoding a public key") }
    return unsafe [UInt8](unsafeUninitializedCapacity: Int(length)) { buffer, count in
        var cursor = buffer.baseAddress
        count = unsafe Int(max(0, i2d_PUBKEY(key, &cursor)))
    }
}

/// What was written into a memory BIO.
func text(in memory: OpaquePointer) -> String {
    var start: UnsafeMutablePointer<CChar>?
    let length = unsafe porta_bio_memory(memory, &start)
    guard let start = unsafe start, length > 0 else { return "" }
    return unsafe String(decoding: UnsafeRawBufferPointer(start: start, count: Int(length)), as: UTF8.self)
}
