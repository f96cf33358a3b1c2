import DemoPKI
import Fetch
import Foundation
import OpenSSL
import PKI
import Synchronization
import Testing

/// A demo issuer, its responder and list server, and the clock: all in the test's hands.
final class CardWorld: Sendable {
    static let noon = Date(timeIntervalSince1970: 1_900_000_000)

    struct State {
        var now = CardWorld.noon
        var register = DemoRegister()
        var answering = OCSPAnswerOptions()
        var ocsp = Served.well
        var crl = Served.well
        var number = 1
        /// When the list that is served was made; nil: now.
        var listedAt: Date?
        var listLifetime: TimeInterval? = 3_600
        /// Every address that was asked, in order.
        var asked: [String] = []
    }

    /// How a source behaves.
    enum Served: Sendable {
        case well
        case fails(FetchError)
        case bytes([UInt8], status: Int = 200)
    }

    let authority: DemoAuthority
    private let state = Mutex(State())

    init(keys: KeyKind = .ec(.p256)) throws {
        authority = try DemoAuthority.make(at: Self.noon, keys: keys)
    }

    var now: Date { state.withLock { $0.now } }
    var asked: [String] { state.withLock { $0.asked } }

    func set(_ change: (inout sending State) -> Void) { state.withLock { change(&$0) } }

    func wait(_ seconds: TimeInterval) { state.withLock { $0.now += seconds } }

    // MARK: Cards

    func card(
        _ kind: DemoCard.Kind = .good, for person: DemoPerson = .arta, keys: KeyKind? = nil,
        adjusting: (inout CertificateShape) -> Void = { _ in }
    ) throws -> DemoCard {
        let card = try authority.mint(kind, for: person, at: Self.noon, keys: keys, adjusting: adjusting)
        if kind != .unknownIssuer {
            state.withLock { $0.register.record(card.serial, as: DemoRegister.standing(of: kind, at: Self.noon)) }
        }
        return card
    }

    func record(_ card: DemoCard, as standing: OCSPStatus) {
        state.withLock { $0.register.record(card.serial, as: standing) }
    }

    func presented(_ certificate: [UInt8]?, chain: [[UInt8]] = []) -> PresentedCard {
        PresentedCard(
            leaf: certificate, presentedChain: chain,
            facts: HandshakeFacts(
                version: "TLSv1.3", suite: "TLS_AES_128_GCM_SHA256", group: "X25519",
                signatureScheme: "ecdsa_secp256r1_sha256", serverName: "label.card.example.al", address: "192.0.2.1",
                exporter: [1, 2, 3]),
            at: now)
    }

    // MARK: The judge

    var ocsp: RevocationSource { .ocsp(authority.addresses.ocsp) }
    var crl: RevocationSource { .crl(authority.addresses.crl) }

    func issuer(
        name: String = "demo", accept: AcceptanceRules? = nil, identity: IdentityMapping? = nil,
        sources: [RevocationSource]? = nil, rules: (inout RevocationRules) -> Void = { _ in }
    ) throws -> CardIssuer {
        var revocation = RevocationRules(sources: sources ?? [ocsp, crl])
        // A machine under load must not turn a verdict into "unavailable".
        revocation.deadline = .seconds(1_000)
        rules(&revocation)
        let policy = try #require(OID(DemoPKI.ObjectIdentifier.demoLoginPolicy))
        return try CardIssuer(
            name: name, displayName: ["en": "Demo"], anchors: [Certificate(der: authority.root.certificate)],
            intermediates: [Certificate(der: authority.issuing.certificate)],
            accept: accept ?? AcceptanceRules(policies: [policy]), identity: identity ?? Self.identity(),
            revocation: revocation, verified: true)
    }

    static func identity() throws -> IdentityMapping {
        IdentityMapping(
            namespace: "AL-NID",
            nationalID: AttributeRule(.serialNumber, pattern: try IdentityPattern("^[A-T0-9][0-9]{8}[A-W]$")))
    }

    func judge(
        sources: [RevocationSource]? = nil, rules: (inout RevocationRules) -> Void = { _ in }
    ) throws -> CardJudge {
        try judge([issuer(sources: sources, rules: rules)])
    }

    func judge(_ issuers: [CardIssuer]) throws -> CardJudge {
        try CardJudge(issuers: issuers, fetcher: fetcher, clock: WallClock { self.now })
    }

    /// The reason code of one card, judged by a new judge.
    func code(
        _ card: DemoCard, sources: [RevocationSource]? = nil, rules: (inout RevocationRules) -> Void = { _ in }
    ) async throws -> String {
        await code(card, by: try judge(sources: sources, rules: rules))
    }

    func code(_ card: DemoCard, by judge: CardJudge) async -> String {
        await judge.judge(presented(card.certificate, chain: card.chain)).summary.code
    }

    // MARK: The sources

    var fetcher: Fetcher {
        Fetcher { request throws(FetchError) in
            self.set { $0.asked.append(request.url) }
            return try self.serve(request)
        }
    }

    private func serve(_ request: FetchRequest) throws(FetchError) -> FetchResponse {
        let isOCSP = request.url == authority.addresses.ocsp
        guard isOCSP || request.url == authority.addresses.crl else { throw .unreachable("no such host") }
        switch state.withLock({ isOCSP ? $0.ocsp : $0.crl }) {
        case .fails(let error): throw error
        case .bytes(let bytes, let status): return FetchResponse(status: status, body: bytes)
        case .well:
            guard let body = try? isOCSP ? answer(request) : list() else { throw .unreachable("cannot sign") }
            return FetchResponse(status: 200, body: body)
        }
    }

    private func answer(_ request: FetchRequest) throws -> [UInt8] {
        guard case .post(let question, "application/ocsp-request") = request.method else { return [] }
        let (options, register) = state.withLock { ($0.answering, $0.register) }
        return try authority.ocspResponse(to: question, at: now, options: options) { register.status($0) }
    }

    /// The list as it would be published now.
    func list(signer: PrivateKey? = nil, adjusting: (inout CRLShape) -> Void = { _ in }) throws -> [UInt8] {
        let (entries, number, made, lifetime) = state.withLock {
            ($0.register.revoked, $0.number, $0.listedAt ?? $0.now, $0.listLifetime)
        }
        return try authority.crl(
            entries, number: number, thisUpdate: made, nextUpdate: lifetime.map { made + $0 }, signer: signer,
            adjusting: adjusting)
    }
}

/// A verdict as a test looks at it: what can be copied.
struct Seen {
    let summary: VerdictSummary
    let holder: CardHolder?
    let belongsToConfiguredIssuer: Bool

    init(_ verdict: consuming CardVerdict) {
        summary = verdict.summary
        holder = verdict.holder
        belongsToConfiguredIssuer = verdict.belongsToConfiguredIssuer
    }

    var reason: CardRefusal? { summary.reason }
    var issuer: String? { summary.issuer }
    var trace: JudgementTrace { summary.trace }
}
