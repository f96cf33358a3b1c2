import Fetch
package import Foundation
import OpenSSL

/// One list read, verified and put into an index as in service, without a judge around it: for measuring, and for tests
/// that look at lists alone.
package struct ListTrial: Sendable {
    private let issuer: CardIssuer
    private let shelf: ListShelf
    private let clock: WallClock

    package init(_ issuer: CardIssuer, on shelf: ListShelf, at now: Date) {
        (self.issuer, self.shelf, clock) = (issuer, shelf, .fixed(now))
    }

    package enum Outcome: Sendable {
        case list(Loaded)
        case unchanged
        case refused(String)
    }

    /// A list in service.
    package struct Loaded: Sendable {
        let held: HeldList

        package func finding(of serial: [UInt8]) -> RevokedSerials.Finding { held.list.full.finding(of: serial) }

        /// How many entries the list has.
        package var count: Int { held.list.full.count }
        /// How many serial numbers are known, with those of earlier lists.
        package var known: Int { held.list.full.serials.count }
        /// Bytes of the mapped file; none for a list in memory.
        package var mappedBytes: Int {
            if case .many(let index) = held.list.full.serials { index.file.count } else { 0 }
        }
    }

    /// Reads a list that lies in a file.
    package func load(_ path: String, after older: Loaded? = nil) async -> Outcome {
        let url = "file://\(path)"
        let source = ListSource(
            url: url, isDelta: false, issuer: issuer, fetcher: .offline, clock: clock, shelf: shelf, isAwaited: false)
        switch await source.fetch(after: older?.held, older?.held.mark, within: .seconds(600)) {
        case .list(let held, let file):
            if let file, let place = shelf.place(url, "list") { try? file.replace(place) }
            return .list(Loaded(held: held))
        case .unchanged: return .unchanged
        case .nothing(_, let detail): return .refused(detail)
        }
    }

    /// Takes back what was kept of a list that lay in a file.
    package func restore(_ path: String) -> Outcome {
        guard let place = shelf.place("file://\(path)", "list") else { return .refused("nothing is kept") }
        do {
            return .list(Loaded(held: HeldList(try ListFile(at: place, shelf))))
        } catch {
            return .refused("\(error)")
        }
    }
}
