/// `GET /`: what this is, for somebody who came here by himself.
public struct FrontPage: Page {
    public init() {}

    var address: String? { "/" }
    var shape: PageShape { PageShape("front") }

    static func context(of shape: PageShape, texts: PageTexts, house: PageHouse) -> [String: Any] {
        ["isFront": true, "links": texts.links([.pin, .lostCard, .readers]), "metadata": webAddress(house.metadata)]
    }

    func values(_ calendar: PageCalendar) -> [String: String] { [:] }
}
