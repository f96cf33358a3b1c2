import Foundation

/// Writes days and times as a language does, in the gateway's time zone.
struct PageCalendar: Sendable {
    let texts: PageTexts
    let calendar: Calendar

    init(texts: PageTexts, timeZone: TimeZone) {
        self.texts = texts
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = timeZone
        self.calendar = calendar
    }

    /// "14 mars 2024".
    func day(_ date: Date) -> String {
        let parts = calendar.dateComponents([.year, .month, .day], from: date)
        guard let year = parts.year, let month = parts.month, let day = parts.day else { return "" }
        guard texts.months.indices.contains(month - 1) else { return "" }
        return "\(day) \(texts.months[month - 1]) \(year)"
    }

    /// "10:42".
    func time(_ date: Date) -> String {
        let parts = calendar.dateComponents([.hour, .minute], from: date)
        guard let hour = parts.hour, let minute = parts.minute else { return "" }
        return "\(padded(hour)):\(padded(minute))"
    }

    private func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
