import OpenSSL

/// What is wrong with an RSA modulus that has enough bits (threats: R14, C5).
enum RSAWeakness: Equatable {
    case smallFactor(UInt64)
    /// CVE-2017-15361.
    case roca
    /// Fermat's method finds the factors.
    case closePrimes

    var description: String {
        switch self {
        case .smallFactor(let prime): "an RSA modulus with the factor \(prime)"
        case .roca: "an RSA key of the kind that CVE-2017-15361 (ROCA) breaks"
        case .closePrimes: "an RSA modulus of two primes that lie close together"
        }
    }

    /// R14: as many as boulder tries (Böck, "Fermat Factorization in the Wild", 2023: a few rounds find every one met).
    static let fermatRounds = 100

    /// The first weakness that is found.
    init?(of modulus: [UInt8]) {
        let number = BigNumber(modulus)
        var fingerprint = ROCAFingerprint()
        var factor: UInt64?
        SmallPrimes.remainders(of: number) { prime, remainder in
            if remainder == 0 { factor = prime }
            fingerprint.look(at: remainder, of: prime)
            return factor == nil
        }
        if let factor {
            self = .smallFactor(factor)
        } else if fingerprint.fits {
            self = .roca
        } else if FermatSearch(number).findsFactors(within: Self.fermatRounds) {
            self = .closePrimes
        } else {
            return nil
        }
    }
}
