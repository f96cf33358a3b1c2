import DemoPKI
import Fetch
import Foundation
import OpenSSL
import PKI
import Synchronization
import Testing

/// threats: R17, R18, R21 to R23: which source is asked when, and what is remembered.
@Suite struct `Revocation` {
    static let noon = CardWorld.noon

    @Test func `asks the next source only where no answer was had`() async throws {
        let world = try CardWorld()
        let card = try world.card()
        _ = try await world.code(card)
        #expect(world.asked == [world.ocsp.url])
        world.set { $0.ocsp = .fails(.unreachable("")) }
        let verdict = try await Seen(world.judge().judge(world.presented(card.certificate)))
        #expect(verdict.reason == nil)
        #expect(verdict.trace.revocation.map(\.status) == [.unavailable, .good])
        #expect(verdict.trace.revocation.map(\.source) == [.ocsp, .crl])
    }

    @Test(arguments: [DemoCard.Kind.revoked, .onHold])
    func `refuses by the list when the responder is off`(kind: DemoCard.Kind) async throws {
        let world = try CardWorld()
        world.set { $0.ocsp = .fails(.unreachable("")) }
        #expect(try await world.code(world.card(kind)) == kind.rawValue)
    }

    @Test func `refuses when no source answers`() async throws {
        let world = try CardWorld()
        world.set {
            $0.ocsp = .fails(.unreachable(""))
            $0.crl = .fails(.timedOut(""))
        }
        let verdict = try await Seen(world.judge().judge(world.presented(world.card().certificate)))
        #expect(verdict.reason == .revocationUnavailable)
        #expect(verdict.trace.revocation.map(\.status) == [.unavailable, .unavailable])
        #expect(verdict.trace.steps.last?.ok == false)
    }

    /// threats: V1. A certificate may name whatever it likes.
    @Test func `fetches no address that stands in a certificate`() async throws {
        let world = try CardWorld()
        let card = try world.card { shape in
            shape.ocspAddresses = ["http://169.254.169.254/", "http://localhost:22/"]
            shape.crlAddresses = ["file:///etc/passwd", "ldap://evil.example/", "http://[::1]/"]
        }
        world.set {
            $0.ocsp = .fails(.unreachable(""))
            $0.crl = .fails(.unreachable(""))
        }
        #expect(try await world.code(card) == "revocation-unavailable")
        #expect(world.asked == [world.ocsp.url, world.crl.url])
    }

    @Test func `reuses a good answer for a while, and no longer than it lives`() async throws {
        let world = try CardWorld()
        let card = try world.card()
        let judge = try world.judge(sources: [world.ocsp])
        for _ in 0..<3 { #expect(await world.code(card, by: judge) == "ok") }
        world.wait(299)
        #expect(await world.code(card, by: judge) == "ok")
        #expect(world.asked.count == 1)
        world.wait(1)
        #expect(await world.code(card, by: judge) == "ok")
        #expect(world.asked.count == 2)
        world.set { $0.answering.lifetime = 10 }
        await judge.poll()
        #expect(await world.code(card, by: judge) == "ok")
        world.wait(11)
        #expect(await world.code(card, by: judge) == "ok")
        #expect(world.asked.count == 4)
    }

    @Test func `learns of a new revocation when its source is polled`() async throws {
        let world = try CardWorld()
        let card = try world.card()
        let judge = try world.judge()
        #expect(await world.code(card, by: judge) == "ok")
        world.record(card, as: .revoked(at: world.now, reason: .keyCompromise))
        #expect(await world.code(card, by: judge) == "ok")  // within `refresh`
        await judge.poll()
        #expect(await world.code(card, by: judge) == "revoked")
    }

    @Test func `lets a list at hand win over a good answer that is remembered`() async throws {
        let world = try CardWorld()
        let card = try world.card()
        let judge = try world.judge()
        world.record(card, as: .revoked(at: world.now, reason: .keyCompromise))
        await judge.poll()
        world.record(card, as: .good)
        #expect(await world.code(card, by: judge) == "revoked")
        #expect(world.asked == [world.crl.url])
    }

    @Test func `keeps a revoked card revoked for ever, and a held one only as long as it is held`() async throws {
        let world = try CardWorld()
        let (revoked, held) = (try world.card(.revoked), try world.card(.onHold))
        let judge = try world.judge()
        #expect(await world.code(revoked, by: judge) == "revoked")
        #expect(await world.code(held, by: judge) == "on-hold")
        world.record(revoked, as: .good)
        world.record(held, as: .good)
        world.wait(1)
        await judge.poll()
        #expect(await world.code(revoked, by: judge) == "revoked")
        #expect(await world.code(held, by: judge) == "ok")
        await judge.forget()
        #expect(await world.code(revoked, by: judge) == "ok")
    }

    @Test func `forgets everything when told to`() async throws {
        let world = try CardWorld()
        let card = try world.card()
        let judge = try world.judge()
        await judge.poll()
        #expect(await world.code(card, by: judge) == "ok")
        world.set {
            $0.ocsp = .fails(.unreachable(""))
            $0.crl = .fails(.unreachable(""))
        }
        #expect(await world.code(card, by: judge) == "ok")
        await judge.forget()
        #expect(await world.code(card, by: judge) == "revocation-unavailable")
    }

    @Test func `goes on with the list at hand while it is current, then refuses`() async throws {
        let world = try CardWorld()
        let card = try world.card()
        let judge = try world.judge(sources: [world.crl])
        await judge.poll()
        world.set { $0.crl = .fails(.unreachable("")) }
        world.wait(3_599)
        #expect(await world.code(card, by: judge) == "ok")
        world.wait(1)  // nextUpdate itself is too late
        #expect(await world.code(card, by: judge) == "revocation-stale")
    }

    @Test func `tells serial numbers of two authorities apart`() async throws {
        let world = try CardWorld()
        let sibling = try world.authority.sibling(at: Self.noon)
        let card = try world.card()
        let twin = try sibling.mint(at: Self.noon) { $0.serial = card.serial }
        world.record(card, as: .revoked(at: Self.noon, reason: .keyCompromise))
        let root = try Certificate(der: world.authority.root.certificate)
        let issuer = try CardIssuer(
            name: "two", anchors: [root],
            intermediates: [
                Certificate(der: world.authority.issuing.certificate), Certificate(der: sibling.issuing.certificate),
            ],
            accept: AcceptanceRules(), identity: CardWorld.identity(),
            revocation: RevocationRules(sources: [world.crl], deadline: .seconds(1_000)), verified: true)
        let judge = try world.judge([issuer])
        #expect(await world.code(card, by: judge) == "revoked")
        #expect(await world.code(twin, by: judge) == "revocation-unavailable")
    }

    /// threats: V9. Who comes while a question is under way waits for its answer.
    @Test func `asks once for many who wait`() async throws {
        let world = try CardWorld()
        let card = try world.card()
        let gate = Gate()
        let asked = Mutex(0)
        let slow = Fetcher { request throws(FetchError) in
            asked.withLock { $0 += 1 }
            await gate.pass()
            return try await world.fetcher.fetch(request)
        }
        let judge = try CardJudge(issuers: [world.issuer()], fetcher: slow, clock: .fixed(Self.noon))
        let codes = await withTaskGroup(of: String.self) { group in
            for _ in 0..<50 { group.addTask { await world.code(card, by: judge) } }
            while asked.withLock({ $0 }) == 0 { await Task.yield() }
            for _ in 0..<1_000 { await Task.yield() }
            await gate.open()
            return await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(codes == ["ok"])
        #expect(asked.withLock { $0 } == 1)
    }

    @Test func `gives each source its share of the time`() async throws {
        let world = try CardWorld()
        let deadlines = Mutex<[Duration]>([])
        let silent = Fetcher { request throws(FetchError) in
            deadlines.withLock { $0.append(request.limits.deadline) }
            throw .timedOut("")
        }
        let issuer = try world.issuer { $0.deadline = .seconds(1_000) }
        let judge = try CardJudge(issuers: [issuer], fetcher: silent, clock: .fixed(Self.noon))
        #expect(await world.code(try world.card(), by: judge) == "revocation-unavailable")
        let given = deadlines.withLock { $0 }
        #expect(given.count == 2)
        #expect(given[0] <= .seconds(500) && given[1] > .seconds(500))
    }

    @Test func `keeps lists fresh in the background until it is cancelled`() async throws {
        let world = try CardWorld()
        let judge = try world.judge(sources: [world.crl])
        let service = Task { try await judge.run() }
        while world.asked.isEmpty { await Task.yield() }
        service.cancel()
        await #expect(throws: CancellationError.self) { try await service.value }
    }

    @Test func `refuses a responder whose own certificate is listed`() async throws {
        let world = try CardWorld()
        let card = try world.card()
        let serial: [UInt8] = [0x55, 0x66]
        let responder = try world.authority.makeResponder(at: Self.noon) {
            $0.ocspNoCheck = false
            $0.serial = serial
        }
        world.set {
            $0.answering.signer = .other(responder)
            $0.register.record(serial, as: .revoked(at: Self.noon, reason: .keyCompromise))
        }
        let judge = try world.judge()
        await judge.poll()
        let verdict = await Seen(judge.judge(world.presented(card.certificate)))
        #expect(verdict.trace.revocation.map(\.status) == [.invalid, .good])
    }
}

/// Holds everybody until it is opened.
private actor Gate {
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func pass() async {
        guard !isOpen else { return }
        await withCheckedContinuation { waiting.append($0) }
    }

    func open() {
        isOpen = true
        for waiter in waiting { waiter.resume() }
        waiting = []
    }
}
