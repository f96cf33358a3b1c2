import COpenSSL

/// A natural number of any size, for the arithmetic of tests on public keys. Not for secrets: how long an operation takes
/// shows what it works on.
@safe public final class BigNumber: @unchecked Sendable {
    // Immutable after `init`; the library only reads it.
    private let number: OpaquePointer

    /// Big-endian.
    public convenience init(_ bytes: [UInt8]) {
        unsafe self.init { number, _ in
            unsafe BN_bin2bn(bytes, Int32(truncatingIfNeeded: bytes.count), number) != nil
        }
    }

    public convenience init(_ value: UInt64) {
        unsafe self.init { number, _ in unsafe BN_set_word(number, UInt(value)) == 1 }
    }

    private init(_ make: (OpaquePointer, OpaquePointer) -> Bool) {
        let (made, context) = unsafe (BN_new(), BN_CTX_new())
        // Memory is all that can be missing here.
        guard let made = unsafe made, let context = unsafe context, unsafe make(made, context) else {
            preconditionFailure("no memory for a number")
        }
        unsafe BN_CTX_free(context)
        unsafe number = unsafe made
    }

    deinit { unsafe BN_free(number) }

    public var bitCount: Int { unsafe Int(BN_num_bits(number)) }

    /// nil if it is larger than 64 bits.
    public var word: UInt64? { bitCount <= 64 ? unsafe UInt64(BN_get_word(number)) : nil }

    /// Big-endian without leading zeros.
    public var bytes: [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: (bitCount + 7) / 8) { buffer, count in
            count = unsafe Int(BN_bn2bin(number, buffer.baseAddress))
        }
    }

    /// The remainder of a division by a word.
    ///
    /// - Parameter divisor: not 0.
    public func remainder(dividingBy divisor: UInt64) -> UInt64 {
        precondition(divisor != 0, "nothing is divided by 0")
        return unsafe UInt64(BN_mod_word(number, UInt(divisor)))
    }

    /// Rounded down.
    ///
    /// - Parameter divisor: not 0.
    public func quotient(dividingBy divisor: BigNumber) -> BigNumber {
        precondition(divisor.bitCount > 0, "nothing is divided by 0")
        return unsafe BigNumber { unsafe BN_div($0, nil, self.number, divisor.number, $1) == 1 }
    }

    public func shiftedLeft(by bits: Int) -> BigNumber {
        unsafe BigNumber { result, _ in unsafe BN_lshift(result, self.number, Int32(clamping: max(0, bits))) == 1 }
    }

    public func shiftedRight(by bits: Int) -> BigNumber {
        unsafe BigNumber { result, _ in unsafe BN_rshift(result, self.number, Int32(clamping: max(0, bits))) == 1 }
    }

    public static func + (one: BigNumber, other: BigNumber) -> BigNumber {
        unsafe BigNumber { result, _ in unsafe BN_add(result, one.number, other.number) == 1 }
    }

    /// - Returns: nil where the result would be below 0.
    public func minus(_ other: BigNumber) -> BigNumber? {
        guard self >= other else { return nil }
        return unsafe BigNumber { result, _ in unsafe BN_sub(result, self.number, other.number) == 1 }
    }

    public static func * (one: BigNumber, other: BigNumber) -> BigNumber {
        unsafe BigNumber { unsafe BN_mul($0, one.number, other.number, $1) == 1 }
    }
}

extension BigNumber: Comparable {
    public static func == (one: BigNumber, other: BigNumber) -> Bool {
        unsafe BN_cmp(one.number, other.number) == 0
    }

    public static func < (one: BigNumber, other: BigNumber) -> Bool {
        unsafe BN_cmp(one.number, other.number) < 0
    }
}

extension BigNumber {
    /// The largest number whose square is not above this one: Newton's method from above.
    public var squareRoot: BigNumber {
        guard bitCount > 0 else { return self }
        // The root of the first 60 bits or so is right in its first 30 bits, rounded up.
        let even = max(0, bitCount - 60) / 2 * 2
        let head = shiftedRight(by: even).word ?? .max
        var root = BigNumber(UInt64(Double(head).squareRoot()) + 2).shiftedLeft(by: even / 2)
        while true {
            let next = (root + quotient(dividingBy: root)).shiftedRight(by: 1)
            guard next < root else { return root }
            root = next
        }
    }

    public var isSquare: Bool {
        let root = squareRoot
        return root * root == self
    }
}
