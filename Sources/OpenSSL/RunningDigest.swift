internal import COpenSSL

/// A digest over bytes that arrive in pieces.
///
/// Cannot be copied, so that only one place feeds it at a time.
@safe public struct RunningDigest: ~Copyable, @unchecked Sendable {  // the context has one owner
    private let context: OpaquePointer?
    private let algorithm: DigestAlgorithm
    private var isSound: Bool

    public init(_ algorithm: DigestAlgorithm) {
        self.algorithm = algorithm
        unsafe context = EVP_MD_CTX_new()
        isSound = unsafe EVP_DigestInit_ex2(context, algorithm.method, nil) == 1
    }

    deinit { unsafe EVP_MD_CTX_free(context) }

    public mutating func update(_ bytes: [UInt8]) { update(bytes, bytes.indices) }

    /// A part of these bytes; what lies beyond their end is left out.
    public mutating func update(_ bytes: [UInt8], _ range: Range<Int>) {
        let range = range.clamped(to: bytes.indices)
        unsafe bytes.withUnsafeBytes { buffer in unsafe update(UnsafeRawBufferPointer(rebasing: buffer[range])) }
    }

    mutating func update(_ buffer: UnsafeRawBufferPointer) {
        guard unsafe !buffer.isEmpty else { return }
        let updated = unsafe EVP_DigestUpdate(context, buffer.baseAddress, buffer.count)
        isSound = isSound && updated == 1
    }

    /// The digest of all that came.
    public consuming func finish() -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: algorithm.length)
        var written: UInt32 = 0
        let finished = unsafe EVP_DigestFinal_ex(context, &digest, &written)
        // As for a digest in one piece: only memory can be missing, and going on without a digest is no choice.
        precondition(isSound && finished == 1 && Int(written) == algorithm.length, "\(algorithm.rawValue) failed")
        return digest
    }
}
