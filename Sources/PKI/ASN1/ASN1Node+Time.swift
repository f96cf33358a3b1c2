import Foundation
import SwiftASN1

extension ASN1Node {
    /// UTCTime or GeneralizedTime, in UTC and whole seconds (RFC 5280 §4.1.2.5).
    func date() throws -> Date {
        if identifier == .utcTime {
            let time = try UTCTime(derEncoded: self)
            return Self.date(time.year, time.month, time.day, time.hours, time.minutes, time.seconds)
        }
        let time = try GeneralizedTime(derEncoded: self)
        guard time.rawFractionalSeconds.isEmpty else {
            throw ASN1Error.invalidASN1Object(reason: "a time with fractions of a second")
        }
        return Self.date(time.year, time.month, time.day, time.hours, time.minutes, time.seconds)
    }

    private static func date(_ year: Int, _ month: Int, _ day: Int, _ hours: Int, _ minutes: Int, _ seconds: Int)
        -> Date
    {
        // Days of the proleptic Gregorian calendar, years beginning in March so that the leap day is the last.
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let ofEra = shifted - era * 400
        let ofYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let days = era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
        return Date(timeIntervalSince1970: Double(((days * 24 + hours) * 60 + minutes) * 60 + seconds))
    }
}
