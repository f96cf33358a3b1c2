/// `GET /`: what this is, for somebody who came here by himself.
public struct FrontPage: Page {
    /// Whether this browser may have a session here.
    public var hasSession: Bool

    public init(hasSession: Bool = false) { self.hasSession = hasSession }

    var address: String? { "/" }

    var shape: PageShape {
        var shape = PageShape("front")
        if hasSession { shape.flags = ["session"] }
        return shape
    }

    static func context(of shape: PageShape, texts: PageTexts, house: PageHouse) -> [String: Any] {
        ["isFront": true, "links": texts.links([.pin, .lostCard, .readers]), "metadata": webAddress(house.metadata)]
    }

    func values(_ calendar: PageCalendar) -> [String: String] { [:] }
}
