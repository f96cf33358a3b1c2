/// The fingerprint of moduli made by the broken library of Infineon's chips (CVE-2017-15361; Nemec and others, "The Return
/// of Coppersmith's Attack", 2017).
///
/// Its primes are k·M + (65537^a mod M), where M is the product of the first 39 primes or more. So the modulus too is a
/// power of 65537 modulo each of these primes, which a random one is for all of them once in 2^28 keys or so.
struct ROCAFingerprint {
    /// The largest of the first 39 primes: what all sizes of key have in common.
    static let largestPrime: UInt64 = 167

    /// For each prime, which remainders are powers of 65537.
    private static let powers: [UInt64: [Bool]] = {
        var powers: [UInt64: [Bool]] = [:]
        for prime in SmallPrimes.words.flatMap(\.primes) where prime > 2 && prime <= largestPrime {
            var isPower = [Bool](repeating: false, count: Int(prime))
            var power: UInt64 = 1
            while !isPower[Int(power)] {
                isPower[Int(power)] = true
                power = power * 65_537 % prime
            }
            powers[prime] = isPower
        }
        return powers
    }()

    /// Whether every remainder so far fits.
    private(set) var fits = true

    mutating func look(at remainder: UInt64, of prime: UInt64) {
        guard fits, let isPower = Self.powers[prime] else { return }
        fits = isPower[Int(remainder)]
    }
}
