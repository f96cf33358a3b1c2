/// The last page: the form that goes to the site by itself.
public struct AnswerPage: Page {
    public var site: PageSite
    /// The site's assertion consumer service.
    public var action: String
    /// SAMLResponse, base64.
    public var response: String
    public var relayState: String?
    /// Codes of what is sent, and of what the holder chose not to send. Both empty: the site learns only that no
    /// login took place.
    public var sent: [String]
    public var withheld: [String]

    public init(
        site: PageSite, action: String, response: String, relayState: String?, sent: [String] = [],
        withheld: [String] = []
    ) {
        self.site = site
        self.action = action
        self.response = response
        self.relayState = relayState
        self.sent = sent
        self.withheld = withheld
    }

    var address: String? { nil }

    var shape: PageShape {
        var shape = PageShape("answer")
        shape.flags = site.flags
        shape.lists = ["sent": sent, "withheld": withheld]
        if relayState != nil { shape.flags.insert("hasRelayState") }
        return shape
    }

    static func context(of shape: PageShape, texts: PageTexts, house: PageHouse) -> [String: Any] {
        texts.lists(shape, withValues: false)
    }

    func values(_ calendar: PageCalendar) -> [String: String] {
        var values = site.values
        values["action"] = webAddress(action)
        values["response"] = response
        values["relay-state"] = relayState
        return values
    }
}
