import Foundation

/// Points in time as the records write them: `2026-11-24T07:44:54.123Z`. Texts of one length sort as the times do.
enum Moment {
    static func text(_ date: Date) -> String {
        let milliseconds = (date.timeIntervalSince1970 * 1000).rounded()
        let seconds = (milliseconds / 1000).rounded(.down)
        let fraction = Int(exactly: milliseconds - seconds * 1000) ?? 0
        let whole = Date(timeIntervalSince1970: seconds).formatted(.iso8601)
        return "\(whole.dropLast()).\(String(1000 + fraction).dropFirst())Z"
    }

    static func date(_ text: String) -> Date? {
        try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    /// Whole seconds since 1970.
    static func seconds(_ date: Date) -> Int {
        Int(exactly: date.timeIntervalSince1970.rounded(.down)) ?? 0
    }

    /// Whole minutes since 1970.
    static func minute(_ date: Date) -> Int {
        Int(exactly: (date.timeIntervalSince1970 / 60).rounded(.down)) ?? 0
    }

    static func date(minute: Int) -> Date { Date(timeIntervalSince1970: Double(minute) * 60) }
}
