import DemoPKI
import Fetch
import Foundation
import Login
import OpenSSL
import PKI
import Synchronization
import Testing

/// Cards as the real judge saw them, revocation by whichever source the test leaves alive.
struct JudgedCards {
    private let authority: DemoAuthority
    /// Seconds from the judgement until the list's nextUpdate.
    var listEnds: TimeInterval = 3_600
    var grace = Duration.zero

    init() throws { authority = try DemoAuthority.make(at: HeldClock.start, keys: .ec(.p256)) }

    enum Source: String, CaseIterable, Sendable { case ocsp, crl }

    /// - Parameter late: seconds that pass while the source is asked.
    func judgement(by source: Source, late: TimeInterval = 0) async throws -> JudgementRecord {
        let card = try authority.mint(.good, for: .arta, at: HeldClock.start, keys: nil) { _ in }
        let facts = HandshakeFacts(
            version: "TLSv1.3", suite: "TLS_AES_128_GCM_SHA256", group: "X25519",
            signatureScheme: "ecdsa_secp256r1_sha256", serverName: "label.card.example.al", address: "192.0.2.1",
            exporter: [1, 2, 3])
        let presented = PresentedCard(leaf: card.certificate, facts: facts, at: HeldClock.start)
        let verdict = try await judge(source, late: late).judge(presented)
        guard case .proven(let proven) = consume verdict else { throw Unexpected() }
        return JudgementRecord(
            certificate: card.certificate, path: proven.path, facts: facts, presentedAt: HeldClock.start,
            trace: proven.trace, revocation: proven.revocation, ground: proven.ground)
    }

    private struct Unexpected: Error {}

    /// What the judge says of one key on the cards of two persons.
    func sharedKey() async throws -> SharedKey {
        let told = Mutex<SharedKey?>(nil)
        let judge = try judge(.crl) { shared in told.withLock { $0 = shared } }
        let key = try PrivateKey.generate(.ec(.p256))
        for person in [DemoPerson.arta, .besnik] {
            let card = try authority.mint(.good, for: person, at: HeldClock.start, key: key)
            let facts = HandshakeFacts(
                version: "", suite: "", group: "", signatureScheme: "", serverName: "", address: "", exporter: [])
            _ = await judge.judge(PresentedCard(leaf: card.certificate, facts: facts, at: HeldClock.start)).reason
        }
        return try #require(told.withLock { $0 })
    }

    private func judge(
        _ source: Source, late: TimeInterval = 0, onSharedKey: @escaping @Sendable (SharedKey) -> Void = { _ in }
    ) throws -> CardJudge {
        let addresses = authority.addresses
        let policy = try #require(OID(DemoPKI.ObjectIdentifier.demoLoginPolicy))
        // A machine under load must not turn a verdict into "unavailable".
        var revocation = RevocationRules(
            sources: [source == .ocsp ? .ocsp(addresses.ocsp) : .crl(addresses.crl)], deadline: .seconds(1_000))
        revocation.grace = grace
        let issuer = try CardIssuer(
            name: "demo", anchors: [Certificate(der: authority.root.certificate)],
            intermediates: [Certificate(der: authority.issuing.certificate)],
            accept: AcceptanceRules(policies: [policy]),
            identity: IdentityMapping(
                namespace: "AL-NID",
                nationalID: AttributeRule(.serialNumber, pattern: try IdentityPattern("^[A-T0-9][0-9]{8}[A-W]$"))),
            revocation: revocation, verified: true)
        let clock = HeldClock()
        return try CardJudge(
            issuers: [issuer], fetcher: fetcher { clock.advance(by: late) }, clock: clock.wall, onSharedKey: onSharedKey
        )
    }

    private func fetcher(whileAsked wait: @escaping @Sendable () -> Void) -> Fetcher {
        Fetcher { request throws(FetchError) in
            wait()
            guard let body = try? body(request) else { throw .unreachable("cannot sign") }
            return FetchResponse(status: 200, body: body)
        }
    }

    private func body(_ request: FetchRequest) throws -> [UInt8] {
        let now = HeldClock.start
        guard case .post(let question, _) = request.method else {
            let end = now + listEnds
            return try authority.crl([], number: 7, thisUpdate: end - 3_600, nextUpdate: end, signer: nil) { _ in }
        }
        return try authority.ocspResponse(to: question, at: now, options: OCSPAnswerOptions()) { _ in .good }
    }
}
