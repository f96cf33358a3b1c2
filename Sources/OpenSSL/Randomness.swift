internal import COpenSSL

/// Where random bytes come from. Handed in, so that a test can hold them.
public struct Randomness: Sendable {
    public let bytes: @Sendable (Int) -> [UInt8]

    public init(bytes: @escaping @Sendable (Int) -> [UInt8]) { self.bytes = bytes }

    public func callAsFunction(_ count: Int) -> [UInt8] { bytes(count) }

    /// The library's generator, seeded by the kernel.
    public static let system = Randomness { count in
        var bytes = [UInt8](repeating: 0, count: count)
        // Without randomness no secret can be made: there is nothing safe to go on with.
        let result = unsafe RAND_bytes(&bytes, Int32(count))
        precondition(result == 1, "no randomness from the system")
        return bytes
    }
}

/// Compares without telling by its time where two texts differ.
public func constantTimeEquals(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    guard a.count == b.count else { return false }
    return unsafe CRYPTO_memcmp(a, b, a.count) == 0
}
