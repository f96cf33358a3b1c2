public import Foundation
import OpenSSL

/// A session of this browser, opened with its ticket.
struct OpenSession {
    let id: SessionID
    /// Opens its sites.
    let key: [UInt8]
    let person: [UInt8]
    let ticket: SessionTicket
    /// `nil` when it no longer serves.
    let card: SessionCard?
    let serves: Date
    let ends: Date
}

/// What an assertion will do to the sessions, once the site's name for the person is known.
struct SessionPlan: Sendable {
    enum Act: Sendable { case begin, renew, use }

    let act: Act
    let id: SessionID
    let key: [UInt8]
    let person: [UInt8]
    /// The browser's from now on; another one than before unless the session is only used.
    let ticket: SessionTicket
    let card: SessionCard?
    let index: String
    let serves: Date
    let ends: Date
    let replaced: SessionID?
    let shown: [UInt8]
}

/// What a page says about staying signed in.
public enum SessionNotice: Equatable, Sendable {
    /// With this login a session begins, which serves until then.
    case begins(until: Date)
    /// The card was used then, and not now.
    case used(since: Date)

    /// As sealed with what was shown.
    var mark: UInt8 {
        switch self {
        case .begins: 1
        case .used: 2
        }
    }
}

/// A session that could answer in place of the card.
public struct SessionOffer: Equatable, Sendable {
    public let holder: String
    public let since: Date
    public let until: Date
}
