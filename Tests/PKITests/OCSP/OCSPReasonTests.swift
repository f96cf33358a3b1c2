import DemoPKI
import Fetch
import Foundation
import OpenSSL
import PKI
import Testing

/// threats: V3 to V5, R19: an answer that is not believed says why, and nobody logs in by it.
@Suite struct `An OCSP answer that is not believed` {
    static let noon = CardWorld.noon
    typealias Change = @Sendable (inout OCSPAnswerOptions, DemoAuthority, DemoCard) throws -> Void

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let change: Change
        let status: RevocationAnswer.Status
        let words: String

        init(_ name: String, _ status: RevocationAnswer.Status, _ words: String, _ change: @escaping Change) {
            (testDescription, self.status, self.words, self.change) = (name, status, words, change)
        }
    }

    private static func delegate(
        _ name: String, _ words: String, _ adjusting: @escaping @Sendable (inout CertificateShape) -> Void
    ) -> Case {
        Case(name, .invalid, words) { options, authority, _ in
            options.signer = .other(try authority.makeResponder(at: noon, adjusting: adjusting))
        }
    }

    static let cases: [Case] = [
        Case("tryLater", .unavailable, "tryLater") { options, _, _ in options.status = .tryLater },
        Case("malformedRequest", .unavailable, "malformedRequest") { options, _, _ in
            options.status = .malformedRequest
        },
        Case("internalError", .unavailable, "internalError") { options, _, _ in options.status = .internalError },
        Case("sigRequired", .unavailable, "sigRequired") { options, _, _ in options.status = .sigRequired },
        Case("unauthorized", .unavailable, "unauthorized") { options, _, _ in options.status = .unauthorized },
        Case("another response type", .invalid, "cannot be read") { options, _, _ in options.responseType = "1.2.3" },
        Case("a broken signature", .invalid, "not signed by the responder") { options, _, _ in
            options.breaksSignature = true
        },
        Case("a broken signature of the issuer", .invalid, "not signed by the issuing authority") { options, _, _ in
            options.signer = .issuer
            options.breaksSignature = true
        },
        Case("SHA-1 beside the signature", .invalid, "algorithm that is not accepted") { options, _, _ in
            options.writtenAlgorithm = AlgorithmIdentifier.of(.ecdsa(.sha1))
        },
        Case("MD5 beside the signature", .invalid, "algorithm that is not accepted") { options, _, _ in
            options.writtenAlgorithm = Encode.sequence([Encode.oid("1.2.840.113549.1.1.4"), Encode.null])
        },
        Case("a signature by SHA-1", .invalid, "algorithm that is not accepted") { options, authority, _ in
            let key = try authority.responder.keyPEM()
            options.writtenAlgorithm = AlgorithmIdentifier.of(.ecdsa(.sha1))
            options.signing = { ForeignSignature.sha1($0, key: key) }
        },
        Case("no responder's certificate", .invalid, "has no certificate here") { options, _, _ in
            options.sendsCertificate = false
        },
        Case("a sibling authority's delegate", .invalid, "not from the authority") { options, authority, _ in
            options.signer = .other(try authority.sibling(at: noon).responder)
        },
        Case("a sibling authority itself", .invalid, "not from the authority") { options, authority, _ in
            options.signer = .other(try authority.sibling(at: noon).issuing)
        },
        Case("the root, which did not issue the card", .invalid, "not from the authority") { options, authority, _ in
            options.signer = .other(authority.root)
        },
        Case("the card itself", .invalid, "not for OCSP") { options, _, card in
            options.signer = .other(CertifiedKey(key: card.key, certificate: card.certificate))
        },
        delegate("a delegate for clients", "not for OCSP") { $0.extendedKeyUsage = [ObjectIdentifier.clientAuth] },
        delegate("a delegate for any purpose", "not for OCSP") {
            $0.extendedKeyUsage = [ObjectIdentifier.anyExtendedKeyUsage]
        },
        delegate("a delegate without purpose", "not for OCSP") { $0.extendedKeyUsage = [] },
        delegate("an expired delegate", "not valid now") { $0.notAfter = noon - 1 },
        delegate("a future delegate", "not valid now") { $0.notBefore = noon + 1 },
        delegate("a delegate with a forged certificate", "not from the authority") { $0.breaksSignature = true },
        delegate("a delegate that may encipher only", "not for signing") { $0.keyUsage = [.keyEncipherment] },
        delegate("a delegate that is an authority", "not for signing") {
            $0.basicConstraints = .init(isAuthority: true)
        },
        delegate("a delegate with an unknown critical extension", "unknown critical extension") {
            $0.moreExtensions = [.unknown(critical: true)]
        },
        delegate("a delegate without nocheck", "no list is configured") { $0.ocspNoCheck = false },
        Case("a delegate of a weak key", .invalid, "not strong enough") { options, authority, _ in
            let key = try PrivateKey.generate(.rsa(bits: 1024))
            let shaped = try authority.makeResponder(at: noon) { shape in
                shape.subjectPublicKeyInfo = key.publicKey.subjectPublicKeyInfo
            }
            options.signer = .other(CertifiedKey(key: key, certificate: shaped.certificate))
            options.signatureAlgorithm = .rsaPKCS1(.sha256)
        },
        Case("another question's nonce", .invalid, "another question's nonce") { options, _, _ in
            options.nonce = .wrong
        },
        Case("an empty nonce", .invalid, "unreadable nonce") { options, _, _ in
            options.nonce = .raw(Encode.octets([]))
        },
        Case("a nonce of 129 octets", .invalid, "unreadable nonce") { options, _, _ in
            options.nonce = .raw(Encode.octets([UInt8](repeating: 1, count: 129)))
        },
        Case("a nonce of 128 octets", .invalid, "another question's nonce") { options, _, _ in
            options.nonce = .raw(Encode.octets([UInt8](repeating: 1, count: 128)))
        },
        Case("a nonce that is no OCTET STRING", .invalid, "unreadable nonce") { options, _, _ in
            options.nonce = .raw(Encode.null)
        },
        Case("no nonce, an hour old", .stale, "too old to be taken without one") { options, _, _ in
            options.nonce = .omit
            options.thisUpdate = noon - 3_600
            options.lifetime = 86_400
        },
        Case("about another card alone", .invalid, "no answer about this") { options, authority, _ in
            options.subjects = [.init(serial: [0x42], of: authority)]
        },
        Case("twice about this card", .invalid, "several answers") { options, authority, card in
            options.subjects = [.init(serial: card.serial, of: authority), .init(serial: card.serial, of: authority)]
        },
        Case("under a sibling authority", .invalid, "no answer about this") { options, authority, card in
            options.subjects = [.init(serial: card.serial, of: try authority.sibling(at: noon))]
        },
        Case("by another digest than was asked", .invalid, "no answer about this") { options, authority, card in
            options.subjects = [.init(serial: card.serial, of: authority, digest: .sha256)]
        },
        Case("an unknown critical extension", .invalid, "unknown critical extension") { options, _, _ in
            options.moreExtensions = [.unknown(critical: true)]
        },
        Case("an unknown critical extension of the answer", .invalid, "unknown critical extension") { options, _, _ in
            options.singleExtensions = [.unknown(critical: true)]
        },
        Case("of tomorrow", .invalid, "time of its making") { options, _, _ in
            options.thisUpdate = noon + 86_400
            options.producedAt = noon + 86_400
        },
        Case("of a clock 100 s ahead", .invalid, "in the future") { options, _, _ in
            options.thisUpdate = noon + 100
            options.producedAt = noon + 50
        },
        Case("made tomorrow", .invalid, "time of its making") { options, _, _ in options.producedAt = noon + 86_400 },
        Case("made before what it knows", .invalid, "time of its making") { options, _, _ in
            options.producedAt = noon - 3_600
        },
        Case("with an end before its beginning", .invalid, "before its thisUpdate") { options, _, _ in
            options.lifetime = -30
        },
        Case("run out", .stale, "nextUpdate has passed") { options, _, _ in
            options.thisUpdate = noon - 7_200
        },
        Case("older than max-age", .stale, "older than max-age") { options, _, _ in
            options.thisUpdate = noon - 90_000
            options.lifetime = 900_000
        },
        Case("without nextUpdate, 20 minutes old", .stale, "no nextUpdate and is too old") { options, _, _ in
            options.lifetime = nil
            options.thisUpdate = noon - 1_200
        },
    ]

    @Test(arguments: cases)
    func `refuses the card and says why`(_ fault: Case) async throws {
        let world = try CardWorld()
        let card = try world.card()
        var options = OCSPAnswerOptions()
        try fault.change(&options, world.authority, card)
        world.set { [options] in $0.answering = options }
        let judge = try world.judge(sources: [world.ocsp])
        let seen = await Seen(judge.judge(world.presented(card.certificate)))
        #expect(seen.reason == (fault.status == .stale ? .revocationStale : .revocationUnavailable))
        let answer = try #require(seen.trace.revocation.first)
        #expect(seen.trace.revocation.count == 1)
        #expect(answer.status == fault.status)
        #expect(answer.detail.contains(fault.words), "\(answer.detail)")
    }

    static let harmless: [Case] = [
        Case("an archive cutoff", .good, "") { options, _, _ in
            options.singleExtensions = [
                Extension("1.3.6.1.5.5.7.48.1.6", critical: true, Encode.generalizedTime(noon - 86_400))
            ]
        },
        Case("an unknown extension of the answer", .good, "") { options, _, _ in
            options.singleExtensions = [.unknown(critical: false)]
        },
        Case("extended-revoke, of a good card", .good, "") { options, _, _ in
            options.moreExtensions = [Extension("1.3.6.1.5.5.7.48.1.9", Encode.null)]
        },
        Case("about another card as well", .good, "") { options, authority, card in
            options.subjects = [.init(serial: [0x42], of: authority), .init(serial: card.serial, of: authority)]
        },
        Case("a stranger's certificate before the signer's", .good, "") { options, authority, _ in
            options.moreCertificates = [try authority.sibling(at: noon).responder.certificate, Encode.sequence([])]
        },
        Case("a delegate in the last second of its validity", .good, "") { options, authority, _ in
            options.signer = .other(try authority.makeResponder(at: noon) { $0.notAfter = noon })
        },
        Case("a delegate without key usage", .good, "") { options, authority, _ in
            options.signer = .other(try authority.makeResponder(at: noon) { $0.keyUsage = nil })
        },
    ]

    @Test(arguments: harmless)
    func `is not one that has only`(_ harmless: Case) async throws {
        let world = try CardWorld()
        let card = try world.card()
        var options = OCSPAnswerOptions()
        try harmless.change(&options, world.authority, card)
        world.set { [options] in $0.answering = options }
        #expect(try await world.code(card, sources: [world.ocsp]) == "ok")
    }

    /// RFC 6960 §2.2, §4.4.8: the card may be activated in a minute, so it is not remembered as revoked.
    @Test func `of a number never issued is "unknown", and not for ever`() async throws {
        let world = try CardWorld()
        let card = try world.card()
        world.record(card, as: .revoked(at: Date(timeIntervalSince1970: 0), reason: .certificateHold))
        let judge = try world.judge(sources: [world.ocsp])
        #expect(await world.code(card, by: judge) == "on-hold")
        world.set { $0.answering.moreExtensions = [Extension("1.3.6.1.5.5.7.48.1.9", Encode.null)] }
        #expect(await world.code(card, by: judge) == "unknown-to-issuer")
        world.record(card, as: .good)
        #expect(await world.code(card, by: judge) == "ok")
    }

    @Test func `by a pinned name or certificate is one that another responder signed`() async throws {
        let world = try CardWorld()
        let card = try world.card()
        let other = try Certificate(der: world.authority.makeResponder(at: Self.noon).certificate)
        let own = try Certificate(der: world.authority.responder.certificate)
        for (pin, code) in [
            (ResponderPin(names: ["Porta Demo OCSP Responder"]), "ok"), (ResponderPin(certificates: [own]), "ok"),
            (ResponderPin(names: ["Porta Demo"]), "revocation-unavailable"),
            (ResponderPin(certificates: [other]), "revocation-unavailable"),
            (ResponderPin(names: ["Porta Demo Issuing CA"]), "revocation-unavailable"),
        ] {
            let found = try await world.code(card, sources: [world.ocsp]) {
                $0.ocsp.responders = [world.ocsp.url: ResponderRules(pin: pin)]
            }
            #expect(found == code, "\(pin.names)")
        }
        // A pinned certificate also stands in for one that did not come along; the right to sign it does not give.
        world.set { $0.answering.sendsCertificate = false }
        let found = try await world.code(card, sources: [world.ocsp]) {
            $0.ocsp.responders = [world.ocsp.url: ResponderRules(pin: ResponderPin(certificates: [own]))]
        }
        #expect(found == "ok")
        let sibling = try world.authority.sibling(at: Self.noon).responder
        world.set { $0.answering.signer = .other(sibling) }
        let stranger = try Certificate(der: sibling.certificate)
        let refused = try await world.code(card, sources: [world.ocsp]) {
            $0.ocsp.responders = [world.ocsp.url: ResponderRules(pin: ResponderPin(certificates: [stranger]))]
        }
        #expect(refused == "revocation-unavailable")
    }

    /// RFC 6960 §4.2.2.2.1: a delegate that does not say `nocheck` is looked up in the issuer's list, which is fetched.
    @Test func `is looked up by its signer in the issuer's list`() async throws {
        let world = try CardWorld()
        let card = try world.card()
        let serial: [UInt8] = [0x55, 0x66]
        let responder = try world.authority.makeResponder(at: Self.noon) {
            $0.ocspNoCheck = false
            $0.serial = serial
        }
        world.set { $0.answering.signer = .other(responder) }
        let judge = try world.judge()
        let believed = await Seen(judge.judge(world.presented(card.certificate)))
        #expect(believed.trace.revocation.map(\.source) == [.ocsp])
        #expect(world.asked == [world.ocsp.url, world.crl.url])
        // From the moment a list names it, its answers fall, remembered ones too.
        world.set { $0.register.record(serial, as: .revoked(at: Self.noon, reason: .keyCompromise)) }
        world.wait(1)
        await judge.poll()
        let refused = await Seen(judge.judge(world.presented(card.certificate)))
        #expect(refused.trace.revocation.map(\.status) == [.invalid, .good])
        #expect(refused.trace.revocation.first?.detail.contains("is revoked") == true)
        // Without the list nobody can know.
        world.set { $0.crl = .fails(.unreachable("")) }
        await judge.forget()
        #expect(await world.code(card, by: judge) == "revocation-unavailable")
    }
}
