import DemoPKI
import Foundation
import OpenSSL
import PKI
import Testing

/// Answers out of files: for `porta validate --ocsp`, and for a record that is judged again years later (R37, R41).
@Suite struct `OCSP answers at hand` {
    static let noon = CardWorld.noon

    struct Files {
        let authority: DemoAuthority
        let card: DemoCard
        let certificate: Certificate
        let issuer: Certificate

        init() throws {
            authority = try DemoAuthority.make(at: noon)
            card = try authority.mint(at: noon)
            certificate = try Certificate(der: card.certificate)
            issuer = try Certificate(der: authority.issuing.certificate)
        }

        func answer(
            _ status: OCSPStatus = .good, at moment: Date = noon,
            _ change: (inout OCSPAnswerOptions) throws -> Void = { _ in }
        ) throws -> [UInt8] {
            var options = OCSPAnswerOptions()
            try change(&options)
            return try authority.ocspResponse(
                to: authority.ocspRequest(for: card.serial), at: moment, options: options
            ) { _ in status }
        }

        func verdict(
            _ answers: [[UInt8]], at moment: Date? = noon, rules: RevocationRules = .forFiles(),
            isRevoked: (Certificate) -> Bool? = { _ in nil }
        ) -> OCSPPool.Verdict {
            OCSPPool(answers).verdict(
                on: certificate, issuedBy: issuer, under: rules, at: moment, isRevoked: isRevoked)
        }
    }

    static let revoked = OCSPStatus.revoked(at: noon - 60, reason: .keyCompromise)
    static let held = OCSPStatus.revoked(at: noon - 60, reason: .certificateHold)

    @Test func `say good, revoked, on hold and unknown`() throws {
        let files = try Files()
        for (status, reason) in [
            (OCSPStatus.good, OCSPPool.Reason.ok), (Self.revoked, .revoked), (Self.held, .revoked),
            (.unknown, .unknown),
        ] {
            let verdict = files.verdict([try files.answer(status)])
            #expect(verdict.reason == reason)
            #expect(verdict.isFinal)
            #expect(verdict.thisUpdate == Self.noon && verdict.nextUpdate == Self.noon + 3_600)
        }
        #expect(files.verdict([]).reason == .unknown)
        #expect(!files.verdict([]).isFinal)
    }

    @Test func `are taken by whatever digest they name the issuer with`() throws {
        let files = try Files()
        for digest in DigestAlgorithm.allCases {
            let answer = try files.answer {
                $0.subjects = [.init(serial: files.card.serial, of: files.authority, digest: digest)]
            }
            #expect(files.verdict([answer]).reason == .ok, "\(digest)")
        }
        let twice = try files.answer {
            $0.subjects = [DigestAlgorithm.sha1, .sha256].map {
                .init(serial: files.card.serial, of: files.authority, digest: $0)
            }
        }
        #expect(files.verdict([twice]).reason == .unknown)
    }

    @Test func `are found among useless ones`() throws {
        let files = try Files()
        let others = [
            [], [0x30], Array("<html>".utf8), [0x30, 3, 10, 1, 3],
            try files.answer { $0.subjects = [.init(serial: [0x42], of: files.authority)] },
            try files.answer { $0.breaksSignature = true }, try files.answer(at: Self.noon - 86_400),
            try Files().answer(),
        ]
        #expect(files.verdict(others + [try files.answer()]).reason == .ok)
        #expect(files.verdict([try files.answer()] + others).reason == .ok)
        #expect(files.verdict(others).reason == .stale)
        #expect(files.verdict(Array(others.dropLast(2))).reason == .signature)
        #expect(files.verdict(Array(others.dropLast(3))).reason == .unknown)
    }

    @Test func `are decided by a revocation, then by the newest`() throws {
        let files = try Files()
        let (good, later) = (try files.answer(), try files.answer(at: Self.noon + 60))
        let moment = Self.noon + 120
        #expect(files.verdict([try files.answer(Self.revoked), later], at: moment).reason == .revoked)
        #expect(files.verdict([try files.answer(Self.held), later], at: moment).reason == .ok)
        #expect(files.verdict([good, try files.answer(Self.held, at: Self.noon + 60)], at: moment).reason == .revoked)
        #expect(files.verdict([try files.answer(.unknown), later], at: moment).reason == .ok)
        #expect(files.verdict([later, try files.answer(.unknown, at: Self.noon + 60)], at: moment).reason == .unknown)
        // What was revoked once stays so, however old the answer; a hold does not.
        let old = Self.noon - 86_400
        #expect(files.verdict([try files.answer(Self.revoked, at: old), good]).reason == .revoked)
        #expect(files.verdict([try files.answer(Self.held, at: old), good]).reason == .ok)
        #expect(files.verdict([try files.answer(Self.held, at: old)]).reason == .stale)
    }

    @Test func `are judged to the second`() throws {
        let files = try Files()
        let answer = try files.answer()
        for (offset, reason) in [
            (-1.0, OCSPPool.Reason.unknown), (0, .ok), (3_599, .ok), (3_600, .stale),
        ] {
            #expect(files.verdict([answer], at: Self.noon + offset).reason == reason, "\(offset)")
        }
        #expect(files.verdict([answer], at: nil).reason == .ok)
        #expect(
            files.verdict([answer], at: Self.noon + 3_600, rules: .forFiles(maxAge: .seconds(3_599))).reason == .stale)
        let endless = try files.answer { $0.lifetime = nil }
        #expect(files.verdict([endless], at: Self.noon + 900).reason == .ok)
        #expect(files.verdict([endless], at: Self.noon + 901).reason == .stale)
    }

    @Test func `are signed by whom the issuer allows`() throws {
        let files = try Files()
        let delegate = try files.authority.makeResponder(at: Self.noon) { $0.ocspNoCheck = false }
        let answer = try files.answer { $0.signer = .other(delegate) }
        #expect(files.verdict([answer]).reason == .unknown)
        #expect(files.verdict([answer], isRevoked: { $0.der == delegate.certificate ? false : nil }).reason == .ok)
        #expect(files.verdict([answer], isRevoked: { _ in true }).reason == .signature)
        let sibling = try files.authority.sibling(at: Self.noon)
        for stranger in [sibling.responder, sibling.issuing, files.authority.root] {
            let forged = try files.answer(Self.revoked) { $0.signer = .other(stranger) }
            #expect(files.verdict([forged]).reason == .signature)
        }
        // The card's issuer is the one that is named, not whoever signed something.
        let other = OCSPPool([try files.answer()]).verdict(
            on: files.certificate, issuedBy: try Certificate(der: sibling.issuing.certificate), under: .forFiles(),
            at: Self.noon)
        #expect(other.reason == .unknown)
    }

    /// R37: a record is judged again from its bytes alone, with the same finding.
    @Test func `are judged again as they were when they came`() async throws {
        let world = try CardWorld()
        let card = try world.card()
        let issuer = try world.issuer(sources: [world.ocsp])
        let judge = try world.judge([issuer])
        let verdict = await judge.judge(world.presented(card.certificate))
        guard case .proven(let proven) = consume verdict, case .ocsp(let response) = proven.revocation.proof else {
            Issue.record("refused")
            return
        }
        #expect(proven.revocation.responder?.role == .delegate)
        #expect(proven.revocation.responder?.provedNonce == true)
        #expect(
            proven.revocation.responder?.certificate
                == DigestAlgorithm.sha256.digest(world.authority.responder.certificate))
        let (leaf, authority) = (
            try Certificate(der: card.certificate), try Certificate(der: world.authority.issuing.certificate)
        )
        func again(at moment: Date?, _ bytes: [UInt8]) -> OCSPFinding {
            OCSPResponse.rejudge(
                bytes, about: leaf, issuedBy: authority, under: issuer.revocation, from: world.ocsp.url, at: moment)
        }
        let finding = again(at: Self.noon, response)
        #expect(finding.status == .good && finding.hasNonce)
        #expect(finding.thisUpdate == proven.revocation.thisUpdate)
        #expect(finding.responder?.certificate == world.authority.responder.certificate)
        #expect(again(at: Self.noon + 7_200, response).status == .stale)
        #expect(again(at: nil, response).status == .good)
        #expect(again(at: Self.noon, [0x30, 3, 10, 1, 3]).status == .unavailable)
        var pinned = issuer.revocation
        pinned.ocsp.responders = [world.ocsp.url: ResponderRules(pin: ResponderPin(names: ["Somebody"]))]
        let other = OCSPResponse.rejudge(
            response, about: leaf, issuedBy: authority, under: pinned, from: world.ocsp.url, at: Self.noon)
        #expect(other.status == .invalid)
    }

    /// An answer that was remembered for a while before it decided gives the same finding later.
    @Test func `are judged again as they were when they were remembered`() async throws {
        let world = try CardWorld()
        let card = try world.card()
        world.set {
            $0.answering.nonce = .omit
            $0.answering.thisUpdate = Self.noon - 350
            $0.answering.lifetime = 86_400
        }
        let issuer = try world.issuer(sources: [world.ocsp])
        let judge = try world.judge([issuer])
        #expect(await world.code(card, by: judge) == "ok")
        world.wait(200)
        let verdict = await judge.judge(world.presented(card.certificate))
        guard case .proven(let proven) = consume verdict, case .ocsp(let response) = proven.revocation.proof else {
            Issue.record("refused")
            return
        }
        #expect(proven.revocation.responder?.provedNonce == false)
        let finding = OCSPResponse.rejudge(
            response, about: try Certificate(der: card.certificate),
            issuedBy: try Certificate(der: world.authority.issuing.certificate), under: issuer.revocation,
            from: world.ocsp.url, at: world.now)
        #expect(finding.status == .good && !finding.hasNonce)
        world.wait(100)
        #expect(await world.code(card, by: judge) == "revocation-stale")
    }

    /// R14: whatever bytes: an answer, and never "good".
    @Test func `survive every byte changed, every end cut off, and much else`() throws {
        let files = try Files()
        let answer = try files.answer()
        for position in answer.indices {
            var mutant = answer
            mutant[position] ^= 0x01
            #expect(files.verdict([mutant]).reason != .ok, "byte \(position)")
            #expect(files.verdict([Array(answer[..<position])]).reason == .unknown)
        }
        for length in [0, 1, 1_000, 65_536, 65_537, 1_000_000] {
            for byte: UInt8 in [0x00, 0x30, 0xA0, 0xFF] {
                #expect(files.verdict([[UInt8](repeating: byte, count: length)]).reason == .unknown)
            }
        }
    }
}
