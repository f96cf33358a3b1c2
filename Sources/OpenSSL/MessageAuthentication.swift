/// HMAC (RFC 2104) with SHA-256, out of the library's digest: its own HMAC and HKDF spend several times as long on finding
/// and copying their parts as on a short message, and a login needs forty of them.
public enum HMAC {
    public static func sha256(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        let key = key.count > blockLength ? DigestAlgorithm.sha256.digest(key) : key
        return digest(key, padding: 0x5C, digest(key, padding: 0x36, message))
    }

    /// The bytes that SHA-256 works on at once: `B` in the RFC.
    private static let blockLength = 64

    private static func digest(_ key: [UInt8], padding: UInt8, _ message: [UInt8]) -> [UInt8] {
        var block = [UInt8](repeating: padding, count: blockLength)
        for (index, byte) in key.enumerated() { block[index] ^= byte }
        var digest = RunningDigest(.sha256)
        digest.update(block)
        digest.update(message)
        return digest.finish()
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
