import COpenSSL

/// RSAES-OAEP (RFC 8017 §7.1) with an empty label: how a content key travels to the owner of an RSA key.
///
/// SHA-1 is allowed here as nowhere else: OAEP asks nothing of the digest that SHA-1 has lost.
public struct RSAOAEP: Hashable, Sendable {
    public let digest: DigestAlgorithm
    /// The digest within the mask generation function MGF1.
    public let mask: DigestAlgorithm

    public init(digest: DigestAlgorithm, mask: DigestAlgorithm) {
        self.digest = digest
        self.mask = mask
    }

    fileprivate func configure(_ context: OpaquePointer) -> Bool {
        unsafe porta_ctx_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) == 1
            && EVP_PKEY_CTX_set_rsa_oaep_md(context, digest.method) == 1
            && porta_ctx_rsa_mgf1(context, mask.method) == 1
    }
}

extension PublicKey {
    /// Encrypts a short secret, such as a content key, to the owner of this RSA key.
    public func encrypt(_ secret: [UInt8], with padding: RSAOAEP) throws(OpenSSLError) -> [UInt8] {
        guard case .rsa = kind else { throw .unsupported("encrypting to a \(kind) key") }
        guard let context = unsafe EVP_PKEY_CTX_new_from_pkey(nil, key, nil) else { throw .last("encrypting") }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        ERR_clear_error()
        var length = unsafe Int(EVP_PKEY_get_size(key))
        guard unsafe EVP_PKEY_encrypt_init(context) == 1, unsafe padding.configure(context) else {
            throw .last("encrypting")
        }
        var done: Int32 = 0
        let encrypted = unsafe [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
            done = unsafe EVP_PKEY_encrypt(context, buffer.baseAddress, &length, secret, secret.count)
            count = done == 1 ? length : 0
        }
        guard done == 1 else { throw .last("encrypting") }
        return encrypted
    }
}

extension PrivateKey {
    /// - Returns: `nil` if the bytes were not encrypted to this key in this way; why not is nobody's business.
    public func decrypt(_ encrypted: [UInt8], with padding: RSAOAEP) -> [UInt8]? {
        guard case .rsa = kind, let context = unsafe EVP_PKEY_CTX_new_from_pkey(nil, key, nil) else { return nil }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        ERR_clear_error()
        defer { ERR_clear_error() }
        guard unsafe EVP_PKEY_decrypt_init(context) == 1, unsafe padding.configure(context) else { return nil }
        var length = unsafe Int(EVP_PKEY_get_size(key))
        var done: Int32 = 0
        let secret = unsafe [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
            done = unsafe EVP_PKEY_decrypt(context, buffer.baseAddress, &length, encrypted, encrypted.count)
            count = done == 1 ? length : 0
        }
        return done == 1 ? secret : nil
    }
}
