/// A path to an anchor got further than one that ends before; of whole ones, that which left the fewest unproven.
struct RankedFailure {
    let failure: PathFailure
    let isComplete: Bool
    /// Certificates left unproven in a complete path; certificates found, counted negatively, in another.
    let reach: Int

    var rank: (Int, Int, Int) { (isComplete ? 0 : 1, reach, Self.weight(failure.fault.reason)) }

    private static func weight(_ reason: ValidationReason) -> Int {
        switch reason {
        case .revoked: 0
        case .expired: 1
        case .noPath: 4
        case .untrusted: 3
        default: 2
        }
    }
}
