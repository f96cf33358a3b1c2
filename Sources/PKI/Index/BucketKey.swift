package import OpenSSL

/// Spreads serial numbers over 2²⁰ buckets by a secret key, such that bucket and remainder together are the number.
///
/// Of the 160 bits of a number the upper 20 are masked by a keyed sum over the other 140. That can be turned back, so
/// nothing is lost and nothing can be confused: an index that keeps 140 bits in the right bucket is exact. Numbers that
/// differ in the upper 20 bits alone never share a bucket, others do with a chance of 2⁻²⁰ whoever chose them: the sum is
/// strongly universal (Thorup, High Speed Hashing for Integers and Strings, 2015, §3).
package struct BucketKey: Hashable, Sendable {
    static let bits = 20
    static let count = 1 << bits

    let words: [UInt64]
    private let a: UInt64, b: UInt64, c: UInt64, d: UInt64, e: UInt64, f: UInt64

    init?(words: [UInt64]) {
        guard words.count == 6 else { return nil }
        self.words = words
        (a, b, c, d, e, f) = (words[0], words[1], words[2], words[3], words[4], words[5])
    }

    package init(_ randomness: Randomness) {
        let bytes = randomness(48)
        let words = (0..<6).map { word in
            (0..<8).reduce(UInt64(0)) { $0 << 8 | UInt64(bytes.count == 48 ? bytes[8 * word + $1] : 0) }
        }
        self.words = words
        (a, b, c, d, e, f) = (words[0], words[1], words[2], words[3], words[4], words[5])
    }

    @inline(__always) func bucket(of serial: SerialNumber) -> Int {
        let (middle, low) = (serial.middle, serial.low)
        let sum =
            a &+ b &* UInt64(serial.high & 0xFFF) &+ c &* (middle >> 32) &+ d &* (middle & 0xFFFF_FFFF)
            &+ e &* (low >> 32) &+ f &* (low & 0xFFFF_FFFF)
        return Int(UInt64(serial.high >> 12) ^ (sum >> 44))
    }
}
