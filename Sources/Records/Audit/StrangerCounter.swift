import Foundation
import PKI
import Synchronization

/// How often an unknown issuer was seen since the last writing.
struct StrangerCount: Sendable {
    let issuer: UnknownIssuer
    var count: Int
    let first: Date
    var last: Date
}

/// Counts in memory whose certificates strangers show: cheap enough for a flood, and of bounded size.
final class StrangerCounter: Sendable {
    private struct Key: Hashable {
        let name: String
        let keyIdentifier: String
    }

    private let counts = Mutex<[Key: StrangerCount]>([:])

    /// Between two writings, which are seconds apart. Who floods it with made-up names keeps others out for as long.
    private static let mostKeys = 64

    func add(_ issuer: UnknownIssuer, at time: Date) {
        add(StrangerCount(issuer: issuer, count: 1, first: time, last: time))
    }

    private func add(_ new: StrangerCount) {
        let key = Key(name: new.issuer.name, keyIdentifier: new.issuer.keyIdentifier)
        counts.withLock { counts in
            guard var known = counts[key] else {
                if counts.count < Self.mostKeys { counts[key] = new }
                return
            }
            known.count = known.count.addingReportingOverflow(new.count).partialValue
            known.last = max(known.last, new.last)
            counts[key] = known
        }
    }

    func take() -> [StrangerCount] {
        counts.withLock { counts in
            defer { counts = [:] }
            return Array(counts.values)
        }
    }

    func putBack(_ counts: [StrangerCount]) {
        for count in counts { add(count) }
    }
}
