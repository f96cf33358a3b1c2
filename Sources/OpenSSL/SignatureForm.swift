internal import COpenSSL

/// How a certificate may be signed beyond what is signed in this house: any digest, by the library's name for it
/// (RFC 4055, RFC 5758, RFC 8410). Which digests are good enough is the caller's decision.
public enum SignatureForm: Hashable, Sendable {
    case rsaPKCS1(String)
    case rsaPSS(digest: String, mask: String, saltLength: Int)
    case ecdsa(String)
    /// Ed25519 or Ed448, by the key.
    case edwards(String)

    private var digest: String? {
        switch self {
        case .rsaPKCS1(let digest), .rsaPSS(let digest, _, _), .ecdsa(let digest): digest
        case .edwards: nil
        }
    }

    fileprivate var keyTypes: [String] {
        switch self {
        case .rsaPKCS1: ["RSA"]
        case .rsaPSS: ["RSA", "RSA-PSS"]
        case .ecdsa: ["EC"]
        case .edwards(let type): [type]
        }
    }

    fileprivate func begin(_ context: OpaquePointer, key: OpaquePointer) -> Bool {
        var parameters: OpaquePointer?
        guard let digest else {
            return unsafe EVP_DigestVerifyInit_ex(context, &parameters, nil, nil, nil, key, nil) == 1
        }
        guard unsafe EVP_DigestVerifyInit_ex(context, &parameters, digest, nil, nil, key, nil) == 1 else {
            return false
        }
        switch self {
        case .rsaPKCS1: return unsafe porta_ctx_rsa_padding(parameters, RSA_PKCS1_PADDING) == 1
        case .rsaPSS(_, let mask, let saltLength):
            guard let mask = unsafe EVP_get_digestbyname(mask) else { return false }
            return unsafe porta_ctx_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) == 1
                && porta_ctx_rsa_mgf1(parameters, mask) == 1
                && porta_ctx_rsa_pss_salt(parameters, Int32(clamping: saltLength)) == 1
        case .ecdsa, .edwards: return true
        }
    }
}

extension PublicKey {
    /// Whether the signature over the message was made by this key's owner in this very form.
    public func verifies(_ signature: [UInt8], over message: [UInt8], as form: SignatureForm) -> Bool {
        guard form.keyTypes.contains(where: { unsafe EVP_PKEY_is_a(key, $0) == 1 }),
            let context = unsafe EVP_MD_CTX_new()
        else { return false }
        defer {
            unsafe EVP_MD_CTX_free(context)
            ERR_clear_error()
        }
        ERR_clear_error()
        guard unsafe form.begin(context, key: key) else { return false }
        return unsafe EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    }
}
