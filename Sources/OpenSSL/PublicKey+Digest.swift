import COpenSSL

extension PublicKey {
    /// Whether the signature was made by this key's owner over a message with this digest: for messages that pass by in
    /// pieces. Never for Ed25519, which signs no digests (RFC 8032 §5.1).
    public func verifies(_ signature: [UInt8], overDigest digest: [UInt8], with algorithm: SignatureAlgorithm) -> Bool {
        guard algorithm.fits(kind), let method = algorithm.digest, digest.count == method.length else { return false }
        ERR_clear_error()
        defer { ERR_clear_error() }
        guard let context = unsafe EVP_PKEY_CTX_new_from_pkey(nil, key, nil) else { return false }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        guard unsafe EVP_PKEY_verify_init(context) == 1, unsafe algorithm.configure(context),
            unsafe EVP_PKEY_CTX_set_signature_md(context, method.method) == 1
        else { return false }
        return unsafe EVP_PKEY_verify(context, signature, signature.count, digest, digest.count) == 1
    }
}
