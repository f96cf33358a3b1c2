public import Foundation

/// The page before the card: who asks for what, and how it is done.
///
/// With a cause it is the page of `handshake-failed`: the same page, which says first what went wrong.
public struct StartPage: Page {
    public var site: PageSite
    /// The sealed attempt.
    public var attempt: String
    /// Codes of the items the site requires, and of those it would like.
    public var required: [String]
    public var optional: [String]
    /// `closed`, `timed-out`, `no-pss`, `inspected` or `unclear`, where the attempt's last handshake died.
    public var cause: String?
    public var caseNumber: String?
    /// Failures in this attempt so far; from the second on the page warns of the PIN's counter.
    public var failures: Int
    /// Whether a revocation source is known not to answer at the moment.
    public var disturbed: Bool
    /// Whether the older way (TLS 1.2) is offered.
    public var olderWay: Bool
    /// A session that could answer in place of the card.
    public var session: PageSession?

    public init(
        site: PageSite, attempt: String, required: [String], optional: [String] = [], cause: String? = nil,
        caseNumber: String? = nil, failures: Int = 0, disturbed: Bool = false, olderWay: Bool = false,
        session: PageSession? = nil
    ) {
        self.site = site
        self.attempt = attempt
        self.required = required
        self.optional = optional
        self.cause = cause
        self.caseNumber = caseNumber
        self.failures = failures
        self.disturbed = disturbed
        self.olderWay = olderWay
        self.session = session
    }

    var address: String? { "/start?a=\(attempt)" }

    var shape: PageShape {
        var shape = PageShape("start")
        shape.flags = site.flags
        shape.lists = ["required": required, "optional": optional]
        if let cause {
            shape.topic = cause
            shape.weather = "refused"
            shape.flags.insert("failed")
            if caseNumber != nil { shape.flags.insert("hasCase") }
            if failures > 1 { shape.flags.insert("often") }
        }
        if disturbed { shape.flags.insert("disturbed") }
        if olderWay { shape.flags.insert("olderWay") }
        if session != nil, cause == nil { shape.flags.insert("session") }
        return shape
    }

    static func context(of shape: PageShape, texts: PageTexts, house: PageHouse) -> [String: Any] {
        var context = texts.lists(shape, withValues: false)
        context["links"] = texts.links([.pin, .lostCard, .readers])
        guard shape.flags.contains("failed") else { return context }
        context["reason"] = texts.reasons["handshake-failed"]
        context["reasonCode"] = "handshake-failed"
        context["cause"] = shape.topic
        context["causeText"] = texts.causes[shape.topic] ?? texts.causes["unclear"]
        return context
    }

    func values(_ calendar: PageCalendar) -> [String: String] {
        var values = site.values
        values["attempt"] = attempt
        values["case"] = caseNumber
        values["holder"] = session?.holder
        values["since"] = session.map { calendar.time($0.since) }
        return values
    }
}

/// Who is still signed in, and since when.
public struct PageSession: Hashable, Sendable {
    public var holder: String
    public var since: Date

    public init(holder: String, since: Date) {
        self.holder = holder
        self.since = since
    }
}
