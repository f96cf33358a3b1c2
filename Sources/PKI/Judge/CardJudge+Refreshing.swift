extension CardJudge {
    /// Keeps every issuer's lists fresh, each as often as its `refresh` says, and the good answers about cards seen
    /// lately. Ends only by cancellation.
    public func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for bench in benches {
                group.addTask {
                    let stopwatch = bench.revocation.stopwatch
                    // The time that a list takes to come and to be read is not added to the wait (threats: R22).
                    var next = stopwatch.elapsed()
                    while true {
                        await bench.revocation.refreshLists()
                        next = max(next + bench.issuer.revocation.refresh, stopwatch.elapsed())
                        try await stopwatch.sleep(next - stopwatch.elapsed())
                    }
                }
                guard bench.issuer.revocation.ocsp.keepFresh > 0 else { continue }
                group.addTask {
                    while true {
                        try await bench.revocation.stopwatch.sleep(bench.revocation.renewalPeriod)
                        await bench.revocation.renewGoods()
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// Asks all sources now: lists are fetched, and remembered good answers are asked for again when next needed.
    ///
    /// - Parameter issuer: only this one's, by name; nil for all.
    public func poll(issuer name: String? = nil) async {
        for bench in benches where name == nil || bench.issuer.name == name {
            await bench.revocation.poll()
        }
    }

    /// Forgets everything learned about revocation and about cards.
    public func forget() async {
        forgetCards()
        for bench in benches { await bench.revocation.forget() }
    }
}
