internal import COpenSSL

/// HMAC (RFC 2104) with SHA-256.
public enum HMAC {
    public static func sha256(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
            var written: UInt32 = 0
            let method = unsafe DigestAlgorithm.sha256.method
            // `key` may be empty, the pointer then must still not be nil: nil means "the key of the last call".
            let result = unsafe key.withUnsafeBytes { bytes in
                var nothing: UInt8 = 0
                return unsafe withUnsafePointer(to: &nothing) { empty in
                    let start = unsafe bytes.baseAddress ?? UnsafeRawPointer(empty)
                    return unsafe COpenSSL.HMAC(
                        method, start, Int32(truncatingIfNeeded: bytes.count), message, message.count,
                        buffer.baseAddress, &written)
                }
            }
            precondition(unsafe result != nil && written == 32, "HMAC-SHA-256 is not available in this OpenSSL")
            count = 32
        }
    }
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
