public import Foundation

extension Encode {
    /// Time as RFC 5280 §4.1.2.5 wants it: UTCTime until 2049, GeneralizedTime from 2050 on.
    public static func time(_ date: Date) -> [UInt8] {
        let digits = calendarDigits(date)
        return digits.hasPrefix("19") || (digits.hasPrefix("20") && digits < "2050")
            ? value(0x17, Array(digits.dropFirst(2).utf8)) : value(0x18, Array(digits.utf8))
    }

    /// GeneralizedTime in whole seconds, as OCSP wants it everywhere (RFC 6960 §4.2.2).
    public static func generalizedTime(_ date: Date) -> [UInt8] { value(0x18, Array(calendarDigits(date).utf8)) }

    /// `YYYYMMDDHHMMSSZ` in the proleptic Gregorian calendar.
    private static func calendarDigits(_ date: Date) -> String {
        let seconds = Int(date.timeIntervalSince1970.rounded(.down))
        let (day, second) = (seconds.floorQuotient(86_400), seconds.floorRemainder(86_400))
        let (year, month, dayOfMonth) = civil(daysSince1970: day)
        return [(year, 4), (month, 2), (dayOfMonth, 2), (second / 3600, 2), (second / 60 % 60, 2), (second % 60, 2)]
            .map { number, width in
                let digits = String(number)
                return String(repeating: "0", count: max(0, width - digits.count)) + digits
            }.joined() + "Z"
    }

    /// Days to year, month and day, counted in eras of 400 years that begin on 1 March.
    private static func civil(daysSince1970: Int) -> (Int, Int, Int) {
        let shifted = daysSince1970 + 719_468
        let era = shifted.floorQuotient(146_097)
        let dayOfEra = shifted.floorRemainder(146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}

extension Int {
    fileprivate func floorQuotient(_ divisor: Int) -> Int { (self - floorRemainder(divisor)) / divisor }
    fileprivate func floorRemainder(_ divisor: Int) -> Int { (self % divisor + divisor) % divisor }
}
