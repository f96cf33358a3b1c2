public import Foundation

/// The page after the card: whose card it is, what would be sent, and the choice.
public struct ConsentPage: Page {
    public var site: PageSite
    /// The three sealed texts of the form.
    public var attempt: String
    public var possession: String
    public var consent: String
    /// The holder's name as the card says it.
    public var holder: String
    /// The day of the certificate.
    public var asOf: Date
    public var required: [PageItem]
    /// Each with a box, never ticked beforehand.
    public var optional: [PageItem]
    public var until: Date
    /// Version and local address of the subscriber agreement.
    public var agreement: PageLink?
    /// Whether what was shown before has changed meanwhile, so that the page asks again.
    public var changed: Bool
    /// The address that shows the page again by GET (`/card?a=…&p=…`), if there is one.
    public var address: String?
    /// Until when the holder stays signed in with this login.
    public var stays: Date?
    /// When the card was used, where that was not now.
    public var since: Date?

    public init(
        site: PageSite, attempt: String, possession: String, consent: String, holder: String, asOf: Date,
        required: [PageItem], optional: [PageItem] = [], until: Date, agreement: PageLink? = nil,
        changed: Bool = false, address: String? = nil, stays: Date? = nil, since: Date? = nil
    ) {
        self.site = site
        self.attempt = attempt
        self.possession = possession
        self.consent = consent
        self.holder = holder
        self.asOf = asOf
        self.required = required
        self.optional = optional
        self.until = until
        self.agreement = agreement
        self.changed = changed
        self.address = address
        self.stays = stays
        self.since = since
    }

    var shape: PageShape {
        var shape = PageShape("consent")
        shape.flags = site.flags
        shape.lists = [
            "required": required.map(\.code), "optional": optional.map(\.code),
            "silent": (required + optional).filter { $0.value == nil }.map(\.code),
        ]
        if agreement != nil { shape.flags.insert("hasAgreement") }
        if changed { shape.flags.insert("changed") }
        if stays != nil { shape.flags.insert("stays") }
        if since != nil { shape.flags.insert("since") }
        return shape
    }

    static func context(of shape: PageShape, texts: PageTexts, house: PageHouse) -> [String: Any] {
        texts.lists(shape, withValues: true)
    }

    func values(_ calendar: PageCalendar) -> [String: String] {
        var values = site.values
        values["attempt"] = attempt
        values["possession"] = possession
        values["consent"] = consent
        values["holder"] = holder
        values["as-of"] = calendar.day(asOf)
        values["until"] = calendar.time(until)
        values["stays"] = stays.map(calendar.time)
        values["since"] = since.map(calendar.time)
        values["version"] = agreement?.name
        values["agreement"] = agreement.map { webAddress($0.address) }
        for item in required + optional { values["value-\(item.code)"] = item.value }
        return values
    }
}
