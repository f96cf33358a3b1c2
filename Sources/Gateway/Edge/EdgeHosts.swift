import Foundation
import Login
public import TLS

/// The names this gateway answers to, and the port that its addresses carry.
public struct EdgeNames: Sendable, Equatable {
    public let loginHost: String
    public let cardDomain: String
    public let publicPort: Int

    public init(loginHost: String, cardDomain: String, publicPort: Int) {
        self.loginHost = loginHost.lowercased()
        self.cardDomain = cardDomain.lowercased()
        self.publicPort = publicPort
    }

    private var port: String { publicPort == 443 ? "" : ":\(publicPort)" }

    /// `https://login.example.al`, with the port where it is not 443, without a slash at the end.
    public var loginOrigin: String { "https://\(loginHost)\(port)" }

    /// Any card host, as a source in a Content-Security-Policy.
    public var cardSource: String { "https://*.\(cardDomain)\(port)" }

    public func cardAddress(label: String, attempt: String) -> String {
        "https://\(label).\(cardDomain)\(port)/?a=\(attempt)"
    }
}

/// The handshakes this gateway can make: one for the login host, and for card hosts one for each set of issuers and
/// each way, all made at start.
public struct EdgePolicies: Sendable {
    let login: TLSPolicy
    /// For a label that is authentic but too old: no certificate is asked for.
    let lateCard: TLSPolicy
    private let cards: [UInt8: TLSPolicy]
    private let olderCards: [UInt8: TLSPolicy]

    /// - Parameters:
    ///   - authorities: for each number of an issuer set, 0 included, the DER names of its issuing authorities: what
    ///     the browser is shown, and what chooses the card's line in its list.
    public init(
        login: TLSIdentity, card: TLSIdentity, authorities: [UInt8: [[UInt8]]]
    ) throws(TLSError) {
        self.login = try TLSPolicy(identity: login, version: .tls12and13, client: nil)
        lateCard = try TLSPolicy(identity: card, version: .tls12and13, client: nil)
        var cards: [UInt8: TLSPolicy] = [:]
        var olderCards: [UInt8: TLSPolicy] = [:]
        for (set, names) in authorities {
            cards[set] = try TLSPolicy(identity: card, version: .tls13only, client: .ask(authorities: names))
            olderCards[set] = try TLSPolicy(
                identity: card, version: .tls12only,
                client: .ask(
                    authorities: names, signatureSchemes: TLSPolicy.ClientCertificate.signatureSchemesWithoutPSS))
        }
        self.cards = cards
        self.olderCards = olderCards
    }

    func card(_ policy: CardLabel.Policy) -> TLSPolicy? {
        switch policy.version {
        case .tls13: cards[policy.issuerSet]
        case .tls12: olderCards[policy.issuerSet]
        }
    }
}

/// Which host a connection is for, as its server name says. There is no default host (T4).
enum EdgeHost: Sendable {
    case login
    /// A label of ours, in time.
    case card(CardLabel)
    /// A label of ours, too late.
    case lateCard(CardLabel)
}

/// Tells hosts apart by server name alone: without a table, and before any public-key work.
struct EdgeHosts: Sendable {
    let names: EdgeNames
    let policies: EdgePolicies
    let desk: LoginDesk
    let now: @Sendable () -> Date

    /// The label in a server name must be lower case: base32 knows no other.
    func host(_ serverName: String?) -> EdgeHost? {
        guard let serverName else { return nil }
        if serverName.lowercased() == names.loginHost { return .login }
        guard let dot = serverName.firstIndex(of: "."),
            serverName[serverName.index(after: dot)...].lowercased() == names.cardDomain,
            let label = desk.label(serverName[..<dot])
        else { return nil }
        return label.isAlive(at: now()) ? .card(label) : .lateCard(label)
    }

    func policy(for host: EdgeHost?) -> TLSChoice {
        switch host {
        case .login: .policy(policies.login)
        case .lateCard: .policy(policies.lateCard)
        case .card(let label): policies.card(label.policy).map(TLSChoice.policy) ?? .refuse
        case nil: .refuse
        }
    }
}
