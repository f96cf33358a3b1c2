public import Foundation
import OpenSSL

/// Names a session in the store and in records; says nothing of anybody and opens nothing.
public struct SessionID: Hashable, Sendable {
    public let bytes: [UInt8]

    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    init(randomness: Randomness) { bytes = randomness(16) }

    /// As records call it.
    public var label: String { Hex.encode(bytes) }
}

/// A session as it is kept: without the browser's ticket nobody reads the card in it, or makes one up.
public struct StoredSession: Sendable {
    public let id: SessionID
    /// A hash of the ticket.
    public let ticket: [UInt8]
    /// The key of the sites, sealed to the ticket.
    public let key: String
    /// The card, sealed to the ticket; taken away when it no longer serves.
    public let card: String?
    public let serves: Date
    public let ends: Date

    public init(id: SessionID, ticket: [UInt8], key: String, card: String?, serves: Date, ends: Date) {
        self.id = id
        self.ticket = ticket
        self.key = key
        self.card = card
        self.serves = serves
        self.ends = ends
    }
}

/// A site of a session as it is kept. It opens with the session's key, which comes with the browser's ticket, or with
/// what the site itself was told: so a site can end the session without the browser.
public struct StoredSite: Sendable {
    public let session: SessionID
    /// A hash of the index that the site was told.
    public let mark: [UInt8]
    /// A keyed hash of site and name.
    public let name: [UInt8]
    /// The session's key, sealed to the index, and once more to the name.
    public let indexKey: String
    public let nameKey: String
    /// The site, sealed to the session's key.
    public let body: String
    public let ends: Date
    /// Whether the session is over.
    public let isOver: Bool

    public init(
        session: SessionID, mark: [UInt8], name: [UInt8], indexKey: String, nameKey: String, body: String, ends: Date,
        isOver: Bool = false
    ) {
        self.session = session
        self.mark = mark
        self.name = name
        self.indexKey = indexKey
        self.nameKey = nameKey
        self.body = body
        self.ends = ends
        self.isOver = isOver
    }
}

/// What a login does to the sessions, in the transaction that lets it in.
public struct SessionChange: Sendable {
    public enum Act: Sendable {
        case begin(StoredSession)
        /// The same person has used the card again: another ticket, the same sites.
        case renew(StoredSession)
        /// It must still serve at this moment.
        case use(SessionID)
    }

    public let act: Act
    /// A session of somebody else in this browser, which is over now.
    public let replaced: SessionID?
    public let site: StoredSite

    public init(act: Act, replaced: SessionID?, site: StoredSite) {
        self.act = act
        self.replaced = replaced
        self.site = site
    }

    public var session: SessionID {
        switch act {
        case .begin(let session), .renew(let session): session.id
        case .use(let id): id
        }
    }
}

/// The end of a session, as it is recorded.
public struct SessionEnd: Sendable {
    public enum Cause: String, CaseIterable, Sendable {
        /// The holder pressed the button here.
        case holder
        /// A site asked.
        case site
        /// Another person's card was used in the browser.
        case replaced
        /// The card was judged again and refused.
        case refused
    }

    public let cause: Cause
    public let time: Date
    /// The site that asked, and the name of its request.
    public let site: RelyingParty.ID?
    public let requestID: String?
    /// Why the card was refused, with what the judge found.
    public let reason: RefusalReason?
    public let judgement: JudgementRecord?

    public init(
        cause: Cause, time: Date, site: RelyingParty.ID? = nil, requestID: String? = nil,
        reason: RefusalReason? = nil, judgement: JudgementRecord? = nil
    ) {
        self.cause = cause
        self.time = time
        self.site = site
        self.requestID = requestID
        self.reason = reason
        self.judgement = judgement
    }
}

/// How a logout ended at the sites, as it is recorded.
public struct LogoutReport: Sendable {
    public let time: Date
    public let sessions: [SessionID]
    public let confirmed: [RelyingParty.ID]
    public let unconfirmed: [RelyingParty.ID]
}

/// A logout under way, as it is kept.
public struct StoredLogout: Sendable {
    /// A hash of the ticket.
    public let ticket: [UInt8]
    /// Sealed to the ticket.
    public let body: String
    public let step: Int
    public let ends: Date

    public init(ticket: [UInt8], body: String, step: Int, ends: Date) {
        self.ticket = ticket
        self.body = body
        self.step = step
        self.ends = ends
    }
}

/// Where sessions are kept. Every write is durable before it returns.
public protocol SessionStore: Sendable {
    /// Of a ticket's hash; `nil` if there is none, or it is over.
    func session(ticket: [UInt8], at now: Date) async throws(LedgerError) -> StoredSession?
    /// All sites of a session.
    func sites(of session: SessionID) async throws(LedgerError) -> [StoredSite]
    /// The sites with one of these hashes of an index, or with this hash of a name.
    func sites(marks: [[UInt8]], at now: Date) async throws(LedgerError) -> [StoredSite]
    func sites(name: [UInt8], at now: Date) async throws(LedgerError) -> [StoredSite]
    /// Ends those that are not over, with a record for each.
    ///
    /// - Throws: `alreadySpent` where the site's request was carried out before; then nothing is done.
    func end(_ sessions: [SessionID], _ end: SessionEnd) async throws(LedgerError)
    func report(_ report: LogoutReport) async throws(LedgerError)

    func keep(_ logout: StoredLogout) async throws(LedgerError)
    func logout(ticket: [UInt8], at now: Date) async throws(LedgerError) -> StoredLogout?
    /// Writes the next step.
    ///
    /// - Throws: `alreadySpent` where somebody else has made it.
    func advance(_ logout: StoredLogout) async throws(LedgerError)
}
