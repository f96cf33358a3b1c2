internal import COpenSSL

/// HMAC (RFC 2104) with SHA-256.
public enum HMAC {
    public static func sha256(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
            var written = 0
            let state = unsafe EVP_MAC_CTX_dup(template)
            defer { unsafe EVP_MAC_CTX_free(state) }
            // `key` may be empty, the pointer then must still not be nil: nil means "the key of before".
            let result = unsafe key.withUnsafeBufferPointer { bytes in
                var nothing: UInt8 = 0
                return unsafe withUnsafePointer(to: &nothing) { empty in
                    unsafe EVP_MAC_init(state, bytes.baseAddress ?? empty, bytes.count, nil)
                }
            }
            precondition(
                unsafe state != nil && result == 1 && EVP_MAC_update(state, message, message.count) == 1
                    && EVP_MAC_final(state, buffer.baseAddress, &written, 32) == 1 && written == 32,
                "HMAC-SHA-256 is not available in this OpenSSL")
            count = 32
        }
    }

    /// The library's implementation with its digest, and a key that is not used: found once, copied for each message.
    nonisolated(unsafe) private static let template: OpaquePointer? = {
        let method = unsafe EVP_MAC_fetch(nil, "HMAC", nil)
        defer { unsafe EVP_MAC_free(method) }
        guard let state = unsafe EVP_MAC_CTX_new(method), unsafe porta_hmac_sha256(state) == 1 else { return nil }
        return unsafe state
    }()
}

/// HKDF (RFC 5869) with SHA-256.
public enum HKDF {
    /// - Parameter length: at most 255 × 32 bytes.
    public static func sha256(key: [UInt8], salt: [UInt8], info: [UInt8], length: Int) -> [UInt8] {
        precondition(length <= 255 * 32, "HKDF gives at most 8,160 bytes")
        let extracted = HMAC.sha256(key: salt.isEmpty ? [UInt8](repeating: 0, count: 32) : salt, key)
        var output: [UInt8] = []
        var block: [UInt8] = []
        var counter: UInt8 = 1
        while output.count < length {
            block = HMAC.sha256(key: extracted, block + info + [counter])
            output += block
            counter &+= 1
        }
        return Array(output.prefix(length))
    }
}
