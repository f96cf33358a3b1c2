import Foundation

extension Setting {
    /// `true` or `false`; not YAML's older yes and no.
    func bool() -> Bool? {
        guard let text = text() else { return nil }
        guard let value = Bool(text) else {
            error("\"\(text)\" is neither true nor false", "write true or false")
            return nil
        }
        return value
    }

    func integer(_ range: ClosedRange<Int>) -> Int? {
        guard let text = text() else { return nil }
        guard let value = Int(text), range.contains(value) else {
            error(
                "\"\(text)\" is no whole number from \(range.lowerBound) to \(range.upperBound)",
                "write a number without quotation marks or units")
            return nil
        }
        return value
    }

    /// One of the words of an enumeration.
    func choice<Choice: CaseIterable & RawRepresentable>(_ type: Choice.Type) -> Choice?
    where Choice.RawValue == String {
        guard let text = text() else { return nil }
        guard let value = Choice(rawValue: text) else {
            let words = Choice.allCases.map(\.rawValue)
            let likely = Likeness.closest(to: text, among: words).map { "did you mean \"\($0)\"? " } ?? ""
            error("\"\(text)\" is not known here", "\(likely)it may be \(words.joined(separator: ", "))")
            return nil
        }
        return value
    }

    /// A length of time such as `90s`, `15m`, `24h`, `30d` or `10y` (of 365 days), in seconds.
    func duration() -> TimeInterval? {
        guard let text = text() else { return nil }
        guard let unit = text.last.flatMap({ Self.units[$0] }), let count = UInt32(text.dropLast()), count > 0,
            count <= 100_000
        else {
            error("\"\(text)\" is no length of time", "write it as 90s, 15m, 24h, 30d or 10y")
            return nil
        }
        return TimeInterval(count) * unit
    }

    private static let units: [Character: TimeInterval] = [
        "s": 1, "m": 60, "h": 3_600, "d": 86_400, "y": 365 * 86_400,
    ]

    /// A day such as `2014-01-01`: its first moment in UTC.
    func day() -> Date? {
        guard let text = text() else { return nil }
        guard text.utf8.count == 10, let date = try? Date(text + "T00:00:00Z", strategy: .iso8601) else {
            error("\"\(text)\" is no day", "write it as 2014-01-31")
            return nil
        }
        return date
    }

    /// A moment of RFC 3339 such as `2026-01-31T12:00:00Z`.
    func moment() -> Date? {
        guard let text = text() else { return nil }
        guard let date = try? Date(text, strategy: .iso8601) else {
            error("\"\(text)\" is no moment", "write it as 2026-01-31T12:00:00Z")
            return nil
        }
        return date
    }

    /// A name for use within the configuration: `rsa`, `demo-2`.
    func name() -> String? {
        guard let text = text() else { return nil }
        guard Self.isName(text) else {
            error("\"\(text)\" cannot be a name", "use small letters, digits and hyphens, at most 63")
            return nil
        }
        return text
    }

    static func isName(_ text: String) -> Bool {
        (1...63).contains(text.utf8.count) && !text.hasPrefix("-")
            && text.utf8.allSatisfy { byte in
                (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
            }
    }
}
