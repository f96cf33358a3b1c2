/// `/help/` and `/help/TOPIC`.
public struct HelpPage: Page {
    /// Nil for the overview.
    public var topic: HelpTopic?
    /// On the page of the Service Points: only those with this service.
    public var service: PageServicePoint.Service?

    public init(topic: HelpTopic? = nil, service: PageServicePoint.Service? = nil) {
        self.topic = topic
        self.service = topic == .servicePoints ? service : nil
    }

    var address: String? {
        let query = service.map { "?service=\($0.rawValue)" } ?? ""
        return "/help/" + (topic?.rawValue ?? "") + query
    }

    var shape: PageShape {
        var shape = PageShape(topic == nil ? "help" : "help-topic")
        shape.topic = topic?.rawValue ?? ""
        if let service { shape.lists = ["service": [service.rawValue]] }
        return shape
    }

    static func context(of shape: PageShape, texts: PageTexts, house: PageHouse) -> [String: Any] {
        guard let topic = HelpTopic(rawValue: shape.topic) else {
            return ["links": texts.links(HelpTopic.allCases)]
        }
        var context: [String: Any] = ["links": texts.links(neighbours(of: topic))]
        context["topic"] = texts.topics[topic.rawValue]
        if topic == .activate && house.card.activationCutOff != nil { context["hasCutOff"] = true }
        if topic == .readers && !house.drivers.isEmpty {
            context["drivers"] = ["all": house.drivers.map { ["name": $0.name, "to": webAddress($0.address)] }]
        }
        if topic == .servicePoints {
            context.merge(points(shape, texts, house)) { _, points in points }
        } else {
            context["findPoint"] = service(for: topic).map { ["service": $0.rawValue] } ?? [:]
        }
        return context
    }

    private static func neighbours(of topic: HelpTopic) -> [HelpTopic] {
        Array([HelpTopic.pin, .lostCard, .readers, .activate].filter { $0 != topic }.prefix(3))
    }

    private static func service(for topic: HelpTopic) -> PageServicePoint.Service? {
        switch topic {
        case .pin: .pin
        case .lostCard: .revoke
        case .activate: .activate
        case .wrongData: .apply
        case .readers, .twoLines, .servicePoints: nil
        }
    }

    private static func points(_ shape: PageShape, _ texts: PageTexts, _ house: PageHouse) -> [String: Any] {
        let wanted = shape.lists["service"]?.first
        let points = house.servicePoints
            .filter { point in wanted == nil || point.services.contains { $0.rawValue == wanted } }
            .sorted { ($0.town, $0.name) < ($1.town, $1.name) }
        let choices = PageServicePoint.Service.allCases.map { service -> [String: Any] in
            var choice: [String: Any] = ["code": service.rawValue, "label": texts.services[service.rawValue] ?? ""]
            if service.rawValue == wanted { choice["chosen"] = true }
            return choice
        }
        var context: [String: Any] = ["choices": choices, "isPoints": true]
        if points.isEmpty { context["noPoints"] = true } else { context["points"] = ["all": points.map(\.context)] }
        return context
    }

    func values(_ calendar: PageCalendar) -> [String: String] { [:] }
}
