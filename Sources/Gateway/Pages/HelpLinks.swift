extension PageTexts {
    /// Links to help topics, for a template.
    func links(_ topics: [HelpTopic]) -> [[String: Any]] {
        topics.compactMap { topic in
            self.topics[topic.rawValue].map { ["to": "/help/\(topic.rawValue)", "label": $0.link] }
        }
    }
}

/// The help pages: `/help/pin` and so on. The order is that of the overview.
public enum HelpTopic: String, CaseIterable, Sendable {
    case pin
    case lostCard = "lost-card"
    case readers
    case activate
    case twoLines = "two-lines"
    case wrongData = "wrong-data"
    case servicePoints = "service-points"
}
