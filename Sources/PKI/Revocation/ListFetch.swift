/// A list under way, for somebody who waits or for nobody.
struct ListFlight: Hashable, Sendable {
    let url: String
    /// Whether it has to come within a visitor's time.
    let isHurried: Bool
}

struct ListFetch: Sendable {
    let number: Int
    let task: Task<ListTrouble?, Never>
}

/// Why the list at hand is not the newest there is.
struct ListTrouble: Sendable {
    let status: RevocationAnswer.Status
    let detail: String
}

/// After a failure no visitor's login fetches a list again for a while: else each would start a download that the one
/// before could not finish. Polls go on, and end the pause when they succeed.
struct ListPause: Sendable {
    private static let shortest = Duration.seconds(5)
    private static let longest = Duration.seconds(30)

    private let length: Duration
    private let end: Duration
    private let trouble: ListTrouble

    init(after trouble: ListTrouble, at now: Duration, following before: ListPause?) {
        self.trouble = trouble
        length = before.map { min($0.length * 2, Self.longest) } ?? Self.shortest
        end = now + length
    }

    /// What is said instead of fetching; nil when the pause is over.
    func refusal(at now: Duration) -> ListTrouble? {
        guard now < end else { return nil }
        return ListTrouble(status: trouble.status, detail: "\(trouble.detail); not fetched again for a moment")
    }
}
