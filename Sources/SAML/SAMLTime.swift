public import struct Foundation.Date

/// Points in time as SAML writes them: `xs:dateTime` in UTC (SAML core §1.3.3).
public enum SAMLTime {
    /// Whole seconds: all software reads those, fractions not.
    public static func text(_ date: Date) -> String {
        let seconds = Int64(clampedSeconds(date))
        let days = floorDivide(seconds, 86_400)
        let second = seconds - days * 86_400
        let (year, month, day) = civil(days: days)
        var text: [UInt8] = []
        text.reserveCapacity(20)
        append(year / 100, to: &text)
        append(year % 100, to: &text, before: "-")
        append(month, to: &text, before: "-")
        append(day, to: &text, before: "T")
        append(second / 3_600, to: &text, before: ":")
        append(second / 60 % 60, to: &text, before: ":")
        append(second % 60, to: &text, before: "Z")
        return String(decoding: text, as: UTF8.self)
    }

    /// A time with `Z` or an offset of zero; anything else is not SAML.
    public static func date(_ text: String) -> Date? {
        let bytes = Array(text.utf8)
        // 40: enough for nanoseconds and an offset.
        guard bytes.count >= 20, bytes.count <= 40, separatorsStand(bytes),
            let year = number(bytes[0..<4]), let month = number(bytes[5..<7]), let day = number(bytes[8..<10]),
            let hour = number(bytes[11..<13]), let minute = number(bytes[14..<16]),
            let second = number(bytes[17..<19]), (1...12).contains(month), day >= 1,
            day <= length(month: month, year: year), hour < 24, minute < 60, second < 60,
            let fraction = fraction(bytes[19...])
        else { return nil }
        let whole = days(year: year, month: month, day: day) * 86_400 + hour * 3_600 + minute * 60 + second
        return Date(timeIntervalSince1970: Double(whole) + fraction)
    }

    private static func separatorsStand(_ bytes: [UInt8]) -> Bool {
        bytes[4] == UInt8(ascii: "-") && bytes[7] == UInt8(ascii: "-") && bytes[10] == UInt8(ascii: "T")
            && bytes[13] == UInt8(ascii: ":") && bytes[16] == UInt8(ascii: ":")
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
        digits.reduce(Int64?.some(0)) { value, digit in
            guard let value, (0x30...0x39).contains(digit) else { return nil }
            return value * 10 + Int64(digit - 0x30)
        }
    }

    /// What follows the seconds: perhaps a fraction, then the zone.
    private static func fraction(_ rest: ArraySlice<UInt8>) -> Double? {
        var rest = rest
        var value = 0.0
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
            guard !digits.isEmpty, let number = number(digits.prefix(9)) else { return nil }
            value = (0..<min(digits.count, 9)).reduce(Double(number)) { value, _ in value / 10 }
            rest = rest.dropFirst(1 + digits.count)
        }
        return rest.elementsEqual("Z".utf8) || rest.elementsEqual("+00:00".utf8) ? value : nil
    }

    private static func clampedSeconds(_ date: Date) -> Double {
        // Year 1 to year 9999: what four digits can say.
        min(max(date.timeIntervalSince1970.rounded(.down), -62_135_596_800), 253_402_300_799)
    }

    /// Two digits, and what follows them.
    private static func append(_ number: Int64, to text: inout [UInt8], before mark: Unicode.Scalar? = nil) {
        text.append(UInt8(truncatingIfNeeded: 0x30 + number / 10 % 10))
        text.append(UInt8(truncatingIfNeeded: 0x30 + number % 10))
        if let mark { text.append(UInt8(ascii: mark)) }
    }

    private static func floorDivide(_ a: Int64, _ b: Int64) -> Int64 { a >= 0 ? a / b : -((b - 1 - a) / b) }

    private static func length(month: Int64, year: Int64) -> Int64 {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days since 1970 of a date in the proleptic Gregorian calendar, counted in eras of 400 years from 1 March.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let era = floorDivide(year, 400)
        let ofEra = year - era * 400
        let ofYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
    }

    private static func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = floorDivide(shifted, 146_097)
        let ofEra = shifted - era * 146_097
        let yearOfEra = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * ofYear + 2) / 153
        let month = shiftedMonth + (shiftedMonth < 10 ? 3 : -9)
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, ofYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}
