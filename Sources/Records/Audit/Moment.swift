import Foundation

/// Points in time as the records write them: `2026-11-24T07:44:54.123Z`. Texts of one length sort as the times do.
enum Moment {
    static func text(_ date: Date) -> String {
        let milliseconds = (date.timeIntervalSince1970 * 1000).rounded()
        let whole = (milliseconds / 1000).rounded(.down)
        // Foundation's own style takes several times as long, and a login writes seven times.
        var (seconds, parts) = unsafe (time_t(exactly: whole) ?? 0, tm())
        unsafe gmtime_r(&seconds, &parts)
        let fraction = Int(exactly: milliseconds - whole * 1000) ?? 0
        var text: [UInt8] = []
        text.reserveCapacity(24)
        unsafe append(Int(parts.tm_year) + 1900, digits: 4, to: &text, before: "-")
        unsafe append(Int(parts.tm_mon) + 1, digits: 2, to: &text, before: "-")
        unsafe append(Int(parts.tm_mday), digits: 2, to: &text, before: "T")
        unsafe append(Int(parts.tm_hour), digits: 2, to: &text, before: ":")
        unsafe append(Int(parts.tm_min), digits: 2, to: &text, before: ":")
        unsafe append(Int(parts.tm_sec), digits: 2, to: &text, before: ".")
        append(fraction, digits: 3, to: &text, before: "Z")
        return String(decoding: text, as: UTF8.self)
    }

    private static func append(_ number: Int, digits: Int, to text: inout [UInt8], before separator: Unicode.Scalar) {
        let place = text.count
        var rest = max(number, 0)
        for _ in 0..<digits {
            text.insert(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10), at: place)
            rest /= 10
        }
        text.append(UInt8(ascii: separator))
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
