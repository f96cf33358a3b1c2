import DemoPKI
import Foundation
import OpenSSL
import PKI
import Testing

/// `--revocation ocsp` and `either`: which source has the last word.
@Suite struct `Lists and OCSP answers together` {
    static let world = ListWorld.shared
    static let noon = ListWorld.noon

    /// What OCSP says, if anything.
    enum Answer: Sendable, CaseIterable {
        case none, good, revoked, held, unknown, stale, forged, refusal
    }

    enum List: Sendable, CaseIterable {
        case none, good, revoked, stale
    }

    static let table: [(Answer, List, ocsp: ValidationReason, either: ValidationReason)] = [
        (.none, .none, .revocationUnknown, .revocationUnknown), (.none, .good, .revocationUnknown, .ok),
        (.none, .revoked, .revocationUnknown, .revoked), (.none, .stale, .revocationUnknown, .revocationStale),
        (.good, .none, .ok, .ok), (.good, .good, .ok, .ok), (.good, .stale, .ok, .ok),
        // a revocation by any verified source wins
        (.good, .revoked, .ok, .revoked),
        (.revoked, .none, .revoked, .revoked), (.revoked, .good, .revoked, .revoked),
        (.held, .good, .revoked, .revoked),
        // a verified "unknown" is final, but for a revocation
        (.unknown, .none, .revocationUnknown, .revocationUnknown),
        (.unknown, .good, .revocationUnknown, .revocationUnknown),
        (.unknown, .revoked, .revocationUnknown, .revoked),
        (.stale, .none, .revocationStale, .revocationStale), (.stale, .good, .revocationStale, .ok),
        (.forged, .none, .revocationSignature, .revocationSignature), (.forged, .good, .revocationSignature, .ok),
        (.refusal, .none, .revocationUnknown, .revocationUnknown), (.refusal, .good, .revocationUnknown, .ok),
    ]

    @Test(arguments: table.indices)
    func `decide as the contract of porta validate says`(index: Int) throws {
        let (answer, list, ocsp, either) = Self.table[index]
        let answers = try [[0x30, 0x00]] + Self.answers(answer)
        for (revocation, reason) in [(ValidationCase.Revocation.ocsp, ocsp), (.either, either)] {
            let found = try Self.world.decide(lists: Self.lists(list)) {
                $0.revocation = revocation
                $0.ocspResponses = answers
            }
            #expect(found.reason == reason, "\(answer), \(list), \(revocation): \(found.detail)")
            if found.reason == .ok, answer == .good {
                #expect(found.revocation.first?.facts?.source == .ocsp)
            }
        }
    }

    /// OC-04: a delegate that does not say `nocheck`.
    @Test(arguments: [
        (false, false, ValidationReason.ok), (true, false, .revocationUnknown), (true, true, .ok),
    ])
    func `a responder is asked about where its certificate says a place to ask`(
        namesPlace: Bool, hasList: Bool, reason: ValidationReason
    ) throws {
        let responder = try Self.world.authority.makeResponder(at: Self.noon) {
            $0.ocspNoCheck = false
            if namesPlace { $0.crlAddresses = ["http://crl.demo.invalid/1.crl"] }
        }
        let answer = try Self.answer(.good) { $0.signer = .other(responder) }
        let found = try Self.world.decide(lists: Self.lists(hasList ? .good : .none)) {
            $0.revocation = .ocsp
            $0.ocspResponses = [answer]
        }
        #expect(found.reason == reason, "\(found.detail)")
    }

    @Test func `a responder that is listed is not believed`() throws {
        let responder = try Self.world.authority.makeResponder(at: Self.noon) {
            $0.ocspNoCheck = false
            $0.serial = [0x61]
        }
        let answer = try Self.answer(.good) { $0.signer = .other(responder) }
        let list = try Self.world.list { $0.entries = [CRLEntry(serial: [0x61], date: Self.noon)] }
        let found = try Self.world.decide(lists: [list]) {
            $0.revocation = .ocsp
            $0.ocspResponses = [answer]
        }
        #expect(found.reason == .revocationSignature, "\(found.detail)")
    }

    private static func lists(_ list: List) throws -> [[UInt8]] {
        switch list {
        case .none: []
        case .good: [try world.list()]
        case .revoked: [try world.list { $0.entries = [ListWorld.mine()] }]
        case .stale:
            [
                try world.list {
                    $0.thisUpdate = noon - 7_200
                    $0.nextUpdate = noon - 1
                }
            ]
        }
    }

    private static func answers(_ answer: Answer) throws -> [[UInt8]] {
        switch answer {
        case .none: []
        case .good: [try self.answer(.good)]
        case .revoked: [try self.answer(.revoked(at: noon - 60, reason: .keyCompromise))]
        case .held: [try self.answer(.revoked(at: noon - 60, reason: .certificateHold))]
        case .unknown: [try self.answer(.unknown)]
        case .stale: [try self.answer(.good) { $0.thisUpdate = noon - 7_200 }]
        case .forged: [try self.answer(.good) { $0.breaksSignature = true }]
        case .refusal: [try self.answer(.good) { $0.status = .tryLater }]
        }
    }

    private static func answer(
        _ status: OCSPStatus, _ change: (inout OCSPAnswerOptions) -> Void = { _ in }
    ) throws -> [UInt8] {
        var options = OCSPAnswerOptions()
        change(&options)
        return try world.authority.ocspResponse(
            to: world.authority.ocspRequest(for: ListWorld.serial), at: noon, options: options
        ) { _ in status }
    }
}
