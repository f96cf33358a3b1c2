import DemoPKI
import Foundation
import PKI
import Testing

/// RFC 5280 §4.2.1.10, each form by itself.
@Suite struct `Name constraints` {
    private enum Fate { case permitted, excluded }

    /// A name, a subtree, and whether the one lies within the other; nil if that cannot be decided and is refused.
    struct Pair: CustomTestStringConvertible, Sendable {
        let name: String
        let subtree: String
        let isWithin: Bool?
        var testDescription: String { "\(name) in \(subtree)" }

        init(_ name: String, _ subtree: String, _ isWithin: Bool?) {
            (self.name, self.subtree, self.isWithin) = (name, subtree, isWithin)
        }
    }

    /// Whether the usual path is valid under the constraint, first as a permitted subtree, then as an excluded one.
    private func check(_ name: [UInt8], _ subtree: [UInt8], isWithin: Bool?) throws {
        let world = try PathWorld()
        for isPermitted in [true, false] {
            let answer = try world.decide(
                middle: {
                    $0.moreExtensions = [
                        Extensions.nameConstraints(
                            permitted: isPermitted ? [subtree] : [], excluded: isPermitted ? [] : [subtree])
                    ]
                }, person: { $0.moreExtensions = [Extensions.alternativeNames([name])] })
            let expected = isWithin.map { $0 == isPermitted } ?? false
            #expect(answer.reason == (expected ? .ok : .nameConstraints), "permitted: \(isPermitted)")
        }
    }

    static let hosts = [
        Pair("example.com", "example.com", true), Pair("www.example.com", "example.com", true),
        Pair("a.b.WWW.Example.com", "www.eXample.COM", true), Pair("wwwexample.com", "example.com", false),
        Pair("example.com.evil.org", "example.com", false), Pair("example.com", "www.example.com", false),
        Pair("anything.at.all", "", true), Pair("*.example.com", "example.com", true),
        Pair("www.example.com", ".example.com", nil), Pair("www.example.com", "*.example.com", nil),
    ]

    @Test(arguments: hosts) func `bind hosts`(pair: Pair) throws {
        try check(Name.host(pair.name), Name.host(pair.subtree), isWithin: pair.isWithin)
    }

    @Test func `exclude a wildcard that stands for an excluded host, and do not permit it`() throws {
        try check(Name.host("*.example.com"), Name.host("www.example.com"), isWithin: nil)
    }

    static let mailboxes = [
        Pair("a@example.com", "a@example.com", true), Pair("a@EXAMPLE.com", "a@example.COM", true),
        Pair("A@example.com", "a@example.com", false), Pair("a@example.com", "example.com", true),
        Pair("a@www.example.com", "example.com", false), Pair("a@www.example.com", ".example.com", true),
        Pair("a@example.com", ".example.com", false), Pair("a@evilexample.com", ".example.com", false),
        Pair("\"a@evil.org\"@example.com", "example.com", true), Pair("nobody", "example.com", nil),
        Pair("a@b@example.com", "example.com", nil),
        Pair("a@", "example.com", nil), Pair("a@example.com", "@example.com", nil),
    ]

    @Test(arguments: mailboxes) func `bind mailboxes`(pair: Pair) throws {
        try check(Name.mailbox(pair.name), Name.mailbox(pair.subtree), isWithin: pair.isWithin)
    }

    @Test(arguments: [("a@example.com", ValidationReason.ok), ("a@evil.org", .nameConstraints)])
    func `bind the mailbox in a subject too`(mailbox: String, reason: ValidationReason) throws {
        let world = try PathWorld()
        let subject = DemoPKI.DistinguishedName([
            .country("AL"), .init("1.2.840.113549.1.9.1", .ia5(mailbox)), .commonName("Person"),
        ])
        let person = try Party(subject)
        let middle = try world.root.authorize(world.middle) {
            $0.moreExtensions = [Extensions.nameConstraints(permitted: [Name.mailbox("example.com")])]
        }
        let answer = world.decide(try world.middle.certify(person), anchors: [try world.root.root()], over: [middle])
        #expect(answer.reason == reason)
    }

    static let addresses = [
        Pair("http://www.example.com/a", "www.example.com", true),
        Pair("http://www.example.com/a", ".example.com", true),
        Pair("https://user@WWW.example.com:8443?x", "www.example.com", true),
        Pair("http://example.com/", ".example.com", false), Pair("http://www.example.com/", "example.com", false),
        Pair("http://evil.org/?http://www.example.com/", "www.example.com", false),
        Pair("http://www.example.com@evil.org/", "www.example.com", false),
        Pair("http://192.0.2.1/", "example.com", nil), Pair("http://[2001:db8::1]/", "example.com", nil),
        Pair("urn:oid:1.2.3", "example.com", nil), Pair("mailto:a@example.com", "example.com", nil),
    ]

    @Test(arguments: addresses) func `bind addresses on the web`(pair: Pair) throws {
        try check(Name.uri(pair.name), Name.uri(pair.subtree), isWithin: pair.isWithin)
    }

    static let networks: [([UInt8], [UInt8], Bool?)] = [
        ([192, 0, 2, 1], [192, 0, 2, 0, 255, 255, 255, 0], true),
        ([192, 0, 3, 1], [192, 0, 2, 0, 255, 255, 255, 0], false),
        ([192, 0, 3, 1], [192, 0, 2, 0, 255, 255, 254, 0], true),
        ([192, 0, 2, 1], [0, 0, 0, 0, 0, 0, 0, 0], true),
        ([192, 0, 2, 1], [192, 0, 2, 0, 255, 0, 255, 0], nil),
        ([192, 0, 2, 1], [192, 0, 2, 0], nil),
        ([UInt8](repeating: 0x20, count: 16), [192, 0, 2, 0, 255, 255, 255, 0], false),
        (
            [0x20, 1, 0x0D, 0xB8] + [UInt8](repeating: 7, count: 12),
            [0x20, 1, 0x0D, 0xB8] + [UInt8](repeating: 0, count: 12) + [255, 255, 255, 255]
                + [UInt8](repeating: 0, count: 12), true
        ),
    ]

    @Test(arguments: networks.indices) func `bind network addresses`(index: Int) throws {
        let (name, subtree, isWithin) = Self.networks[index]
        try check(Name.address(name), Name.address(subtree), isWithin: isWithin)
    }

    typealias Attributes = [DemoPKI.DistinguishedName.Attribute]

    static let directories: [(String, Attributes, Attributes, Bool)] = [
        ("itself", [.country("AL"), .organization("A")], [.country("AL"), .organization("A")], true),
        ("below", [.country("AL"), .organization("A"), .commonName("x")], [.country("AL"), .organization("A")], true),
        ("above", [.country("AL")], [.country("AL"), .organization("A")], false),
        ("beside", [.country("AL"), .organization("AB")], [.country("AL"), .organization("A")], false),
        ("in another order", [.organization("A"), .country("AL")], [.country("AL"), .organization("A")], false),
        (
            "in another case, type and spacing", [.country("al"), .init("2.5.4.10", .printable("  An  OFFICE "))],
            [.country("AL"), .organization("an office")], true
        ),
        (
            "in 16-bit characters", [.country("AL"), .init("2.5.4.10", .bmp("Zyra Çelësi"))],
            [.country("AL"), .organization("zyra çelësi")], true
        ),
        (
            "composed otherwise", [.country("AL"), .organization("C\u{327}ELE\u{308}SI")],
            [.country("AL"), .organization("çelësi")], true
        ),
    ]

    @Test(arguments: directories.indices) func `bind directory names`(index: Int) throws {
        let (label, name, subtree, isWithin) = Self.directories[index]
        let world = try PathWorld()
        let person = try Party(DemoPKI.DistinguishedName(name))
        for isPermitted in [true, false] {
            let names = [Name.directory(subtree)]
            let middle = try world.root.authorize(world.middle) {
                $0.moreExtensions = [
                    Extensions.nameConstraints(permitted: isPermitted ? names : [], excluded: isPermitted ? [] : names)
                ]
            }
            let answer = world.decide(
                try world.middle.certify(person), anchors: [try world.root.root()], over: [middle])
            #expect(answer.isValid == (isWithin == isPermitted), "\(label), permitted: \(isPermitted)")
        }
    }

    /// PA-03: a form that is not supported is refused where it is bound, and only there.
    @Test(arguments: [Name.principal("a@example.com"), Name.registered("1.2.3.4")])
    func `refuse a bound name of a form that is not supported`(name: [UInt8]) throws {
        let world = try PathWorld()
        for constraint in [
            Extensions.nameConstraints(permitted: [name]), Extensions.nameConstraints(excluded: [name]),
        ] {
            let bound = try world.decide(
                middle: { $0.moreExtensions = [constraint] },
                person: { $0.moreExtensions = [Extensions.alternativeNames([name])] })
            #expect(bound.reason == .nameConstraints)
            #expect(try world.decide(middle: { $0.moreExtensions = [constraint] }).isValid)
        }
        #expect(try world.decide(person: { $0.moreExtensions = [Extensions.alternativeNames([name])] }).isValid)
    }

    @Test func `do not bind names of other forms`() throws {
        let world = try PathWorld()
        let answer = try world.decide(
            middle: { $0.moreExtensions = [Extensions.nameConstraints(permitted: [Name.host("example.com")])] },
            person: { $0.moreExtensions = [Extensions.alternativeNames([Name.mailbox("a@evil.org")])] })
        #expect(answer.isValid)
    }

    @Test func `of several authorities all count`() throws {
        let world = try PathWorld()
        let low = try Party("Low")
        let over = [
            try world.root.authorize(world.middle) {
                $0.moreExtensions = [Extensions.nameConstraints(permitted: [Name.host("example.com")])]
            },
            try world.middle.authorize(low) {
                $0.moreExtensions = [
                    Extensions.nameConstraints(permitted: [Name.host("org"), Name.host("www.example.com")])
                ]
            },
        ]
        for (host, reason) in [
            ("www.example.com", ValidationReason.ok), ("mail.example.com", .nameConstraints),
            ("a.org", .nameConstraints),
        ] {
            let person = try low.certify(world.person) { $0.dnsNames = [host] }
            #expect(world.decide(person, anchors: [try world.root.root()], over: over).reason == reason, "\(host)")
        }
    }

    @Test func `of the anchor count too`() throws {
        let world = try PathWorld()
        for (host, reason) in [("example.com", ValidationReason.ok), ("evil.org", .nameConstraints)] {
            let answer = try world.decide(
                root: { $0.moreExtensions = [Extensions.nameConstraints(permitted: [Name.host("example.com")])] },
                person: { $0.dnsNames = [host] })
            #expect(answer.reason == reason)
        }
    }

    @Test func `are refused where they are not critical, not an authority's, empty, or bounded by depth`() throws {
        let world = try PathWorld()
        let host = Name.host("example.com")
        let bounded = Extension(
            "2.5.29.30", critical: true,
            Encode.sequence([
                Encode.tagged(0, Encode.sequence([host, Encode.taggedPrimitive(0, [1])]))
            ]))
        for wrong in [
            Extensions.nameConstraints(permitted: [host], critical: false), Extensions.nameConstraints(), bounded,
        ] {
            #expect(try world.decide(middle: { $0.moreExtensions = [wrong] }).reason == .nameConstraints)
        }
        let misplaced = try world.decide(person: {
            $0.moreExtensions = [Extensions.nameConstraints(permitted: [host])]
        })
        #expect(misplaced.reason == .nameConstraints)
    }

    @Test func `skip self-issued authorities`() throws {
        let world = try PathWorld()
        let renewed = try Party(world.middle.name)
        let over = [
            try world.root.authorize(world.middle) {
                $0.moreExtensions = [
                    Extensions.nameConstraints(excluded: [Encode.tagged(4, world.middle.name.der)])
                ]
            },
            try world.middle.authorize(renewed),
        ]
        let person = try renewed.certify(world.person)
        #expect(world.decide(person, anchors: [try world.root.root()], over: over).isValid)
    }

    /// Thousands of names under thousands of constraints: the work is bounded.
    @Test func `cost no more than is allowed (R16)`() throws {
        let world = try PathWorld()
        let hosts = (0..<3_000).map { "host\($0).example.com" }
        let answer = try world.decide(
            middle: { $0.moreExtensions = [Extensions.nameConstraints(excluded: hosts.map { Name.host("x" + $0) })] },
            person: { $0.moreExtensions = [Extensions.alternativeNames(hosts.map(Name.host))] })
        #expect(answer.reason == .limit)
    }
}
