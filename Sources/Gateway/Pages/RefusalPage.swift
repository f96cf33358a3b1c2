public import Foundation

/// The page of one reason code: what happened, what the site got, what to do, and a way back.
public struct RefusalPage: Page {
    /// A reason code, like `revoked`. A code without texts is shown by those of `internal`.
    public var reason: String
    /// Unknown where no request could be trusted.
    public var site: PageSite?
    public var caseNumber: String
    /// The sealed attempt.
    public var attempt: String?
    /// Whether the attempt may be tried again; whether a button is shown depends on the reason too.
    public var mayRetry: Bool
    /// The sealed refusal for the way back to the site.
    public var refusal: String?
    /// The day a card expired or becomes valid.
    public var date: Date?
    /// How long to wait, as in Retry-After.
    public var retryAfter: Swift.Duration?
    /// Failures in this attempt so far; from the second on the page warns of the PIN's counter.
    public var failures: Int
    /// The address that shows the page again by GET (`/card?a=…&p=…`), if there is one.
    public var address: String?

    public init(
        reason: String, site: PageSite? = nil, caseNumber: String, attempt: String? = nil, mayRetry: Bool = true,
        refusal: String? = nil, date: Date? = nil, retryAfter: Swift.Duration? = nil, failures: Int = 0,
        address: String? = nil
    ) {
        self.reason = reason
        self.site = site
        self.caseNumber = caseNumber
        self.attempt = attempt
        self.mayRetry = mayRetry
        self.refusal = refusal
        self.date = date
        self.retryAfter = retryAfter
        self.failures = failures
        self.address = address
    }

    var shape: PageShape {
        let manner = RefusalManner.of(reason)
        var shape = PageShape("refusal")
        shape.topic = RefusalManner.all[reason] == nil ? "internal" : reason
        shape.weather = manner.weather.rawValue
        shape.flags = site?.flags ?? []
        if manner.weather == .waiting || refusal == nil { shape.flags.remove("learnsReason") }
        if manner.weather == .refused && refusal != nil && site?.learnsReason == false {
            shape.flags.insert("learnsNoReason")
        }
        if manner.answered { shape.flags.insert("answered") }
        if manner.picture { shape.flags.insert("picture") }
        if date != nil { shape.flags.insert("dated") }
        if retryAfter != nil { shape.flags.insert("timed") }
        if failures > 1 && manner.mayBePIN { shape.flags.insert("often") }
        if refusal != nil { shape.flags.insert("wayBack") }
        if attempt != nil { shape.flags.insert("hasAttempt") }
        shape.flags.insert(primary(manner).rawValue)
        return shape
    }

    /// The one primary action of the page: the first of these that this visitor has.
    private enum Primary: String {
        case tryAgain, findPoint, goBack, goHome, goHelp
    }

    private func primary(_ manner: RefusalManner) -> Primary {
        if manner.retry && mayRetry && attempt != nil { return .tryAgain }
        if manner.points != nil { return .findPoint }
        if refusal != nil { return .goBack }
        return site?.home == nil ? .goHelp : .goHome
    }

    static func context(of shape: PageShape, texts: PageTexts, house: PageHouse) -> [String: Any] {
        let manner = RefusalManner.of(shape.topic)
        var context: [String: Any] = ["reasonCode": shape.topic]
        context["reason"] = texts.reasons[shape.topic]
        if !manner.ways.isEmpty { context["links"] = ["all": texts.links(manner.ways)] }
        context["service"] = manner.points?.rawValue
        return context
    }

    func values(_ calendar: PageCalendar) -> [String: String] {
        var values = site?.values ?? [:]
        values["attempt"] = attempt
        values["refusal"] = refusal
        values["case"] = caseNumber
        values["date"] = date.map(calendar.day)
        // Never "1 minutes": a minute more does no harm.
        values["minutes"] = retryAfter.map { String(max(2, ($0.components.seconds + 59) / 60)) }
        return values
    }
}
