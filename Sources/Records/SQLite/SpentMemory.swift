import Foundation
import GRDB
import Login
import Synchronization

/// What may be spent, as hashes in memory: what is not here is certainly new, and most logins ask only that. What is
/// here is looked up in the store, so that two texts of one hash harm nobody.
///
/// One process writes a store, and it was filled from the store when that was opened; so nothing spent can be missing.
final class SpentMemory: Sendable {
    private struct State {
        var young: Set<Int> = []
        var old: Set<Int> = []
        var since: Date
    }

    private let state: Mutex<State>

    init(_ database: any DatabaseReader, at now: Date) throws(RecordsError) {
        var young: Set<Int> = []
        do {
            try database.read { database in
                let requests = try Row.fetchCursor(database, sql: "SELECT site, request FROM spent_request")
                while let row = try requests.next() { young.insert(Self.request(row["site"], row["request"])) }
                let cards = try Row.fetchCursor(database, sql: "SELECT tag, card_use FROM spent_card")
                while let row = try cards.next() { young.insert(Self.card(row["tag"], row["card_use"])) }
            }
        } catch {
            throw .unreadable(path: "the store", "\(error)")
        }
        state = Mutex(State(young: young, since: now))
    }

    /// Before it is written: between this and the commit the store is asked in vain, which harms nobody.
    func add(_ spent: LoginAttempt.Spent, at now: Date) {
        let hashes = [
            Self.request(spent.site.value, spent.requestID), Self.card(Data(spent.tag.bytes), Int(spent.cardUse)),
        ]
        state.withLock { state in
            // Spent rows live for one such time: two generations cover it.
            if abs(now.timeIntervalSince(state.since)) > Spending.lifetime {
                state.old = state.young
                state.young = []
                state.since = now
            }
            state.young.formUnion(hashes)
        }
    }

    /// A site's request that is no login: to log out.
    func add(site: RelyingParty.ID, requestID: String) {
        let hash = Self.request(site.value, requestID)
        state.withLock { _ = $0.young.insert(hash) }
    }

    func mayHold(site: RelyingParty.ID, requestID: String) -> Bool { holds(Self.request(site.value, requestID)) }

    func mayHold(tag: LoginAttempt.Tag, cardUse: UInt16) -> Bool { holds(Self.card(Data(tag.bytes), Int(cardUse))) }

    private func holds(_ hash: Int) -> Bool { state.withLock { $0.young.contains(hash) || $0.old.contains(hash) } }

    /// Seeded anew in each process: nobody outside can aim at a collision.
    private static func request(_ site: String, _ request: String) -> Int {
        var hasher = Hasher()
        hasher.combine(0)
        hasher.combine(Array(site.utf8))
        hasher.combine(Array(request.utf8))
        return hasher.finalize()
    }

    private static func card(_ tag: Data, _ cardUse: Int) -> Int {
        var hasher = Hasher()
        hasher.combine(1)
        hasher.combine(Array(tag))
        hasher.combine(cardUse)
        return hasher.finalize()
    }
}
