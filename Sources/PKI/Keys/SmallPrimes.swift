import OpenSSL

/// The primes below a bound, packed into words: one division by a word finds the remainders for several of them.
enum SmallPrimes {
    struct Word: Sendable {
        let product: UInt64
        let primes: [UInt64]
    }

    /// A random modulus has a factor below this only if no prime was looked for; beyond it trial division costs more
    /// than it finds.
    static let bound = 10_000

    static let words: [Word] = {
        var words: [Word] = []
        var (product, primes): (UInt64, [UInt64]) = (1, [])
        for prime in sieve() {
            let (larger, overflow) = product.multipliedReportingOverflow(by: prime)
            if overflow {
                words.append(Word(product: product, primes: primes))
                (product, primes) = (prime, [prime])
            } else {
                (product, primes) = (larger, primes + [prime])
            }
        }
        return words + [Word(product: product, primes: primes)]
    }()

    /// Eratosthenes.
    private static func sieve() -> [UInt64] {
        var isComposite = [Bool](repeating: false, count: bound)
        var primes: [UInt64] = []
        for number in 2..<bound where !isComposite[number] {
            primes.append(UInt64(number))
            for multiple in stride(from: number * number, to: bound, by: number) { isComposite[multiple] = true }
        }
        return primes
    }

    /// Calls for each prime with the number's remainder; ends early when the answer is no.
    static func remainders(of number: BigNumber, _ goesOn: (_ prime: UInt64, _ remainder: UInt64) -> Bool) {
        for word in words {
            let remainder = number.remainder(dividingBy: word.product)
            for prime in word.primes {
                guard goesOn(prime, remainder % prime) else { return }
            }
        }
    }
}
