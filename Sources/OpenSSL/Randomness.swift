internal import COpenSSL
internal import Glibc

/// Where random bytes come from. Handed in, so that a test can hold them.
public struct Randomness: Sendable {
    public let bytes: @Sendable (Int) -> [UInt8]

    public init(bytes: @escaping @Sendable (Int) -> [UInt8]) { self.bytes = bytes }

    public func callAsFunction(_ count: Int) -> [UInt8] { bytes(count) }

    /// The kernel's generator: several times as quick to ask for a few bytes as the library's, which it seeds, and
    /// without a state of our own.
    public static let system = Randomness { count in
        var bytes = [UInt8](repeating: 0, count: count)
        unsafe bytes.withUnsafeMutableBytes { buffer in
            for start in stride(from: 0, to: count, by: mostAtOnce) {
                let result = unsafe getentropy(
                    buffer.baseAddress?.advanced(by: start), min(mostAtOnce, count - start))
                // Without randomness no secret can be made: there is nothing safe to go on with.
                precondition(result == 0, "no randomness from the system")
            }
        }
        return bytes
    }

    /// The kernel gives no more at a time (`getentropy(3)`).
    private static let mostAtOnce = 256
}

/// Compares without telling by its time where two texts differ.
public func constantTimeEquals(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    guard a.count == b.count else { return false }
    return unsafe CRYPTO_memcmp(a, b, a.count) == 0
}
