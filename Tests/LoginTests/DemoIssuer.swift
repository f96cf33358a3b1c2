import DemoPKI
import Fetch
import Foundation
import Login
import OpenSSL
import PKI
import Synchronization
import Testing

/// The issuer of the cards, and its responder.
final class DemoIssuer: Sendable {
    struct State {
        var register = DemoRegister()
        var isReachable = true
        var answers = OCSPAnswerOptions()
        var questions = 0
    }

    let authority: DemoAuthority
    private let clock: HeldClock
    private let state = Mutex(State())

    init(clock: HeldClock) throws {
        authority = try DemoAuthority.make(at: HeldClock.noon, keys: .ec(.p256))
        self.clock = clock
    }

    /// How often the responder was asked.
    var questions: Int { state.withLock { $0.questions } }

    func set(_ change: (inout sending State) -> Void) { state.withLock { change(&$0) } }

    func card(
        _ kind: DemoCard.Kind = .good, for person: DemoPerson = .arta,
        adjusting: (inout CertificateShape) -> Void = { _ in }
    ) throws -> DemoCard {
        let card = try authority.mint(kind, for: person, at: HeldClock.noon, adjusting: adjusting)
        record(card, as: DemoRegister.standing(of: kind, at: HeldClock.noon))
        return card
    }

    func record(_ card: DemoCard, as standing: OCSPStatus) { set { $0.register.record(card.serial, as: standing) } }

    func revoke(_ card: DemoCard) { record(card, as: .revoked(at: clock.now, reason: .keyCompromise)) }

    func configured() throws -> CardIssuer {
        let policy = try #require(OID(DemoPKI.ObjectIdentifier.demoLoginPolicy))
        return try CardIssuer(
            name: "demo", anchors: [Certificate(der: authority.root.certificate)],
            intermediates: [Certificate(der: authority.issuing.certificate)],
            accept: AcceptanceRules(policies: [policy]),
            identity: IdentityMapping(
                namespace: "AL-NID",
                nationalID: AttributeRule(.serialNumber, pattern: try IdentityPattern("^[A-T0-9][0-9]{8}[A-W]$"))),
            revocation: RevocationRules(sources: [.ocsp(authority.addresses.ocsp)], deadline: .seconds(1_000)),
            verified: true)
    }

    var fetcher: Fetcher {
        Fetcher { request throws(FetchError) in
            guard let body = try? self.answer(request) else { throw .unreachable("no such host") }
            return FetchResponse(status: 200, body: body)
        }
    }

    private func answer(_ request: FetchRequest) throws -> [UInt8] {
        struct Off: Error {}
        let (register, options, isReachable) = state.withLock { state in
            state.questions += 1
            return (state.register, state.answers, state.isReachable)
        }
        guard isReachable, case .post(let question, _) = request.method else { throw Off() }
        return try authority.ocspResponse(to: question, at: clock.now, options: options) { register.status($0) }
    }
}
