import DemoPKI
import Foundation
import OpenSSL
import PKI
import Synchronization
import Testing

/// What an issuer's file says beyond the card itself: life-cycle, blocks, and what its authorities may vouch for.
@Suite struct `An issuer's rules` {
    static let noon = CardWorld.noon
    /// Demo cards begin thirty days before noon.
    static let begin = noon - 30 * 86_400

    static let lives: [(IssuerLifeCycle, String)] = [
        (IssuerLifeCycle(), "ok"), (IssuerLifeCycle(issuingFrom: begin), "ok"),
        (IssuerLifeCycle(issuingFrom: begin + 1), "path-invalid"), (IssuerLifeCycle(issuingUntil: begin), "ok"),
        (IssuerLifeCycle(issuingUntil: begin - 1), "path-invalid"), (IssuerLifeCycle(retired: noon + 1), "ok"),
        (IssuerLifeCycle(retired: noon), "issuer-blocked"), (IssuerLifeCycle(blocked: "stolen key"), "issuer-blocked"),
    ]

    private func issuer(_ world: CardWorld, _ life: IssuerLifeCycle) throws -> CardIssuer {
        let usual = try world.issuer()
        return try CardIssuer(
            name: usual.name, anchors: usual.anchors, intermediates: usual.intermediates, accept: usual.accept,
            identity: usual.identity, revocation: usual.revocation, verified: true, lifeCycle: life)
    }

    @Test(arguments: lives.indices) func `say when its cards count`(index: Int) async throws {
        let (life, code) = Self.lives[index]
        let world = try CardWorld()
        let judge = try world.judge([issuer(world, life)])
        let verdict = await Seen(judge.judge(world.presented(try world.card().certificate)))
        #expect(verdict.summary.code == code)
        // A card of a configured issuer, whatever is wrong with its time: it is recorded with its evidence.
        #expect(verdict.issuer == "demo")
        if code != "ok" { #expect(world.asked.isEmpty) }
    }

    @Test func `end at a moment, also for cards that are remembered`() async throws {
        let world = try CardWorld()
        let judge = try world.judge([issuer(world, IssuerLifeCycle(retired: Self.noon + 60))])
        let card = try world.card()
        #expect(await world.code(card, by: judge) == "ok")
        world.wait(60)
        #expect(await world.code(card, by: judge) == "issuer-blocked")
    }

    /// An issuer whose issuing authority is made anew with this change.
    private func code(_ change: @escaping (inout CertificateShape) -> Void, pathLength: Int = 3) async throws -> String
    {
        let world = try CardWorld()
        var shape = CertificateShape(
            serial: [7], issuer: DemoAuthority.rootName("Demo"), subject: world.authority.issuingName,
            from: Self.noon - 86_400 * 100, until: Self.noon + 86_400 * 3_000,
            publicKey: world.authority.issuing.key.publicKey)
        shape.basicConstraints = .init(isAuthority: true, pathLength: 0)
        shape.keyUsage = [.keyCertSign, .cRLSign]
        shape.authorityKeyIdentifier = world.authority.root.keyIdentifier
        change(&shape)
        let usual = try world.issuer()
        var accept = usual.accept
        accept.pathLength = pathLength
        let issuer = try CardIssuer(
            name: "demo", anchors: usual.anchors,
            intermediates: [Certificate(der: shape.signed(by: world.authority.root.key))], accept: accept,
            identity: usual.identity, revocation: usual.revocation, verified: true)
        return await world.code(try world.card(), by: try world.judge([issuer]))
    }

    static let authorities: [(String, @Sendable (inout CertificateShape) -> Void, String)] = [
        ("no purposes and no policies", { _ in }, "ok"),
        ("the purpose", { $0.extendedKeyUsage = [DemoPKI.ObjectIdentifier.clientAuth] }, "ok"),
        ("any purpose", { $0.extendedKeyUsage = [DemoPKI.ObjectIdentifier.anyExtendedKeyUsage] }, "ok"),
        (
            // No path for the purpose leads over such an authority.
            "another purpose", { $0.extendedKeyUsage = [DemoPKI.ObjectIdentifier.serverAuth] }, "path-invalid"
        ),
        ("the policy", { $0.policies = [DemoPKI.ObjectIdentifier.demoLoginPolicy] }, "ok"),
        ("any policy", { $0.policies = ["2.5.29.32.0"] }, "ok"),
        (
            "another policy", { $0.policies = [DemoPKI.ObjectIdentifier.demoSignaturePolicy] },
            "wrong-certificate-usage"
        ),
    ]

    @Test(arguments: authorities.indices) func `C1 are held against the issuing authority too`(index: Int) async throws
    {
        let (name, change, code) = Self.authorities[index]
        #expect(try await self.code(change) == code, "\(name)")
    }

    @Test func `R10 limit the length of the path`() async throws {
        #expect(try await code({ _ in }, pathLength: 1) == "ok")
        #expect(try await code({ _ in }, pathLength: 0) == "path-invalid")
    }
}

@Suite struct `A block list` {
    private final class Asked: Sendable {
        let marks = Mutex<[CardMarks]>([])
        let answer = Mutex<Result<BlockKind?, PKIError>>(.success(nil))

        var list: BlockList {
            BlockList { marks in
                self.marks.withLock { $0.append(marks) }
                return try self.answer.withLock { try $0.get() }
            }
        }
    }

    private func judge(_ world: CardWorld, _ asked: Asked) throws -> CardJudge {
        try CardJudge(
            issuers: [world.issuer()], fetcher: world.fetcher, clock: .fixed(CardWorld.noon), blocks: asked.list)
    }

    @Test func `is asked at each judgement by all that names the card, and counts at once`() async throws {
        let (world, asked) = (try CardWorld(), Asked())
        let judge = try judge(world, asked)
        let card = try world.card()
        #expect(await world.code(card, by: judge) == "ok")
        for (kind, code) in [
            (BlockKind.person, "card-blocked"), (.card, "card-blocked"), (.key, "card-blocked"),
            (.issuer, "issuer-blocked"),
        ] {
            asked.answer.withLock { $0 = .success(kind) }
            let verdict = await Seen(judge.judge(world.presented(card.certificate)))
            #expect(verdict.summary.code == code)
            let step = try #require(verdict.trace.steps.last)
            #expect(
                step.name == .blocks && !step.ok && step.detail == "this \(kind.rawValue) is blocked by the operator")
        }
        asked.answer.withLock { $0 = .success(nil) }
        #expect(await world.code(card, by: judge) == "ok")
        let marks = try #require(asked.marks.withLock { $0 }.first)
        #expect(asked.marks.withLock { $0.count } == 6)
        #expect(marks.issuer == "demo" && marks.serial == Array(card.serial.drop { $0 == 0 }))
        #expect(marks.holder?.nationalID == DemoPerson.arta.nationalID)
        #expect(marks.key == DigestAlgorithm.sha256.digest(card.key.publicKey.subjectPublicKeyInfo))
        let issuing = world.authority.issuing.key.publicKey.subjectPublicKeyInfo
        #expect(marks.authority == DigestAlgorithm.sha256.digest(issuing))
        #expect(try Certificate(der: card.certificate).issuingKey(of: world.issuer()) == marks.authority)
    }

    /// RFC 5280 §7.1: names are compared as the judge compares them, whoever wrote them how.
    @Test func `finds the key of a card that writes its issuer's name otherwise`() async throws {
        let world = try CardWorld()
        let name = DemoPKI.DistinguishedName(
            [.country("AL"), .organization("PORTA  sandbox"), .commonName("PORTA \(world.authority.label) issuing CA")])
        let card = try world.card { $0.issuer = name }
        let marks = try Certificate(der: card.certificate).issuingKey(of: world.issuer())
        let issuing = world.authority.issuing.key.publicKey.subjectPublicKeyInfo
        #expect(marks == DigestAlgorithm.sha256.digest(issuing))
        // What its responder makes of the other spelling is the responder's affair; the path stands.
        let judged = await Seen(try world.judge().judge(world.presented(card.certificate)))
        #expect(judged.issuer == "demo" && judged.trace.steps.contains { $0.name == .path && $0.ok })
        let stranger = try Certificate(der: world.card(.unknownIssuer).certificate)
        #expect(try stranger.issuingKey(of: world.issuer()) == nil)
    }

    @Test func `that cannot be asked lets nobody in`() async throws {
        let (world, asked) = (try CardWorld(), Asked())
        asked.answer.withLock { $0 = .failure(.noIssuers) }
        #expect(await world.code(try world.card(), by: try judge(world, asked)) == "internal")
    }
}

@Suite struct `A site that demands fresh revocation data` {
    private func code(_ world: CardWorld, _ judge: CardJudge, _ card: DemoCard, atMost seconds: Int?) async -> String {
        let demand = seconds.map { RevocationDemand(maxAge: .seconds($0)) }
        return await judge.judge(world.presented(card.certificate), demanding: demand).summary.code
    }

    @Test func `has an old answer asked for again, and others not`() async throws {
        let world = try CardWorld()
        let judge = try world.judge(sources: [world.ocsp])
        let card = try world.card()
        #expect(await code(world, judge, card, atMost: nil) == "ok")
        world.wait(200)
        // Young enough for the issuer and for this site.
        #expect(await code(world, judge, card, atMost: 300) == "ok")
        #expect(world.asked.count == 1)
        #expect(await code(world, judge, card, atMost: 100) == "ok")
        #expect(world.asked.count == 2)
    }

    @Test func `has a list fetched again, at most every ten seconds`() async throws {
        let world = try CardWorld()
        let judge = try world.judge(sources: [world.crl])
        let card = try world.card()
        #expect(await code(world, judge, card, atMost: nil) == "ok")
        world.wait(200)
        #expect(await code(world, judge, card, atMost: 100) == "ok")
        #expect(world.asked.count == 2)
        // The issuer makes no newer list: asked once, then believed for a while.
        world.set { $0.listedAt = $0.now }
        world.wait(200)
        for _ in 1...5 { #expect(await code(world, judge, card, atMost: 100) == "revocation-stale") }
        #expect(world.asked.count == 3)
        #expect(await code(world, judge, card, atMost: nil) == "ok")
        world.wait(10)
        #expect(await code(world, judge, card, atMost: 100) == "revocation-stale")
        #expect(world.asked.count == 4)
    }

    @Test func `gets a revocation that the old data did not have`() async throws {
        let world = try CardWorld()
        let judge = try world.judge(sources: [world.ocsp])
        let card = try world.card()
        #expect(await code(world, judge, card, atMost: 60) == "ok")
        world.record(card, as: .revoked(at: world.now, reason: .keyCompromise))
        world.wait(61)
        #expect(await code(world, judge, card, atMost: nil) == "ok")
        #expect(await code(world, judge, card, atMost: 60) == "revoked")
    }

    @Test func `cannot make an issuer's rules laxer`() async throws {
        let world = try CardWorld()
        let judge = try world.judge(sources: [world.crl]) { $0.maxAge = .seconds(600) }
        let card = try world.card()
        world.set { $0.listedAt = $0.now - 700 }
        #expect(await code(world, judge, card, atMost: 86_400) == "revocation-stale")
    }
}

@Suite struct `An unknown issuer` {
    private func seen(_ change: (inout CertificateShape) -> Void) throws -> UnknownIssuer {
        let authority = try DemoAuthority.make(at: CardWorld.noon)
        let card = try authority.mint(.good, for: .arta, at: CardWorld.noon, adjusting: change)
        return try #require(UnknownIssuer(leaf: card.certificate))
    }

    @Test func `is named by what its certificates say, without what names persons`() throws {
        let plain = try seen { _ in }
        #expect(plain.name == "C=AL, O=Porta Sandbox, CN=Porta Demo Issuing CA")
        #expect(plain.keyIdentifier.count == 40 && plain.sample.count == 32)
        let personal = try seen {
            $0.issuer = DistinguishedName([
                .country("AL"), .serialNumber(DemoPerson.arta.nationalID), .givenName("Arta"), .surname("Shembulli"),
                .commonName("Some\u{202E} CA\n"),
            ])
        }
        #expect(personal.name == "C=AL, CN=Some? CA?")
        let own = try seen { $0.issuer = $0.subject }
        #expect(own.name == "(self-signed)")
        let long = try seen { $0.issuer = DistinguishedName([.commonName(String(repeating: "x", count: 60_000))]) }
        #expect(long.name.count == 67)
        #expect(UnknownIssuer(leaf: [1, 2, 3]) == nil)
    }
}
