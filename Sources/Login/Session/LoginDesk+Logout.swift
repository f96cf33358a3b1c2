public import Foundation
import OpenSSL
import PKI

/// A site's request to log somebody out, free of the protocol it came in. It was signed.
public struct LogoutQuestion: Sendable {
    public let site: RelyingParty.ID
    public let requestID: String
    /// The site's names for the sessions meant; none means all of the person's.
    public let indexes: [String]
    public let name: String
    /// Whether the request means a session of this name and index.
    public let concerns: @Sendable (SessionName, _ index: String) -> Bool

    public init(
        site: RelyingParty.ID, requestID: String, indexes: [String], name: String,
        concerns: @escaping @Sendable (SessionName, _ index: String) -> Bool
    ) {
        self.site = site
        self.requestID = requestID
        self.indexes = indexes
        self.name = name
        self.concerns = concerns
    }
}

/// What came of a request to log out.
public enum LogoutStart: Equatable, Sendable {
    /// No session is known that it could mean.
    case unknown
    /// The session is over already.
    case over
    /// The same request was carried out before.
    case replayed
    /// The sessions are over here; these sites have to be told.
    case begun([SessionID], [LogoutRun.Stop])
}

/// What the page says to somebody who looks after his session.
public struct SessionView: Equatable, Sendable {
    /// `nil` when the card can no longer be judged.
    public let holder: String?
    /// `nil` when it no longer serves.
    public let since: Date?
    public let sites: [RelyingParty.ID]
}

extension LoginDesk {
    /// Ends the sessions that a site's request means (SAML profiles §4.4).
    public func logOut(_ question: LogoutQuestion) async throws(LedgerError) -> LogoutStart {
        guard let sessions else { return .unknown }
        let now = clock.now()
        if try await ledger.isAnswered(site: question.site, requestID: question.requestID) { return .replayed }
        let found: [(stored: StoredSite, key: [UInt8])]
        if question.indexes.isEmpty {
            let mark = pairwise.sessionMark(question.site, question.name)
            found = opened(try await sessions.store.sites(name: mark, at: now)) { site in
                (site.nameKey, SessionMarks.nameBinding(question.site, question.name))
            }
        } else {
            let bindings = Dictionary(
                question.indexes.map { (SessionMarks.index($0), SessionMarks.indexBinding($0)) },
                uniquingKeysWith: { first, _ in first })
            found = opened(try await sessions.store.sites(marks: Array(bindings.keys), at: now)) { site in
                (site.indexKey, bindings[site.mark] ?? [])
            }
        }
        let meant = found.filter { question.means(read([$0.stored], with: $0.key).first) }
        guard !meant.isEmpty else { return .unknown }
        let live = meant.filter { !$0.stored.isOver }
        guard !live.isEmpty else { return .over }
        return try await end(
            Dictionary(live.map { ($0.stored.session, $0.key) }, uniquingKeysWith: { first, _ in first }),
            SessionEnd(cause: .site, time: now, site: question.site, requestID: question.requestID),
            besides: question.site)
    }

    private func opened(
        _ stored: [StoredSite], _ lock: (StoredSite) -> (String, [UInt8])
    ) -> [(stored: StoredSite, key: [UInt8])] {
        stored.compactMap { site in
            let (text, binding) = lock(site)
            return (try? sealing.open(text, as: .session, boundTo: binding)).map { (site, $0) }
        }
    }

    /// The holder ends his session here.
    public func logOut(_ ticket: SessionTicket?) async throws(LedgerError) -> LogoutStart {
        guard let open = try await openSession(ticket) else { return .unknown }
        return try await end([open.id: open.key], SessionEnd(cause: .holder, time: clock.now()))
    }

    private func end(
        _ meant: [SessionID: [UInt8]], _ end: SessionEnd, besides asking: RelyingParty.ID? = nil
    ) async throws(LedgerError) -> LogoutStart {
        guard let sessions else { return .unknown }
        var sites: [SessionSite] = []
        for (session, key) in meant { sites += read(try await sessions.store.sites(of: session), with: key) }
        do {
            try await sessions.store.end(Array(meant.keys), end)
        } catch .alreadySpent {
            return .replayed
        }
        // Who asks has ended its own sessions, under whichever index it knows them.
        let told = sites.filter { $0.site != asking }.sorted { $0.at < $1.at }
        var stops: [LogoutRun.Stop] = []
        for site in told where !stops.contains(where: { $0.site == site.site && $0.name == site.name }) {
            let indexes = told.filter { $0.site == site.site && $0.name == site.name }.map(\.index)
            stops.append(LogoutRun.Stop(site: site.site, name: site.name, indexes: indexes))
        }
        return .begun(Array(meant.keys), stops)
    }

    /// What the holder is shown of his session; `nil` where this browser has none.
    public func session(_ ticket: SessionTicket?) async throws(LedgerError) -> SessionView? {
        guard let open = try await openSession(ticket) else { return nil }
        var holder: String?
        if let card = open.card, case .proven(let proven) = await judge.judge(PresentedCard(card)) {
            holder = proven.holder.displayName
        }
        var sites: [RelyingParty.ID] = []
        for site in try await self.sites(of: open) where !sites.contains(site.site) { sites.append(site.site) }
        return SessionView(holder: holder, since: open.card?.at, sites: sites)
    }
}

extension LogoutQuestion {
    /// Both the site and the name have to be those of the session: an index alone ends nothing.
    fileprivate func means(_ site: SessionSite?) -> Bool {
        guard let site else { return false }
        return site.site == self.site && concerns(site.name, site.index)
    }
}

/// A logout on its way from site to site.
extension LoginDesk {
    /// - Returns: the ticket by which the browser goes on.
    public func begin(_ run: LogoutRun) async throws(LedgerError) -> SessionTicket {
        let ticket = SessionTicket(randomness: randomness)
        guard let sessions else { throw .unavailable("no sessions are kept") }
        try await sessions.store.keep(try stored(run, ticket, step: 0))
        return ticket
    }

    public func run(_ ticket: SessionTicket?) async throws(LedgerError) -> LogoutRun? {
        guard let sessions, let ticket,
            let stored = try await sessions.store.logout(ticket: ticket.mark, at: clock.now()),
            let contents = try? sealing.open(stored.body, as: .logout, boundTo: ticket.bytes)
        else { return nil }
        return LogoutRun(contents: contents, step: stored.step)
    }

    /// Writes the next step of a run.
    ///
    /// - Throws: `alreadySpent` where another request made it first.
    public func advance(_ run: inout LogoutRun, _ ticket: SessionTicket) async throws(LedgerError) {
        guard let sessions else { throw .unavailable("no sessions are kept") }
        try await sessions.store.advance(try stored(run, ticket, step: run.step + 1))
        run.step += 1
    }

    /// Records how the sites answered.
    public func report(_ run: LogoutRun) async throws(LedgerError) {
        guard let sessions, !run.stops.isEmpty else { return }
        try await sessions.store.report(
            LogoutReport(
                time: clock.now(), sessions: run.sessions, confirmed: run.confirmed, unconfirmed: run.unconfirmed))
    }

    private func stored(_ run: LogoutRun, _ ticket: SessionTicket, step: Int) throws(LedgerError) -> StoredLogout {
        do {
            return StoredLogout(
                ticket: ticket.mark, body: try sealing.seal(run.contents, as: .logout, boundTo: ticket.bytes),
                step: step, ends: clock.now().addingTimeInterval(LogoutRun.lifetime))
        } catch {
            throw .unavailable("a logout of \(run.stops.count) sites cannot be sealed")
        }
    }

    /// What a site said, for the browser to carry to where its cookie is: a form from elsewhere comes without it (B1).
    public func seal(_ reply: LogoutReply) throws(SealError) -> String {
        var writer = ByteWriter()
        writer.write(text: reply.site.value)
        writer.write(text: reply.requestID)
        writer.write(reply.isOver ? 1 : 0 as UInt8)
        writer.write(date: clock.now())
        return try sealing.seal(writer.bytes, as: .logout, cookie: nil)
    }

    public func reply(_ text: String) -> LogoutReply? {
        guard text.utf8.count <= 4096, let contents = try? sealing.open(text, as: .logout, cookie: nil) else {
            return nil
        }
        var reader = ByteReader(contents)
        guard let site = reader.text(), let id = reader.text(), let isOver = reader.byte(), let at = reader.date(),
            reader.isAtEnd, abs(clock.now().timeIntervalSince(at)) <= LogoutRun.lifetime
        else { return nil }
        return LogoutReply(site: RelyingParty.ID(site), requestID: id, isOver: isOver == 1)
    }
}
