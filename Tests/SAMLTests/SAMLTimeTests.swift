import Foundation
import SAML
import Testing

@Suite struct SAMLTimeTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"), (1_790_000_000, "2026-09-21T14:13:20Z"),
        (-1, "1969-12-31T23:59:59Z"), (4_107_542_399, "2100-02-28T23:59:59Z"),
        (253_402_300_799, "9999-12-31T23:59:59Z"),
    ])
    func `writes and reads the same moment`(_ seconds: Int, _ text: String) {
        let date = Date(timeIntervalSince1970: Double(seconds))
        #expect(SAMLTime.text(date) == text)
        #expect(SAMLTime.date(text) == date)
    }

    @Test func `reads fractions and an offset of zero`() {
        #expect(SAMLTime.date("1970-01-01T00:00:01.5Z") == Date(timeIntervalSince1970: 1.5))
        #expect(SAMLTime.date("1970-01-01T00:00:01.123456789123Z") != nil)
        #expect(SAMLTime.date("1970-01-01T00:00:01+00:00") == Date(timeIntervalSince1970: 1))
    }

    @Test(arguments: [
        "", "now", "2026-09-21", "2026-09-21T14:13:20", "2026-09-21T14:13:20+02:00", "2026-09-21 14:13:20Z",
        "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-00-10T00:00:00Z", "2026-01-01T24:00:00Z",
        "2026-01-01T00:60:00Z", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00ZZ", "-026-01-01T00:00:00Z",
        "2026-01-01T00:00:00.\(String(repeating: "1", count: 50))Z", "２026-01-01T00:00:00Z",
    ])
    func `refuses what is no time in UTC`(_ text: String) {
        #expect(SAMLTime.date(text) == nil)
    }
}
