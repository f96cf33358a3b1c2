import DemoPKI
import Foundation
import Login
import OpenSSL
import Records
import Synchronization
import Testing

/// A store whose rows somebody reads, keeps and changes.
final class OpenStore: SessionStore {
    private struct State {
        var sessions: [StoredSession] = []
        var shown: StoredSession?
    }

    private let store: SQLiteLedger
    private let state = Mutex(State())

    init(_ store: SQLiteLedger) { self.store = store }

    /// What was read, in order.
    var sessions: [StoredSession] { state.withLock { $0.sessions } }

    /// Answers every question for a session with this row.
    func show(_ session: StoredSession?) { state.withLock { $0.shown = session } }

    func session(ticket: [UInt8], at now: Date) async throws(LedgerError) -> StoredSession? {
        if let shown = state.withLock({ $0.shown }) { return shown }
        let found = try await store.session(ticket: ticket, at: now)
        if let found { state.withLock { $0.sessions.append(found) } }
        return found
    }

    func sites(of session: SessionID) async throws(LedgerError) -> [StoredSite] { try await store.sites(of: session) }

    func sites(marks: [[UInt8]], at now: Date) async throws(LedgerError) -> [StoredSite] {
        try await store.sites(marks: marks, at: now)
    }

    func sites(name: [UInt8], at now: Date) async throws(LedgerError) -> [StoredSite] {
        try await store.sites(name: name, at: now)
    }

    func end(_ sessions: [SessionID], _ end: SessionEnd) async throws(LedgerError) {
        try await store.end(sessions, end)
    }

    func report(_ report: LogoutReport) async throws(LedgerError) { try await store.report(report) }
    func keep(_ logout: StoredLogout) async throws(LedgerError) { try await store.keep(logout) }
    func advance(_ logout: StoredLogout) async throws(LedgerError) { try await store.advance(logout) }

    func logout(ticket: [UInt8], at now: Date) async throws(LedgerError) -> StoredLogout? {
        try await store.logout(ticket: ticket, at: now)
    }
}

/// Whoever has the store has no session.
@Suite struct `A stolen row of a session` {
    @Test func `is useless without the browser's ticket, and so is one that was put together`() async throws {
        let world = try World(session: .quarter)
        let card = try world.issuer.card().certificate
        var (mine, thief) = (Browser(world), Browser(world))
        try await mine.logIn(card, "_1", at: .taxes)
        try await thief.logIn(world.issuer.card(for: .besnik).certificate, "_2", at: .taxes)
        let store = OpenStore(world.ledger.store)
        let desk = try world.desk(sessions: Sessions(rules: .quarter, store: store))
        #expect(try await desk.session(mine.ticket)?.holder != nil)
        #expect(try await desk.session(thief.ticket)?.holder != nil)
        let (row, own) = (try #require(store.sessions.first), try #require(store.sessions.last))
        // The victim's row for the thief's ticket, then the victim's card in the thief's own row.
        store.show(row)
        #expect(try await desk.session(thief.ticket) == nil)
        store.show(
            StoredSession(
                id: own.id, ticket: own.ticket, key: own.key, card: row.card, serves: row.serves, ends: row.ends))
        let view = try #require(try await desk.session(thief.ticket))
        #expect(view.holder == nil && view.since == nil)
        // Nobody is named in what is kept.
        let sites = try await world.ledger.store.sites(of: row.id)
        for text in [row.key, row.card ?? ""] + sites.flatMap({ [$0.body, $0.indexKey, $0.nameKey] }) {
            let bytes = try #require(Base64.decodeURL(text))
            #expect(!bytes.isEmpty && !String(decoding: bytes, as: UTF8.self).contains("Arta"))
            #expect(!String(decoding: bytes, as: UTF8.self).contains("taxes"))
        }
    }
}
