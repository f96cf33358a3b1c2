public import Foundation

/// How a namespace of national identifiers encodes facts about the person. Known by the namespace that the issuer's
/// configuration names: what is not known here gives nothing away.
public enum NumberingScheme: String, CaseIterable, Sendable {
    /// Albania's NID: a letter or digit for the decade, the year in it, the month with the sex and status added, the day,
    /// three more digits and a letter to check (which is unofficial and not judged here).
    case albania = "AL-NID"

    public init?(namespace: String) { self.init(rawValue: namespace) }

    /// nil where the identifier does not follow the scheme.
    public func facts(of identifier: String) -> PersonalFacts? {
        switch self {
        case .albania: Self.albanian(Array(identifier.utf8))
        }
    }

    private static func albanian(_ text: [UInt8]) -> PersonalFacts? {
        guard text.count == 10, let decade = albanianDecade(text[0]), let year = number(text[1...1]),
            let coded = number(text[2...3]), let day = number(text[4...5])
        else { return nil }
        // Added to the month: 30 for foreigners, 50 for women, 80 for both.
        let (added, month) = [0, 30, 50, 80].lazy.map { ($0, coded - $0) }.last { $0.1 >= 1 } ?? (0, coded)
        guard let birth = BirthDate(year: decade + year, month: month, day: day) else { return nil }
        return PersonalFacts(birthDate: birth, sex: added >= 50 ? .female : .male)
    }

    /// Digits are the decades from 1800, letters from A those from 1900.
    private static func albanianDecade(_ character: UInt8) -> Int? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): 1800 + 10 * Int(character - UInt8(ascii: "0"))
        case UInt8(ascii: "A")...UInt8(ascii: "T"): 1900 + 10 * Int(character - UInt8(ascii: "A"))
        default: nil
        }
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        digits.reduce(0 as Int?) { sum, digit in
            guard let sum, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            return sum * 10 + Int(digit - UInt8(ascii: "0"))
        }
    }
}

/// What a national identifier says about its person. Prints as dots, as the holder does.
public struct PersonalFacts: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    /// The numbers of ISO 5218.
    public enum Sex: Int, Sendable {
        case male = 1
        case female = 2
    }

    public let birthDate: BirthDate
    public let sex: Sex

    public var description: String { "•••" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// A day of the Gregorian calendar.
public struct BirthDate: Sendable, Hashable {
    public let year: Int
    public let month: Int
    public let day: Int

    /// nil if there is no such day.
    public init?(year: Int, month: Int, day: Int) {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1...12).contains(month), (1...lengths[month - 1]).contains(day) else { return nil }
        (self.year, self.month, self.day) = (year, month, day)
    }

    /// Whole years at a moment, by the day in UTC: east of Greenwich nobody is taken for older than he is. Who was born
    /// on 29 February is a year older on 1 March.
    public func age(at moment: Date) -> Int {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let today = calendar.dateComponents([.year, .month, .day], from: moment)
        guard let thisYear = today.year, let thisMonth = today.month, let thisDay = today.day else { return 0 }
        let hadBirthday = (thisMonth, thisDay) >= (month, day)
        return thisYear - year - (hadBirthday ? 0 : 1)
    }
}

extension CardHolder {
    /// What the national identifier gives away, where its scheme is known.
    public var personalFacts: PersonalFacts? {
        NumberingScheme(namespace: identityNamespace)?.facts(of: nationalID)
    }
}

extension IdentityMapping {
    /// Whether birth date and sex can be read from its identifiers.
    public var givesPersonalFacts: Bool { NumberingScheme(namespace: namespace) != nil }
}
