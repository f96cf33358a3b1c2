import Foundation

/// Days as findings and file names write them: `2026-01-31`, in UTC.
enum Day {
    static func text(_ date: Date) -> String { date.formatted(.iso8601.year().month().day()) }
}
