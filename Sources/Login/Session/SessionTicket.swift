public import OpenSSL

/// The secret by which a browser holds a session: 256 random bits, drawn anew at each login, so that nobody can know
/// it beforehand (session fixation). The store has only a hash of it, and texts that do not open without it.
public struct SessionTicket: Hashable, Sendable {
    let bytes: [UInt8]

    public init(randomness: Randomness) { bytes = randomness(32) }

    /// - Returns: `nil` unless it is the base64url of 32 bytes.
    public init?(_ text: String) {
        guard text.utf8.count == 43, let bytes = Base64.decodeURL(text), bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    public var text: String { Base64.encodeURL(bytes) }

    /// What the store knows it by: nothing can be reckoned back from it.
    var mark: [UInt8] { HMAC.sha256(key: bytes, Array("porta session 1".utf8)) }
}

/// What the one cookie holds (R35): the secret that attempts are bound to, which stays, and behind a dot the ticket of a
/// session, which comes and goes. Logins in other tabs go on when a session begins.
public struct BrowserSecrets: Equatable, Sendable {
    public let browser: BrowserCookie
    public let ticket: SessionTicket?

    public init(browser: BrowserCookie, ticket: SessionTicket?) {
        self.browser = browser
        self.ticket = ticket
    }

    /// A ticket that is none counts as absent: the browser is known all the same.
    ///
    /// - Returns: `nil` where no browser's secret stands in front.
    public init?(_ text: String) {
        let dot = text.utf8.firstIndex(of: UInt8(ascii: "."))
        guard let browser = BrowserCookie(String(text[..<(dot ?? text.endIndex)])) else { return nil }
        self.init(browser: browser, ticket: dot.flatMap { SessionTicket(String(text[text.utf8.index(after: $0)...])) })
    }

    public var text: String { browser.text + (ticket.map { "." + $0.text } ?? "") }
}
