extension CardJudge {
    /// Keeps every issuer's lists fresh, each as often as its `refresh` says, and the good answers about cards seen
    /// lately. Ends only by cancellation.
    public func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            // Ends not, even where no issuer has anything to be kept fresh.
            group.addTask { while true { try await Task.sleep(for: .seconds(3_600)) } }
            for bench in benches {
                group.addTask { await bench.revocation.restore() }
                for url in bench.revocation.listAddresses {
                    group.addTask { try await bench.revocation.keepFresh(url) }
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
        await withTaskGroup(of: Void.self) { group in
            for bench in benches where name == nil || bench.issuer.name == name {
                group.addTask { await bench.revocation.poll() }
            }
        }
    }

    /// As `poll`, but waits no longer than this: a list that drips goes on coming while others serve.
    public func poll(atMost deadline: Duration) async {
        let task = Task { await self.poll() }
        _ = await value(of: task, within: deadline, by: clock.stopwatch)
    }

    /// Forgets everything learned about revocation and about cards.
    public func forget() async {
        forgetCards()
        for bench in benches { await bench.revocation.forget() }
    }
}

extension IssuerRevocation {
    /// Polls one list, however slow others are, until it is cancelled.
    nonisolated fileprivate func keepFresh(_ url: String) async throws {
        // The time that a list takes to come and to be read is not added to the wait (threats: R22).
        var next = stopwatch.elapsed()
        while true {
            await refreshList(url)
            next = max(next + issuer.revocation.refresh, stopwatch.elapsed())
            try await stopwatch.sleep(next - stopwatch.elapsed())
        }
    }
}
