import Foundation
import PKI
import Synchronization

/// Loads a list as the gateway does, twice: first with nothing at hand, then while the first serves look-ups.
struct LoadTrial {
    let folder: String

    init(_ folder: String) { self.folder = folder }

    func run() async throws {
        let issuer = try BenchList.issuer(folder)
        let kept = "\(folder)/kept"
        defer { try? FileManager.default.removeItem(atPath: kept) }
        let shelf = try ListShelf(folder: kept, issuer: "bench")
        let trial = ListTrial(issuer, on: shelf, at: BenchList.now + 60)
        let before = ProcessUse.anonymous
        let first = try await load("first", trial, nil, before)
        let count = first.count
        say("mapped file, bytes an entry", format(Double(first.mappedBytes) / Double(count)))
        say(
            "anonymous memory kept, bytes an entry",
            format(Double(ProcessUse.anonymous - before) * 1_024 / Double(count)))
        lookUp(first, count)
        try await swap(trial, first, before)
        try restart(trial)
    }

    private func load(
        _ name: String, _ trial: ListTrial, _ older: ListTrial.Loaded?, _ before: Int
    ) async throws -> ListTrial.Loaded {
        let watch = MemoryWatch()
        let (began, cpu) = (ContinuousClock.now, ProcessUse.cpu)
        let outcome = await trial.load("\(folder)/list.crl", after: older)
        let took = ContinuousClock.now - began
        let peak = watch.end() - before
        guard case .list(let list) = outcome else { throw Unusable(detail: "\(outcome)") }
        say("\(name) load, \(list.count) entries", "\(milliseconds(took)), CPU \(milliseconds(ProcessUse.cpu - cpu))")
        say("\(name) load, peak of anonymous memory", "\(peak / 1_024) MB above \(before / 1_024) MB")
        return list
    }

    private func lookUp(_ list: ListTrial.Loaded, _ count: Int) {
        var (found, took) = (0, Duration.zero)
        for block in 0..<1_000 {
            // Every other one is not on the list.
            let serials = (block * 1_000..<block * 1_000 + 1_000).map { index in
                BenchList.serial(index % 2 == 0 ? index &* 7_919 % count : count + index)
            }
            let began = ContinuousClock.now
            for serial in serials where list.finding(of: serial) != .absent { found += 1 }
            took += ContinuousClock.now - began
        }
        say(
            "one look-up, of a million",
            "\((took / 1_000_000).components.attoseconds / 1_000_000_000) ns, \(found) found")
    }

    /// One thread looks up without pause while others load and swap.
    private func swap(_ trial: ListTrial, _ first: ListTrial.Loaded, _ before: Int) async throws {
        let rest = Lookout(first)
        try await Task.sleep(for: .seconds(3))
        // What the machine does to a thread by itself.
        say("longest look-up while nothing else is done, 3 s", microseconds(try seen(by: rest).longest))
        let lookout = Lookout(first)
        for name in ["second", "third"] {
            try FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: "\(folder)/list.crl")
            let next = try await load(name, trial, lookout.serving.withLock { $0 }, before)
            lookout.isSwapping.store(true, ordering: .sequentiallyConsistent)
            try await give(next, lookout)
            lookout.isSwapping.store(false, ordering: .sequentiallyConsistent)
        }
        let seen = try seen(by: lookout)
        say("longest look-up during these, of \(seen.count)", microseconds(seen.longest))
        say("  longer than 1 ms", "\(seen.long)")
        say("  longest, without what other threads had the core for", microseconds(seen.longestCPU))
        say("  longest while lists change places and the old one goes", microseconds(seen.longestSwap))
    }

    /// As in the gateway, the old index is unmapped where nobody waits for it.
    private func give(_ next: ListTrial.Loaded, _ lookout: Lookout) async throws {
        let old = lookout.serving.withLock { serving in
            defer { serving = next }
            return serving
        }
        try await Task.sleep(for: .milliseconds(20))
        withExtendedLifetime(old) {}
    }

    private func seen(by lookout: Lookout) throws -> Lookout.Seen {
        let seen = lookout.end()
        guard seen.missed == 0 else { throw Unusable(detail: "\(seen.missed) serials were not found") }
        return seen
    }

    private func microseconds(_ duration: Duration) -> String {
        "\(duration.components.attoseconds / 1_000_000_000_000) µs"
    }

    private func restart(_ trial: ListTrial) throws {
        let began = ContinuousClock.now
        guard case .list(let list) = trial.restore("\(folder)/list.crl") else { throw Unusable(detail: "not kept") }
        say("back after a restart, \(list.count) entries", milliseconds(ContinuousClock.now - began))
    }

    private func format(_ number: Double) -> String { String(format: "%.1f", number) }
}

/// Looks up without pause what is listed.
private final class Lookout: Sendable {
    struct Seen: Sendable {
        var count = 0
        var missed = 0
        var long = 0
        var longest = Duration.zero
        var longestCPU = Duration.zero
        var longestSwap = Duration.zero
    }

    let serving: Mutex<ListTrial.Loaded>
    /// Set from before a list changes until the old one is gone.
    let isSwapping = Atomic<Bool>(false)
    private let isOver = Atomic<Bool>(false)
    private let result = Mutex<Seen?>(nil)

    init(_ list: ListTrial.Loaded) {
        serving = Mutex(list)
        Thread { [self] in run() }.start()
    }

    private func run() {
        var (seen, index) = (Seen(), 0)
        while !isOver.load(ordering: .acquiring) {
            let serial = BenchList.serial(index)
            let wasSwapping = isSwapping.load(ordering: .sequentiallyConsistent)
            let (began, cpu) = (ContinuousClock.now, ProcessUse.threadCPU)
            let list = serving.withLock { $0 }
            let finding = list.finding(of: serial)
            let (took, tookCPU) = (ContinuousClock.now - began, ProcessUse.threadCPU - cpu)
            seen.count += 1
            if finding == .absent { seen.missed += 1 }
            if took > .milliseconds(1) { seen.long += 1 }
            seen.longest = max(seen.longest, took)
            seen.longestCPU = max(seen.longestCPU, tookCPU)
            if wasSwapping || isSwapping.load(ordering: .sequentiallyConsistent) {
                seen.longestSwap = max(seen.longestSwap, took)
            }
            index = (index + 7_919) % list.count
        }
        result.withLock { $0 = seen }
    }

    func end() -> Seen {
        isOver.store(true, ordering: .releasing)
        while true {
            if let seen = result.withLock({ $0 }) { return seen }
            usleep(1_000)
        }
    }
}

struct Unusable: Error { let detail: String }
