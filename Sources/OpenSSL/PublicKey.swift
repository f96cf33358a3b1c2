import COpenSSL

/// A public key, decoded once and shared: decoding costs as much as using it.
@safe public final class PublicKey: @unchecked Sendable {
    // Immutable after `init`; the library counts references to a key atomically and only reads it here.
    let key: OpaquePointer

    public let kind: KeyKind
    /// The DER of the `SubjectPublicKeyInfo` (RFC 5280 §4.1.2.7), as it was given.
    public let subjectPublicKeyInfo: [UInt8]

    /// Decodes a DER `SubjectPublicKeyInfo`. Nothing may follow it.
    public init(subjectPublicKeyInfo: [UInt8]) throws(OpenSSLError) {
        if let (key, curve) = unsafe NamedCurveKey.decode(subjectPublicKeyInfo) {
            unsafe self.key = unsafe key
            kind = .ec(curve)
            self.subjectPublicKeyInfo = subjectPublicKeyInfo
            return
        }
        let (key, consumed) = unsafe subjectPublicKeyInfo.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            let key = unsafe d2i_PUBKEY(nil, &cursor, buffer.count)
            let consumed = unsafe cursor.map { unsafe $0 - (buffer.baseAddress ?? $0) } ?? 0
            return unsafe (key, consumed)
        }
        guard let key = unsafe key else {
            ERR_clear_error()
            throw .malformed("public key")
        }
        guard consumed == subjectPublicKeyInfo.count else {
            unsafe EVP_PKEY_free(key)
            throw .malformed("public key: bytes follow it")
        }
        unsafe self.key = unsafe key
        self.kind = unsafe KeyKind(of: key)
        self.subjectPublicKeyInfo = subjectPublicKeyInfo
    }

    deinit { unsafe EVP_PKEY_free(key) }

    /// Whether the signature over the message was made by this key's owner with this very algorithm.
    public func verifies(_ signature: [UInt8], over message: [UInt8], with algorithm: SignatureAlgorithm) -> Bool {
        unsafe message.withUnsafeBytes { unsafe verifies(signature, over: $0, with: algorithm) }
    }

    func verifies(
        _ signature: [UInt8], over message: UnsafeRawBufferPointer, with algorithm: SignatureAlgorithm
    ) -> Bool {
        guard algorithm.fits(kind), let context = unsafe EVP_MD_CTX_new() else { return false }
        defer { unsafe EVP_MD_CTX_free(context) }
        var parameters: OpaquePointer?
        ERR_clear_error()
        let digest = unsafe algorithm.digest?.method
        guard unsafe EVP_DigestVerifyInit(context, &parameters, digest, nil, key) == 1,
            unsafe algorithm.configure(parameters)
        else {
            ERR_clear_error()
            return false
        }
        let start = unsafe message.baseAddress?.assumingMemoryBound(to: UInt8.self)
        let result = unsafe EVP_DigestVerify(context, signature, signature.count, start, message.count)
        ERR_clear_error()
        return result == 1
    }

    /// The modulus of an RSA key, big-endian without leading zeros.
    public var rsaModulus: [UInt8]? { unsafe number(OSSL_PKEY_PARAM_RSA_N) }

    /// The public exponent of an RSA key, big-endian without leading zeros.
    public var rsaExponent: [UInt8]? { unsafe number(OSSL_PKEY_PARAM_RSA_E) }

    private func number(_ name: UnsafePointer<CChar>) -> [UInt8]? {
        guard case .rsa = kind else { return nil }
        var number: OpaquePointer?
        guard unsafe EVP_PKEY_get_bn_param(key, name, &number) == 1 else { return nil }
        defer { unsafe BN_free(number) }
        let length = unsafe Int((BN_num_bits(number) + 7) / 8)
        return unsafe [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
            count = unsafe Int(BN_bn2bin(number, buffer.baseAddress))
        }
    }
}

extension SignatureAlgorithm {
    /// Padding of RSA signatures; nothing to set for the others.
    func configure(_ parameters: OpaquePointer?) -> Bool {
        switch self {
        case .rsaPKCS1:
            unsafe porta_ctx_rsa_padding(parameters, RSA_PKCS1_PADDING) == 1
        case .rsaPSS(let digest):
            unsafe porta_ctx_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) == 1
                && porta_ctx_rsa_mgf1(parameters, digest.method) == 1
                && porta_ctx_rsa_pss_salt(parameters, Int32(digest.length)) == 1
        case .ecdsa, .ed25519: true
        }
    }
}

extension KeyKind {
    init(of key: OpaquePointer) {
        if unsafe EVP_PKEY_is_a(key, "RSA") == 1 {
            self = unsafe .rsa(bits: Int(EVP_PKEY_get_bits(key)))
        } else if unsafe EVP_PKEY_is_a(key, "EC") == 1 {
            let name = unsafe Self.groupName(of: key)
            self = name.flatMap(Curve.init(groupName:)).map(KeyKind.ec) ?? .other("EC \(name ?? "explicit")")
        } else if unsafe EVP_PKEY_is_a(key, "ED25519") == 1 {
            self = .ed25519
        } else {
            self = unsafe .other(EVP_PKEY_get0_type_name(key).map { unsafe String(cString: $0) } ?? "unknown")
        }
    }

    /// The curve's name, if it was given by name: explicit parameters that equal a named curve are not accepted either.
    private static func groupName(of key: OpaquePointer) -> String? {
        guard unsafe text(OSSL_PKEY_PARAM_EC_ENCODING, of: key) == "named_curve" else { return nil }
        return unsafe text(OSSL_PKEY_PARAM_GROUP_NAME, of: key)
    }

    private static func text(_ name: UnsafePointer<CChar>, of key: OpaquePointer) -> String? {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 80) { buffer in
            var length = 0
            guard unsafe EVP_PKEY_get_utf8_string_param(key, name, buffer.baseAddress, 80, &length) == 1,
                let start = buffer.baseAddress
            else { return nil }
            return unsafe String(cString: start)
        }
    }
}
