import Dispatch

/// The work that one case may cost, so that no input can take longer than 2 s (threats: R16, CVE-2018-16875).
final class PathBudget {
    /// Signatures verified: a mesh of 20 authorities that all vouch for each other has 400.
    private var signatures: Int
    /// Places visited on the way to an anchor.
    private var visits: Int
    /// Bytes of certificates decoded: each becomes many times its size.
    private var bytes: Int
    /// Names held against constraints: what Go's crypto/x509 allows.
    private var comparisons: Int
    private let clock: @Sendable () -> Duration
    private let deadline: Duration
    private(set) var isSpent = false

    /// - Parameters:
    ///   - time: how long from now on, by a clock that no test has to wait for.
    init(
        signatures: Int = 2_000, visits: Int = 1_000_000, bytes: Int = 4_194_304, comparisons: Int = 250_000,
        time: Duration = .milliseconds(1_500),
        clock: @escaping @Sendable () -> Duration = PathBudget.monotonic
    ) {
        (self.signatures, self.visits, self.bytes) = (signatures, visits, bytes)
        (self.comparisons, self.clock) = (comparisons, clock)
        deadline = clock() + time
    }

    static let monotonic: @Sendable () -> Duration = {
        .nanoseconds(Int64(clamping: DispatchTime.now().uptimeNanoseconds))
    }

    func spendSignature() -> Bool { spend(&signatures) && isInTime() }

    func spendVisit() -> Bool { spend(&visits) && (visits & 0x3F != 0 || isInTime()) }

    func spendComparison() -> Bool { spend(&comparisons) && (comparisons & 0xFFF != 0 || isInTime()) }

    func spendReading(of count: Int) -> Bool { spend(&bytes, count) && isInTime() }

    private func spend(_ amount: inout Int, _ count: Int = 1) -> Bool {
        guard !isSpent, amount >= count else {
            isSpent = true
            return false
        }
        amount -= count
        return true
    }

    /// For work that is not counted here, such as reading long lists.
    func isInTime() -> Bool {
        if clock() > deadline { isSpent = true }
        return !isSpent
    }
}
