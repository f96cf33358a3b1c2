import DemoPKI
import Foundation
import OpenSSL
import PKI
import Testing

/// RFC 5280 §6.3.3(b), (d), (e).
extension `What lists say` {
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
}
