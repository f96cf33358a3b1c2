import OpenSSL

/// Fermat's method: n = (a − b)(a + b) is found quickly where the two factors lie close together (CVE-2022-26320).
///
/// Each round asks whether a² − n is a square. Nearly all that are none show it by their remainders modulo small numbers,
/// which are kept up in words; only what passes is looked at in full.
struct FermatSearch {
    private let number: BigNumber
    /// The smallest a whose square is not below n.
    private let start: BigNumber

    init(_ number: BigNumber) {
        self.number = number
        let root = number.squareRoot
        start = root * root == number ? root : root + BigNumber(1)
    }

    /// 64 and the small primes whose squares tell most; all of them divide `modulus`.
    private static let sieves: [UInt64] = [64, 9, 5, 7, 11, 13, 17, 19]
    private static let modulus: UInt64 = sieves.reduce(1, *)
    private static let squares: [(divisor: UInt64, isSquare: [Bool])] = sieves.map { divisor in
        var isSquare = [Bool](repeating: false, count: Int(divisor))
        for root in 0..<divisor { isSquare[Int(root * root % divisor)] = true }
        return (divisor, isSquare)
    }

    func findsFactors(within rounds: Int) -> Bool {
        let modulus = Self.modulus
        // a² − n and what it grows by: 2a + 1, then by 2 more each time.
        var rest = (start * start).minus(number)?.remainder(dividingBy: modulus) ?? 0
        var step = (2 * start.remainder(dividingBy: modulus) + 1) % modulus
        for round in 0..<UInt64(clamping: rounds) {
            if Self.mayBeSquare(rest), isSquare(after: round) { return true }
            rest = (rest + step) % modulus
            step = (step + 2) % modulus
        }
        return false
    }

    private static func mayBeSquare(_ rest: UInt64) -> Bool {
        squares.allSatisfy { $0.isSquare[Int(rest % $0.divisor)] }
    }

    private func isSquare(after rounds: UInt64) -> Bool {
        let candidate = start + BigNumber(rounds)
        return (candidate * candidate).minus(number)?.isSquare ?? false
    }
}
