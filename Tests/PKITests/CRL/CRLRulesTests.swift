import DemoPKI
import Foundation
import OpenSSL
import PKI
import Testing

/// RFC 5280 §5 and §6.3.3, by `Validator` over lists at hand. threats: V6, R20.
@Suite struct `What lists say` {
    static let world = ListWorld.shared
    static let noon = ListWorld.noon

    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let reason: ValidationReason
        /// The lists of the issuing authority; the root's own is always there.
        let lists: @Sendable (ListWorld) throws -> [[UInt8]]
        let leaf: @Sendable (inout CertificateShape, ListWorld) -> Void

        init(
            _ name: String, _ reason: ValidationReason,
            leaf: @escaping @Sendable (inout CertificateShape, ListWorld) -> Void = { _, _ in },
            _ lists: @escaping @Sendable (ListWorld) throws -> [[UInt8]]
        ) {
            (testDescription, self.reason, self.lists, self.leaf) = (name, reason, lists, leaf)
        }

        /// One list, changed.
        static func one(
            _ name: String, _ reason: ValidationReason, _ change: @escaping @Sendable (inout CRLShape) -> Void
        ) -> Row {
            Row(name, reason) { [try $0.list(change)] }
        }
    }

    func check(_ row: Row) throws {
        let answer = try Self.world.decide(leaf: { row.leaf(&$0, Self.world) }, lists: row.lists(Self.world))
        #expect(answer.reason == row.reason, "\(answer.detail)")
    }

    // MARK: Reading: §5.1, §5.2, §5.3

    static let reading: [Row] = [
        .one("in order", .ok) { _ in },
        .one("empty", .ok) { $0.entries = [] },
        Row("no list at all", .revocationUnknown) { _ in [] },
        Row("junk beside the list", .ok) { [[], [0x30], [UInt8](repeating: 0x30, count: 90), try $0.list()] },
        Row("bytes behind the list", .revocationUnknown) { [try $0.list() + [0]] },
        Row("cut short", .revocationUnknown) { [try $0.list().dropLast()] },
        .one("version 1", .revocationUnknown) { $0.version = nil },
        .one("version 3", .revocationUnknown) { $0.version = 2 },
        .one("two algorithms", .revocationUnknown) { $0.outerAlgorithm = AlgorithmIdentifier.of(.ecdsa(.sha512)) },
        .one("signed by SHA-1", .revocationSignature) {
            $0.innerAlgorithm = AlgorithmIdentifier.of(.ecdsa(.sha1))
            $0.outerAlgorithm = AlgorithmIdentifier.of(.ecdsa(.sha1))
        },
        .one("a broken signature", .revocationSignature) { $0.breaksSignature = true },
        .one("another issuer", .revocationUnknown) { $0.issuer = DemoAuthority.rootName("Other") },
        .one("no nextUpdate", .revocationUnknown) { $0.nextUpdate = nil },
        .one("no number", .revocationUnknown) { $0.number = nil },
        .one("a critical number", .revocationUnknown) {
            $0.number = nil
            $0.moreExtensions = [Extension("2.5.29.20", critical: true, Encode.integer(7))]
        },
        .one("a number of 21 octets", .revocationUnknown) {
            $0.number = nil
            $0.moreExtensions = [Extension("2.5.29.20", Encode.integer([UInt8](repeating: 0x7F, count: 21)))]
        },
        .one("two numbers", .revocationUnknown) { $0.moreExtensions = [Extension("2.5.29.20", Encode.integer(8))] },
        .one("an unknown critical extension", .revocationUnknown) { $0.moreExtensions = [.unknown(critical: true)] },
        .one("an unknown extension", .ok) { $0.moreExtensions = [.unknown(critical: false)] },
        .one("deltas elsewhere", .ok) { $0.freshest = ["http://crl.demo.invalid/delta"] },
        .one("an empty scope", .revocationUnknown) { $0.issuingDistributionPoint = Encode.sequence([]) },
        .one("a scope whose flag is false", .revocationUnknown) {
            $0.issuingDistributionPoint = Encode.sequence([Encode.taggedPrimitive(1, [0])])
        },
        .one("a scope with an unknown field", .revocationUnknown) {
            $0.issuingDistributionPoint = Encode.sequence([Encode.taggedPrimitive(6, [0xFF])])
        },
        .one("an entry with an unknown critical extension", .revocationUnknown) {
            $0.entries = [ListWorld.stranger { $0.moreExtensions = [.unknown(critical: true)] }]
        },
        .one("an entry with an unknown extension", .ok) {
            $0.entries = [ListWorld.stranger { $0.moreExtensions = [.unknown(critical: false)] }]
        },
        .one("an entry with an invalidity date", .ok) {
            let date = Encode.value(0x18, Array("20300101000000Z".utf8))
            $0.entries = [ListWorld.stranger { $0.moreExtensions = [Extension("2.5.29.24", date)] }]
        },
        .one("an entry with a reason that nobody defined", .revocationUnknown) {
            let code = Extension("2.5.29.21", Encode.enumerated(7))
            $0.entries = [ListWorld.stranger { $0.moreExtensions = [code] }]
        },
        .one("an entry that only a delta may have", .revocationUnknown) {
            $0.entries = [ListWorld.stranger { $0.reason = .removeFromCRL }]
        },
        .one("an entry of another issuer in a list that is not indirect", .revocationUnknown) {
            $0.entries = [ListWorld.stranger { $0.certificateIssuer = DemoAuthority.rootName("Other") }]
        },
    ]

    @Test(arguments: reading)
    func `is believed only of a list that is understood whole`(row: Row) throws { try check(row) }

    // MARK: (a) time

    static let times: [(TimeInterval, TimeInterval?, Int?, ValidationReason)] = [
        (0, 60, nil, .ok), (1, 60, nil, .revocationUnknown), (-60, 1, nil, .ok), (-60, 0, nil, .revocationStale),
        (-60, -1, nil, .revocationStale), (-86_400, 60, 1, .ok), (-86_401, 60, 1, .revocationStale),
        (-86_401, 60, nil, .ok),
    ]

    @Test(arguments: times)
    func `counts from thisUpdate until before nextUpdate, and no longer than is allowed`(
        from: TimeInterval, until: TimeInterval?, days: Int?, reason: ValidationReason
    ) throws {
        let list = try Self.world.list {
            $0.thisUpdate = Self.noon + from
            $0.nextUpdate = until.map { Self.noon + $0 }
        }
        #expect(try Self.world.decide(lists: [list]) { $0.maximumAgeDays = days }.reason == reason)
    }

    @Test func `is not asked about time where no dates are checked`() throws {
        let list = try Self.world.list {
            $0.thisUpdate = Self.noon - 7_200
            $0.nextUpdate = Self.noon - 3_600
        }
        #expect(try Self.world.decide(lists: [list]) { $0.moment = nil }.reason == .ok)
    }
}
