import OpenSSL

extension SerialNumber {
    /// Under which the index of an indirect list has an entry of another issuer than its own (RFC 5280 §5.3.3).
    ///
    /// An index has room for serial numbers alone, so that issuer and serial number become one by a digest, cut to the 160
    /// bits of a serial number. Only who issues under the list's own name could choose a number that falls on it, and would
    /// have revoked a card of his own by it.
    init(_ serial: SerialNumber, issuedBy issuer: CanonicalName) {
        var digest = RunningDigest(.sha256)
        for part in [UInt64(serial.high), serial.middle, serial.low] {
            digest.update((0..<8).map { UInt8(truncatingIfNeeded: part >> (56 - 8 * $0)) })
        }
        digest.update(issuer.bytes)
        let bytes = digest.finish()
        func number(_ range: Range<Int>) -> UInt64 { bytes[range].reduce(0) { $0 << 8 | UInt64($1) } }
        self.init(high: UInt32(truncatingIfNeeded: number(0..<4)), middle: number(4..<12), low: number(12..<20))
    }
}
