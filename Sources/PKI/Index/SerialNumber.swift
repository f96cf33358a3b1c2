/// A certificate's serial number as a number of 160 bits (RFC 5280 §4.1.2.2: at most 20 octets).
package struct SerialNumber: Hashable, Sendable {
    let high: UInt32
    let middle: UInt64
    let low: UInt64

    init(high: UInt32, middle: UInt64, low: UInt64) { (self.high, self.middle, self.low) = (high, middle, low) }

    /// From a magnitude, big-endian; nil if it is longer than 20 octets without its leading zeros.
    package init?(_ magnitude: [UInt8]) {
        let digits = magnitude.drop { $0 == 0 }
        guard digits.count <= 20 else { return nil }
        var (high, middle, low): (UInt32, UInt64, UInt64) = (0, 0, 0)
        for (index, digit) in digits.enumerated() {
            switch digits.count - index {
            case 17...: high = high << 8 | UInt32(digit)
            case 9...16: middle = middle << 8 | UInt64(digit)
            default: low = low << 8 | UInt64(digit)
            }
        }
        self.init(high: high, middle: middle, low: low)
    }
}
