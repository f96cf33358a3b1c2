import Foundation
import PKI
import Testing

/// What Albanian identifiers give away. The letters behind them are made up: nobody's number.
@Suite struct `A national identifier` {
    struct Row: Sendable, CustomTestStringConvertible {
        let identifier: String
        let year: Int, month: Int, day: Int
        let sex: PersonalFacts.Sex
        var testDescription: String { identifier }
    }

    static let rows = [
        Row(identifier: "J00517123A", year: 1990, month: 5, day: 17, sex: .male),
        Row(identifier: "J05517123A", year: 1990, month: 5, day: 17, sex: .female),
        Row(identifier: "I93117123A", year: 1989, month: 1, day: 17, sex: .male),
        Row(identifier: "I98117123A", year: 1989, month: 1, day: 17, sex: .female),
        Row(identifier: "L46231123A", year: 2014, month: 12, day: 31, sex: .female),
        Row(identifier: "K00229123A", year: 2000, month: 2, day: 29, sex: .male),
        Row(identifier: "990101123A", year: 1899, month: 1, day: 1, sex: .male),
        Row(identifier: "L49212123A", year: 2014, month: 12, day: 12, sex: .female),
        Row(identifier: "L44212123A", year: 2014, month: 12, day: 12, sex: .male),
    ]

    @Test(arguments: rows) func `gives birth date and sex by its scheme`(_ row: Row) throws {
        let facts = try #require(NumberingScheme.albania.facts(of: row.identifier))
        #expect(facts.birthDate == BirthDate(year: row.year, month: row.month, day: row.day))
        #expect(facts.sex == row.sex)
        #expect("\(facts)" == "•••")
    }

    @Test(arguments: [
        "", "J00517123", "J00517123AB", "U00517123A", "Z00517123A", "j00517123A", "J0051712", "J01317123A",
        "J02017123A",
        "J06317123A", "J09317123A", "J00500123A", "J00532123A", "J90229123A", "JX0517123A", "J0051X123A", "J0é517123A",
    ])
    func `that does not follow the scheme gives nothing`(_ identifier: String) {
        #expect(NumberingScheme.albania.facts(of: identifier) == nil)
    }

    @Test func `of another namespace gives nothing`() {
        #expect(NumberingScheme(namespace: "XX-ID") == nil)
        #expect(NumberingScheme(namespace: "AL-NID") == .albania)
    }

    @Test(arguments: [
        ("2008-05-16T23:59:59Z", 17), ("2008-05-17T00:00:00Z", 18), ("2008-05-17T23:59:59Z", 18),
        ("2009-05-16T12:00:00Z", 18), ("1990-05-17T00:00:00Z", 0),
    ])
    func `makes nobody older than he is`(moment: String, age: Int) throws {
        let birth = try #require(BirthDate(year: 1990, month: 5, day: 17))
        #expect(birth.age(at: try Date(moment, strategy: .iso8601)) == age)
    }

    @Test func `of a leap day grows older on the first of March`() throws {
        let birth = try #require(BirthDate(year: 2004, month: 2, day: 29))
        #expect(birth.age(at: try Date("2022-02-28T12:00:00Z", strategy: .iso8601)) == 17)
        #expect(birth.age(at: try Date("2022-03-01T00:00:00Z", strategy: .iso8601)) == 18)
    }
}
