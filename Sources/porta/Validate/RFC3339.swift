import Foundation

/// Points in time as RFC 3339 §5.6 writes them, with fractions and offsets.
enum RFC3339 {
    static func date(_ text: String) -> Date? {
        var rest = Substring(text).utf8
        func number(_ digits: Int, _ range: ClosedRange<Int>) -> Int? {
            let part = rest.prefix(digits)
            guard part.count == digits, part.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            let value = part.reduce(0) { $0 * 10 + Int($1 - 0x30) }
            rest = rest.dropFirst(digits)
            return range.contains(value) ? value : nil
        }
        func sign(_ choices: String) -> UInt8? {
            guard let first = rest.first, choices.utf8.contains(first) else { return nil }
            rest = rest.dropFirst()
            return first
        }
        guard let year = number(4, 0...9_999), sign("-") != nil, let month = number(2, 1...12), sign("-") != nil,
            let day = number(2, 1...days(in: month, of: year)), sign("Tt ") != nil, let hour = number(2, 0...23),
            sign(":") != nil, let minute = number(2, 0...59), sign(":") != nil, let second = number(2, 0...60)
        else { return nil }
        var fraction = 0.0
        if sign(".") != nil {
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            guard (1...18).contains(digits.count) else { return nil }
            fraction = digits.reversed().reduce(0.0) { ($0 + Double($1 - 0x30)) / 10 }
            rest = rest.dropFirst(digits.count)
        }
        guard let zone = sign("Zz+-") else { return nil }
        var offset = 0
        if zone == 0x2B || zone == 0x2D {
            guard let hours = number(2, 0...23), sign(":") != nil, let minutes = number(2, 0...59) else { return nil }
            offset = (hours * 60 + minutes) * (zone == 0x2B ? 60 : -60)
        }
        guard rest.isEmpty else { return nil }
        let time = (dayNumber(year, month, day) * 24 + hour) * 3_600 + minute * 60 + second - offset
        return Date(timeIntervalSince1970: Double(time) + fraction)
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days since 1970 in the Gregorian calendar, years beginning in March so that the leap day is the last.
    private static func dayNumber(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month <= 2 ? year + 399 : year + 400
        let (era, ofEra) = shifted.quotientAndRemainder(dividingBy: 400)
        let ofYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return (era - 1) * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
    }
}
