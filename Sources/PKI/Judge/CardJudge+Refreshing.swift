extension CardJudge {
    /// Keeps every issuer's lists fresh, each as often as its `refresh` says. Ends only by cancellation.
    public func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for bench in benches {
                group.addTask {
                    // The time that a list takes to come and to be read is not added to the wait (threats: R22).
                    var next = ContinuousClock.now
                    while true {
                        await bench.revocation.refreshLists()
                        next = max(next + bench.issuer.revocation.refresh, .now)
                        try await Task.sleep(until: next)
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
