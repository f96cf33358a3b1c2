import DemoPKI
import Foundation
import PKI
import Testing

/// threats: R13, C6, C8: one attribute, one value, plain text.
@Suite struct `Who the holder is` {
    typealias Name = DemoPKI.DistinguishedName
    typealias Attribute = Name.Attribute
    static let id = DemoPerson.arta.nationalID

    static func subject(
        id: [Attribute] = [.serialNumber(id)], given: [Attribute] = [.givenName("Arta")],
        family: [Attribute] = [.surname("Shembulli")]
    ) -> Name { Name([.country("AL")] + id + given + family) }

    static func given(_ text: Name.Text) -> Name { subject(given: [Attribute("2.5.4.42", text)]) }
    static func national(_ text: Name.Text) -> Name { subject(id: [Attribute("2.5.4.5", text)]) }

    static let unreadable = "identity-unreadable"

    /// Where path validation cannot even read the name, that is said.
    static let table: [(String, Name, String)] = [
        ("UTF8String", given(.utf8("Çelësi")), "ok"),
        ("PrintableString", given(.printable("Arta-Maria O'Neill")), "ok"),
        ("IA5String", given(.ia5("Arta")), unreadable),
        ("T61String", given(.t61("Arta")), unreadable),
        ("BMPString", given(.bmp("Arta")), unreadable),
        ("UniversalString", given(.universal("Arta")), unreadable),
        ("NumericString", given(.raw(tag: 0x12, Array("1234".utf8))), unreadable),
        ("VisibleString", given(.raw(tag: 0x1A, Array("Arta".utf8))), unreadable),
        ("OCTET STRING", given(.raw(tag: 0x04, Array("Arta".utf8))), unreadable),
        ("PrintableString with other characters", given(.printable("Arta@")), unreadable),
        ("invalid UTF-8", given(.raw(tag: 0x0C, [0x41, 0xC3])), "path-invalid"),
        ("overlong UTF-8", given(.raw(tag: 0x0C, [0xC0, 0xAF])), "path-invalid"),
        ("a surrogate in UTF-8", given(.raw(tag: 0x0C, [0xED, 0xA0, 0x80])), "path-invalid"),
        ("empty", given(.utf8("")), unreadable),
        ("64 characters", given(.utf8(String(repeating: "ë", count: 64))), "ok"),
        ("65 characters", given(.utf8(String(repeating: "ë", count: 65))), unreadable),
        ("NUL", given(.utf8("Arta\u{0}Evil")), unreadable),
        ("line break", given(.utf8("Arta\nEvil")), unreadable),
        ("direction override", given(.utf8("Arta\u{202E}live")), unreadable),
        ("direction isolate", given(.utf8("Arta\u{2066}x\u{2069}")), unreadable),
        ("zero width space", given(.utf8("Ar\u{200B}ta")), unreadable),
        ("byte order mark", given(.utf8("\u{FEFF}Arta")), unreadable),
        ("no-break space", given(.utf8("Arta\u{A0}Maria")), unreadable),
        ("Hangul filler", given(.utf8("Arta\u{3164}")), unreadable),
        ("private use", given(.utf8("Arta\u{E000}")), unreadable),
        ("a noncharacter", given(.utf8("Arta\u{FFFE}")), unreadable),
        ("a variation selector", given(.utf8("Arta\u{FE0F}")), unreadable),
        ("markup, which is text", given(.utf8("Arta</saml:NameID>")), "ok"),
        ("two values", subject(given: [.givenName("Arta"), .givenName("Besa")]), unreadable),
        ("the same value twice", subject(given: [.givenName("Arta"), .givenName("Arta")]), unreadable),
        ("none", subject(given: []), unreadable),
        (
            "in a multi-valued name",
            Name([[.serialNumber(id)], [.givenName("Arta"), .commonName("Arta Shembulli")], [.surname("Shembulli")]]),
            unreadable
        ),
        (
            "two values in one relative name",
            Name([[.serialNumber(id), .serialNumber("J00000000A")], [.givenName("Arta")], [.surname("Shembulli")]]),
            unreadable
        ),
        ("id as UTF8String", national(.utf8(id)), "ok"),
        ("id with a Cyrillic letter", national(.utf8("А45314061" + id.suffix(1))), unreadable),
        ("id with full-width digits", national(.utf8("I４5314061" + id.suffix(1))), unreadable),
        ("id with something before", national(.printable("x" + id)), unreadable),
        ("id with something after", national(.printable(id + "1")), unreadable),
        ("id with a line after", national(.utf8(id + "\n")), unreadable),
        ("id with a space after", national(.printable(id + " ")), unreadable),
        ("id in lower case", national(.printable(id.lowercased())), unreadable),
        ("id that is another attribute", subject(id: [.commonName(id)]), unreadable),
    ]

    @Test(arguments: table.indices)
    func `is read from plain subjects only`(index: Int) async throws {
        let (name, subject, code) = Self.table[index]
        let world = try CardWorld()
        let card = try world.card { $0.subject = subject }
        let found = try await world.code(card)
        #expect(found == code, "\(name)")
    }

    @Test func `is brought into the composed form`() async throws {
        let world = try CardWorld()
        let card = try world.card { $0.subject = Self.given(.utf8("C\u{327}ele\u{308}si")) }
        let verdict = try await Seen(world.judge().judge(world.presented(card.certificate)))
        let name = try #require(verdict.holder?.givenName)
        #expect(Array(name.unicodeScalars) == Array("\u{C7}el\u{EB}si".unicodeScalars))
    }

    /// What a command is told is no person's where no card could say it.
    @Test(arguments: [
        ("I45314061F", true), ("x", true), (String(repeating: "9", count: 64), true), ("", false),
        (String(repeating: "9", count: 65), false), (" I45314061F", false), ("I45314061F ", false),
        ("I453 14061F", false), ("I45314061F\n", false), ("\tI45314061F", false), ("I45314061\u{401}", false),
        ("I\u{FF14}5314061F", false), ("I45314061F\u{200B}", false), ("I45314061F\u{0}", false),
    ])
    func `can be said by a card, or is no identifier`(_ value: String, _ expected: Bool) {
        let anything = IdentityMapping(namespace: "AL-NID", nationalID: AttributeRule(.serialNumber))
        #expect(anything.accepts(nationalID: value) == expected)
    }

    @Test func `cannot be asked for by a broken pattern`() {
        #expect(throws: PKIError.self) { try IdentityPattern("[A-") }
    }
}
