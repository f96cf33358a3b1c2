internal import COpenSSL

/// AES-256 in Galois/Counter Mode (NIST SP 800-38D) with 96-bit nonces and 128-bit tags.
public struct AES256GCM: Sendable {
    private let key: [UInt8]

    /// - Parameter key: 32 bytes.
    public init(key: [UInt8]) throws(OpenSSLError) {
        guard key.count == 32 else { throw .malformed("an AES-256 key of \(key.count) bytes") }
        self.key = key
    }

    /// - Parameter nonce: 12 bytes, never used twice with one key.
    /// - Returns: the ciphertext, followed by the tag of 16 bytes.
    public func seal(
        _ plaintext: [UInt8], nonce: [UInt8], authenticating context: [UInt8]
    ) throws(OpenSSLError) -> [UInt8] {
        guard nonce.count == 12 else { throw .malformed("a nonce of \(nonce.count) bytes") }
        guard let sealed = unsafe AuthenticatedCipher.gcm.seal(plaintext, key: key, nonce: nonce, context: context)
        else { throw .last("sealing") }
        return sealed.ciphertext + sealed.tag
    }

    /// - Returns: `nil` if anything was changed, or the key, nonce or context is another.
    public func open(_ sealed: [UInt8], nonce: [UInt8], authenticating context: [UInt8]) -> [UInt8]? {
        guard sealed.count >= 16, nonce.count == 12 else { return nil }
        return unsafe AuthenticatedCipher.gcm.open(
            Array(sealed.dropLast(16)), tag: Array(sealed.suffix(16)), key: key, nonce: nonce, context: context)
    }
}

/// AES in Galois/Counter Mode for keys of 128 or 256 bits, without anything authenticated beside the text: what XML
/// Encryption 1.1 (§5.2.4) knows.
public struct AESGCM: Sendable {
    private let key: [UInt8]

    /// - Parameter key: 16 or 32 bytes.
    public init(key: [UInt8]) throws(OpenSSLError) {
        guard key.count == 16 || key.count == 32 else { throw .malformed("an AES key of \(key.count) bytes") }
        self.key = key
    }

    /// - Parameter nonce: 12 bytes, never used twice with one key.
    /// - Returns: the ciphertext, followed by the tag of 16 bytes.
    public func seal(_ plaintext: [UInt8], nonce: [UInt8]) throws(OpenSSLError) -> [UInt8] {
        guard nonce.count == 12 else { throw .malformed("a nonce of \(nonce.count) bytes") }
        guard let sealed = unsafe cipher.seal(plaintext, key: key, nonce: nonce, context: []) else {
            throw .last("sealing")
        }
        return sealed.ciphertext + sealed.tag
    }

    /// - Returns: `nil` if anything was changed, or the key or nonce is another.
    public func open(_ sealed: [UInt8], nonce: [UInt8]) -> [UInt8]? {
        guard sealed.count >= 16, nonce.count == 12 else { return nil }
        return unsafe cipher.open(
            Array(sealed.dropLast(16)), tag: Array(sealed.suffix(16)), key: key, nonce: nonce, context: [])
    }

    private var cipher: AuthenticatedCipher {
        unsafe key.count == 16 ? AuthenticatedCipher.gcm128 : AuthenticatedCipher.gcm
    }
}

/// AES-256-SIV (RFC 5297): deterministic, so equal texts give equal ciphertexts; the synthetic IV is the tag too.
public struct AESSIV: Sendable {
    private let key: [UInt8]

    /// - Parameter key: 64 bytes.
    public init(key: [UInt8]) throws(OpenSSLError) {
        guard key.count == 64 else { throw .malformed("an AES-256-SIV key of \(key.count) bytes") }
        self.key = key
    }

    /// - Returns: the synthetic IV of 16 bytes, followed by the ciphertext.
    public func seal(_ plaintext: [UInt8], authenticating context: [UInt8]) throws(OpenSSLError) -> [UInt8] {
        guard let sealed = unsafe AuthenticatedCipher.siv.seal(plaintext, key: key, nonce: nil, context: context)
        else { throw .last("sealing") }
        return sealed.tag + sealed.ciphertext
    }

    public func open(_ sealed: [UInt8], authenticating context: [UInt8]) -> [UInt8]? {
        guard sealed.count > 16 else { return nil }
        return unsafe AuthenticatedCipher.siv.open(
            Array(sealed.dropFirst(16)), tag: Array(sealed.prefix(16)), key: key, nonce: nil, context: context)
    }
}

/// The library's AEAD interface, for the ciphers above. Fetched once, shared, only read.
@unsafe private struct AuthenticatedCipher {
    nonisolated(unsafe) static let gcm = unsafe AuthenticatedCipher(cipher: EVP_CIPHER_fetch(nil, "AES-256-GCM", nil))
    nonisolated(unsafe) static let gcm128 = unsafe AuthenticatedCipher(
        cipher: EVP_CIPHER_fetch(nil, "AES-128-GCM", nil))
    nonisolated(unsafe) static let siv = unsafe AuthenticatedCipher(cipher: EVP_CIPHER_fetch(nil, "AES-256-SIV", nil))

    let cipher: OpaquePointer?

    func seal(
        _ plaintext: [UInt8], key: [UInt8], nonce: [UInt8]?, context: [UInt8]
    ) -> (ciphertext: [UInt8], tag: [UInt8])? {
        guard let state = unsafe begin(key: key, nonce: nonce, tag: nil, encrypt: true) else { return nil }
        defer { unsafe EVP_CIPHER_CTX_free(state) }
        guard let ciphertext = unsafe run(state, plaintext, context: context) else { return nil }
        var tag = [UInt8](repeating: 0, count: 16)
        guard unsafe porta_aead_get_tag(state, 16, &tag) == 1 else { return nil }
        return (ciphertext, tag)
    }

    func open(_ ciphertext: [UInt8], tag: [UInt8], key: [UInt8], nonce: [UInt8]?, context: [UInt8]) -> [UInt8]? {
        guard let state = unsafe begin(key: key, nonce: nonce, tag: tag, encrypt: false) else { return nil }
        defer { unsafe EVP_CIPHER_CTX_free(state) }
        return unsafe run(state, ciphertext, context: context)
    }

    private func begin(key: [UInt8], nonce: [UInt8]?, tag: [UInt8]?, encrypt: Bool) -> OpaquePointer? {
        ERR_clear_error()
        guard let state = unsafe EVP_CIPHER_CTX_new() else { return nil }
        let direction: Int32 = encrypt ? 1 : 0
        var ready =
            unsafe nonce.map { unsafe EVP_CipherInit_ex2(state, cipher, key, $0, direction, nil) }
            ?? EVP_CipherInit_ex2(state, cipher, key, nil, direction, nil)
        if ready == 1, var tag { ready = unsafe porta_aead_set_tag(state, 16, &tag) }
        guard ready == 1 else {
            unsafe EVP_CIPHER_CTX_free(state)
            return nil
        }
        return unsafe state
    }

    private func run(_ state: OpaquePointer, _ input: [UInt8], context: [UInt8]) -> [UInt8]? {
        defer { ERR_clear_error() }
        guard let length = Int32(exactly: input.count), let contextLength = Int32(exactly: context.count) else {
            return nil
        }
        var written: Int32 = 0
        if contextLength > 0 {
            guard unsafe EVP_CipherUpdate(state, nil, &written, context, contextLength) == 1 else { return nil }
        }
        var output = [UInt8](repeating: 0, count: input.count + 16)
        guard unsafe EVP_CipherUpdate(state, &output, &written, input, length) == 1 else { return nil }
        output.removeLast(output.count - Int(written))
        var last = [UInt8](repeating: 0, count: 16)
        guard unsafe EVP_CipherFinal_ex(state, &last, &written) == 1 else { return nil }
        return output
    }
}
