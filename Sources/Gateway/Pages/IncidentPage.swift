/// The page of an error of ours that left no login to speak of.
public struct IncidentPage: Page {
    public var caseNumber: String

    public init(caseNumber: String) { self.caseNumber = caseNumber }

    var address: String? { nil }

    var shape: PageShape {
        var shape = PageShape("notice")
        shape.topic = "incident"
        shape.weather = "waiting"
        shape.flags = ["hasCase"]
        return shape
    }

    static func context(of shape: PageShape, texts: PageTexts, house: PageHouse) -> [String: Any] {
        ["notice": texts.incident, "reasonCode": "internal"]
    }

    func values(_ calendar: PageCalendar) -> [String: String] { ["case": caseNumber] }
}

/// The page of an address that does not exist.
public struct NotFoundPage: Page {
    public init() {}

    var address: String? { nil }

    var shape: PageShape {
        var shape = PageShape("notice")
        shape.topic = "not-found"
        shape.weather = "refused"
        return shape
    }

    static func context(of shape: PageShape, texts: PageTexts, house: PageHouse) -> [String: Any] {
        ["notice": texts.notFound]
    }

    func values(_ calendar: PageCalendar) -> [String: String] { [:] }
}
