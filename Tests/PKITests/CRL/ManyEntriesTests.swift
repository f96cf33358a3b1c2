import DemoPKI
import Foundation
import OpenSSL
import PKI
import Testing

/// Lists of many entries are read without a tree for each: with the same outcome, and as strictly.
@Suite struct `Lists of many entries` {
    private static let world = ListWorld.shared

    private static func reason(_ entries: [CRLEntry], pointing: Bool = true) throws -> ValidationReason {
        let list = try world.revokersList { $0.entries = entries }
        return try world.decide(
            leaf: { if pointing { ListWorld.pointsAtRevoker(&$0, world) } }, lists: [list]
        ).reason
    }

    private static func entry(_ number: Int, of issuer: DemoPKI.DistinguishedName) -> CRLEntry {
        ListWorld.stranger {
            ($0.serial, $0.certificateIssuer) = ([0x50, UInt8(number / 250), UInt8(number % 250)], issuer)
        }
    }

    private static func other(_ number: Int) -> DemoPKI.DistinguishedName {
        DemoAuthority.rootName("Other \(number)")
    }

    /// RFC 5280 §5.3.3: whose certificate an entry speaks of changes from entry to entry.
    @Test(arguments: [(0, true), (1, true), (3, false)])
    func `tell issuers apart that take turns`(place: Int, isRevoked: Bool) throws {
        let issuers = [
            Self.world.authority.issuingName, Self.world.authority.issuingName, Self.other(1), Self.other(2),
        ]
        var entries = (0..<1_000).map { Self.entry($0, of: issuers[$0 % 4]) }
        // With its issuer's name, or behind an entry that has it, or behind another's.
        entries[500 + place] = ListWorld.mine { $0.certificateIssuer = place == 0 ? issuers[0] : nil }
        #expect(try Self.reason(entries) == (isRevoked ? .revoked : .ok))
    }

    @Test(arguments: [(998, ValidationReason.revoked), (1_000, .revocationUnknown)])
    func `are read up to a thousand issuers`(count: Int, reason: ValidationReason) throws {
        let many = (0..<2 * count).map { Self.entry($0, of: Self.other($0 % count)) }
        let mine = ListWorld.mine { $0.certificateIssuer = Self.world.authority.issuingName }
        #expect(try Self.reason(many + [mine]) == reason)
    }

    private static let date = Extension("2.5.29.24", Encode.value(0x18, Array("20300101000000Z".utf8)))
    private static let code = Extension("2.5.29.21", Encode.enumerated(1))

    @Test(arguments: [
        ("a reason", [code], true), ("a date and a reason", [date, code], true),
        ("a reason that is critical", [Extension("2.5.29.21", critical: true, Encode.enumerated(1))], true),
        ("an extension that is not known", [code, .unknown(critical: false)], true),
        ("a reason twice", [code, code], false), ("a date twice", [date, code, date], false),
        ("a reason that is no ENUMERATED", [Extension("2.5.29.21", Encode.integer(1))], false),
        ("a reason with something behind it", [Extension("2.5.29.21", Encode.enumerated(1) + [0])], false),
        ("a date in UTCTime", [Extension("2.5.29.24", Encode.value(0x17, Array("300101000000Z".utf8)))], false),
        ("a date with something behind it", [Extension("2.5.29.24", date.value + [0])], false),
    ])
    func `count if every entry can be read`(name: String, extensions: [Extension], isFine: Bool) throws {
        let list = try Self.world.list { $0.entries = [ListWorld.stranger { $0.moreExtensions = extensions }] }
        #expect(try Self.world.decide(lists: [list]).reason == (isFine ? .ok : .revocationUnknown), "\(name)")
    }
}
