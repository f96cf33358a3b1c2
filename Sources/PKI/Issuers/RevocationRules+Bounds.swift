/// A rule that makes no sense: its key as operators write it, what is wrong, and what to write instead.
public struct RuleDefect: Sendable, Equatable {
    public let key: String
    public let what: String
    public let mend: String
}

extension RevocationRules {
    /// What nobody means: lengths of time so long that a revocation would never take effect, or so short that every
    /// login would fail.
    public var defects: [RuleDefect] {
        [
            bound("refresh", refresh, .seconds(1)...day, "1s to 24h"),
            bound("max-age", maxAge, .seconds(60)...day * 400, "1m to 400d"),
            bound("max-age-without-next-update", maxAgeWithoutNextUpdate, .seconds(10)...day, "10s to 24h"),
            grace == .zero ? nil : bound("grace", grace, .seconds(1)...day, "1s to 24h"),
            bound("deadline", deadline, .seconds(1)...(.seconds(30)), "1s to 30s"),
            bound("ocsp.breaker-pause", ocsp.breakerPause, .seconds(1)...(.seconds(600)), "1s to 10m"),
            bound("ocsp.keep-fresh-for", ocsp.keepFreshFor, .seconds(10)...day, "10s to 24h"),
        ].compactMap { $0 }
    }

    private var day: Duration { .seconds(86_400) }

    private func bound(
        _ key: String, _ value: Duration, _ range: ClosedRange<Duration>, _ words: String
    ) -> RuleDefect? {
        guard !range.contains(value) else { return nil }
        let what = value < range.lowerBound ? "is shorter than makes sense" : "is longer than makes sense"
        return RuleDefect(key: key, what: what, mend: "write \(words)")
    }
}
