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

    private func check(_ row: Row) throws {
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

    // MARK: (b), (d), (e) scope

    static let here = "http://crl.demo.invalid/1.crl"
    static let there = "http://crl.demo.invalid/2.crl"

    static func scoped(_ point: [UInt8], _ change: @escaping @Sendable (inout CRLShape) -> Void = { _ in })
        -> @Sendable (inout CRLShape) -> Void
    {
        {
            $0.issuingDistributionPoint = point
            change(&$0)
        }
    }

    static let pointHere: @Sendable (inout CertificateShape, ListWorld) -> Void = { leaf, _ in
        leaf.crlAddresses = [here]
    }

    static let scopes: [Row] = [
        .one("for users", .ok, scoped(IssuingDistributionPoint.der(onlyUsers: true))),
        .one("for authorities", .revocationScope, scoped(IssuingDistributionPoint.der(onlyAuthorities: true))),
        .one("for attributes", .revocationScope, scoped(IssuingDistributionPoint.der(onlyAttributes: true))),
        .one(
            "for users and for authorities", .revocationScope,
            scoped(IssuingDistributionPoint.der(onlyUsers: true, onlyAuthorities: true))),
        Row("the certificate's own distribution point", .ok, leaf: pointHere) {
            [try $0.list(scoped(IssuingDistributionPoint.der(address: here)))]
        },
        Row("another distribution point: substitution", .revocationScope, leaf: pointHere) {
            [try $0.list(scoped(IssuingDistributionPoint.der(address: there)))]
        },
        Row("a distribution point for a certificate that names none", .revocationScope) {
            [try $0.list(scoped(IssuingDistributionPoint.der(address: here)))]
        },
        Row("a list of everything for a certificate with a distribution point", .ok, leaf: pointHere) {
            [try $0.list()]
        },
        Row("both partitions, the other one naming the number", .ok, leaf: pointHere) {
            [
                try $0.list(scoped(IssuingDistributionPoint.der(address: here))),
                try $0.list(
                    scoped(IssuingDistributionPoint.der(address: there)) {
                        $0.entries = [CRLEntry(serial: ListWorld.serial, date: noon)]
                    }),
            ]
        },
        Row(
            "a name relative to the issuer, the same on both sides", .ok,
            leaf: { leaf, _ in leaf.moreExtensions = [ListWorld.points([ListWorld.relativePoint("1")])] },
            {
                [try $0.list(scoped(Encode.sequence([Encode.tagged(0, ListWorld.relativeName("1"))])))]
            }),
        Row(
            "a name relative to the issuer, and the full one", .ok,
            leaf: { leaf, world in
                let name = Encode.tagged(4, world.authority.issuingName.appending(commonName: "1"))
                leaf.moreExtensions = [
                    ListWorld.points([Encode.sequence([Encode.tagged(0, Encode.tagged(0, name))])])
                ]
            },
            {
                [try $0.list(scoped(Encode.sequence([Encode.tagged(0, ListWorld.relativeName("1"))])))]
            }),
        Row(
            "another name relative to the issuer", .revocationScope,
            leaf: { leaf, _ in leaf.moreExtensions = [ListWorld.points([ListWorld.relativePoint("2")])] },
            {
                [try $0.list(scoped(Encode.sequence([Encode.tagged(0, ListWorld.relativeName("1"))])))]
            }),
        Row(
            "distribution points that cannot be read", .revocationUnknown,
            leaf: { leaf, _ in leaf.moreExtensions = [ListWorld.points([Encode.sequence([])])] },
            { [try $0.list()] }),
    ]

    @Test(arguments: scopes)
    func `counts only for certificates in its scope`(row: Row) throws { try check(row) }

    static let reasons: [Row] = [
        .one("some reasons", .revocationScope, scoped(IssuingDistributionPoint.der(onlySomeReasons: [1, 2]))),
        Row("all reasons in two lists", .ok) {
            [
                try $0.list(scoped(IssuingDistributionPoint.der(onlySomeReasons: [1, 2]))),
                try $0.list(scoped(IssuingDistributionPoint.der(onlySomeReasons: [3, 4, 5, 6, 7, 8]))),
            ]
        },
        Row("all reasons but one", .revocationScope) {
            [
                try $0.list(scoped(IssuingDistributionPoint.der(onlySomeReasons: [1, 2]))),
                try $0.list(scoped(IssuingDistributionPoint.der(onlySomeReasons: [3, 4, 5, 6, 7]))),
            ]
        },
        Row("some reasons, one of which was the case", .revoked) {
            [
                try $0.list(
                    scoped(IssuingDistributionPoint.der(onlySomeReasons: [1, 2])) {
                        $0.entries = [CRLEntry(serial: ListWorld.serial, date: noon, reason: .keyCompromise)]
                    })
            ]
        },
        Row(
            "a distribution point for some reasons only", .revocationScope,
            leaf: { leaf, _ in
                let point = Encode.sequence([
                    Encode.tagged(0, Encode.tagged(0, Encode.taggedPrimitive(6, Array(here.utf8)))),
                    [0x81] + Encode.namedBits([1, 2]).dropFirst(),
                ])
                leaf.moreExtensions = [ListWorld.points([point])]
            },
            {
                [try $0.list(scoped(IssuingDistributionPoint.der(address: here)))]
            }),
    ]

    @Test(arguments: reasons)
    func `is asked until every reason is told`(row: Row) throws { try check(row) }

    // MARK: (b)(1) indirect lists

    static let indirect: [Row] = [
        Row("a list by another issuer that the certificate names", .ok, leaf: ListWorld.pointsAtRevoker) {
            [try $0.revokersList()]
        },
        Row("that list, naming the certificate", .revoked, leaf: ListWorld.pointsAtRevoker) { world in
            [
                try world.revokersList {
                    $0.entries = [
                        CRLEntry(serial: [0x42], date: noon),
                        ListWorld.mine { $0.certificateIssuer = world.authority.issuingName },
                    ]
                }
            ]
        },
        Row("that list, with the issuer named by an entry before", .revoked, leaf: ListWorld.pointsAtRevoker) { world in
            [
                try world.revokersList {
                    $0.entries = [
                        ListWorld.stranger { $0.certificateIssuer = world.authority.issuingName }, ListWorld.mine(),
                    ]
                }
            ]
        },
        Row("that list, with the number of another issuer's certificate", .ok, leaf: ListWorld.pointsAtRevoker) {
            world in
            [
                try world.revokersList {
                    $0.entries = [
                        ListWorld.mine(),  // the list issuer's own
                        ListWorld.stranger { $0.certificateIssuer = world.authority.issuingName },
                        ListWorld.mine { $0.certificateIssuer = DemoAuthority.rootName("Other") },
                    ]
                }
            ]
        },
        Row("a list by that issuer that is not indirect", .revocationScope, leaf: ListWorld.pointsAtRevoker) {
            [try $0.revokersList { $0.issuingDistributionPoint = nil }]
        },
        Row("a list by that issuer that the certificate does not name", .revocationUnknown) { [try $0.revokersList()] },
        Row("an indirect list covers its own issuer's certificates", .revoked) {
            [
                try $0.list(
                    scoped(IssuingDistributionPoint.der(indirect: true)) { $0.entries = [ListWorld.mine()] })
            ]
        },
        Row("an indirect list, the entry being another issuer's", .ok) {
            [
                try $0.list(
                    scoped(IssuingDistributionPoint.der(indirect: true)) {
                        $0.entries = [ListWorld.mine { $0.certificateIssuer = DemoAuthority.rootName("Other") }]
                    })
            ]
        },
    ]

    @Test(arguments: indirect)
    func `counts for another issuer's certificates only as that issuer says`(row: Row) throws { try check(row) }

    // MARK: (c), (h) to (k) deltas

    static func delta(
        _ world: ListWorld, _ entries: [CRLEntry] = [], base: Int = 5, number: Int = 6,
        _ change: @escaping (inout CRLShape) -> Void = { _ in }
    ) throws -> [UInt8] {
        try world.list {
            ($0.deltaBase, $0.number, $0.entries) = (base, number, entries)
            change(&$0)
        }
    }

    static func full(
        _ world: ListWorld, _ reason: DemoPKI.RevocationReason? = nil,
        _ change: @escaping (inout CRLShape) -> Void = { _ in }
    ) throws -> [UInt8] {
        try world.list {
            $0.number = 5
            $0.entries = reason.map { reason in [ListWorld.mine { $0.reason = reason }] } ?? []
            change(&$0)
        }
    }

    static let removed = [ListWorld.mine { $0.reason = .removeFromCRL }]

    static let deltas: [Row] = [
        Row("a delta alone", .revocationUnknown) { [try delta($0)] },
        Row("nothing new", .ok) { [try full($0), try delta($0)] },
        Row("revoked since", .revoked) { [try full($0), try delta($0, [ListWorld.mine()])] },
        Row("on hold", .revoked) { [try full($0, .certificateHold), try delta($0)] },
        Row("a hold lifted", .ok) { [try full($0, .certificateHold), try delta($0, removed)] },
        Row("a hold lifted that no list at hand knows", .ok) { [try full($0), try delta($0, removed)] },
        Row("a hold made final", .revoked) { [try full($0, .certificateHold), try delta($0, [ListWorld.mine()])] },
        Row("a revocation is not lifted", .revoked) { [try full($0, .keyCompromise), try delta($0, removed)] },
        Row("a base newer than the list at hand", .revoked) {
            [try full($0, .certificateHold), try delta($0, removed, base: 6, number: 7)]
        },
        Row("a base older than the list at hand", .ok) {
            [try full($0, .certificateHold), try delta($0, removed, base: 3)]
        },
        Row("a delta no newer than the list at hand", .revoked) {
            [try full($0, .certificateHold), try delta($0, removed, base: 3, number: 5)]
        },
        Row("of two deltas the newer", .ok) {
            [
                try full($0, .certificateHold), try delta($0, [ListWorld.mine { $0.reason = .certificateHold }]),
                try delta($0, removed, number: 7),
            ]
        },
        Row("another scope", .revoked) {
            [
                try full($0, .certificateHold),
                try delta($0, removed) { $0.issuingDistributionPoint = IssuingDistributionPoint.der(onlyUsers: true) },
            ]
        },
        Row("another key identifier", .revoked) {
            [try full($0, .certificateHold), try delta($0, removed) { $0.authorityKeyIdentifier = [1, 2, 3] }]
        },
        Row("a broken signature", .revoked) {
            [try full($0, .certificateHold), try delta($0, removed) { $0.breaksSignature = true }]
        },
        Row("a delta that has run out", .revoked) {
            [
                try full($0, .certificateHold),
                try delta($0, removed) {
                    $0.thisUpdate = noon - 7_200
                    $0.nextUpdate = noon - 1
                },
            ]
        },
        Row("a delta with an unknown critical extension", .revoked) {
            [
                try full($0, .certificateHold),
                try delta($0, removed) { $0.moreExtensions = [.unknown(critical: true)] },
            ]
        },
        Row("a list without number takes no delta", .revocationUnknown) {
            [try full($0, .certificateHold) { $0.number = nil }, try delta($0, removed)]
        },
        Row("a list that has run out, and a current delta", .revocationStale) {
            [try full($0, nil, runOut), try delta($0)]
        },
        Row("a list that has run out and tells of deltas, and a current one", .ok) {
            [
                try full($0) {
                    runOut(&$0)
                    $0.freshest = [here]
                }, try delta($0),
            ]
        },
        Row(
            "a list that has run out, for a certificate that tells of deltas", .ok,
            leaf: { leaf, _ in leaf.deltaAddresses = [here] },
            { [try full($0, nil, runOut), try delta($0)] }),
    ]

    static let runOut: @Sendable (inout CRLShape) -> Void = {
        $0.thisUpdate = noon - 7_200
        $0.nextUpdate = noon - 1
    }

    @Test(arguments: deltas)
    func `is brought up to date by deltas that fit`(row: Row) throws { try check(row) }

    // MARK: Several lists

    static let several: [Row] = [
        Row("the newer one lifts a hold", .ok) {
            [
                try full($0, .certificateHold) { $0.thisUpdate = noon - 60 },
                try full($0) { $0.number = 6 },
            ]
        },
        Row("the newer one holds", .revoked) {
            [try full($0) { $0.thisUpdate = noon - 60 }, try full($0, .certificateHold) { $0.number = 6 }]
        },
        Row("revoked is for ever", .revoked) {
            [
                try full($0, .keyCompromise) { $0.thisUpdate = noon - 60 },
                try full($0) { $0.number = 6 },
            ]
        },
        Row("revoked is for ever, though the list has run out", .revoked) {
            [try full($0, .keyCompromise, runOut), try full($0)]
        },
        Row("a hold ends with its list", .ok) { [try full($0, .certificateHold, runOut), try full($0)] },
        Row("a forged list revokes nobody", .ok) {
            [try full($0, .keyCompromise) { $0.breaksSignature = true }, try full($0)]
        },
        Row("a list of tomorrow revokes nobody yet", .ok) {
            [
                try full($0, .keyCompromise) {
                    $0.thisUpdate = noon + 86_400
                    $0.nextUpdate = noon + 172_800
                }, try full($0),
            ]
        },
        Row("listed twice, the final reason counts", .revoked) {
            [
                try $0.list {
                    $0.entries = [
                        ListWorld.mine { $0.reason = .certificateHold }, ListWorld.mine { $0.reason = .superseded },
                    ]
                }
            ]
        },
    ]

    @Test(arguments: several)
    func `is the newest list's word, but for what is final`(row: Row) throws { try check(row) }

    @Test(arguments: DemoPKI.RevocationReason.permanent)
    func `says why and since when`(reason: DemoPKI.RevocationReason) throws {
        let list = try Self.world.list { $0.entries = [ListWorld.mine { $0.reason = reason }] }
        let answer = try Self.world.decide(lists: [list])
        #expect(answer.reason == .revoked)
        #expect(answer.detail.contains("\(reason)") && answer.detail.contains("2030-03-17"), "\(answer.detail)")
        let leaf = try #require(answer.revocation.first { $0.certificate == answer.path.first })
        #expect(leaf.status == .revoked && leaf.facts?.thisUpdate == Self.noon)
    }
}
