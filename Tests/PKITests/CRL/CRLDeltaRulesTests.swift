import DemoPKI
import Foundation
import OpenSSL
import PKI
import Testing

/// RFC 5280 §6.3.3(c), (h) to (k).
extension `What lists say` {
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
