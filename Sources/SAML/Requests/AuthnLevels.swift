import SignedXML

/// The ways of being authenticated that there are, in order, and those that a card gives (SAML core §3.3.2.2.1; SAML
/// authentication context).
///
/// "Stronger" means something only between ways that stand on one scale; scales are not compared with each other.
public struct AuthnLevels: Hashable, Sendable, ExpressibleByArrayLiteral {
    /// Each from the weakest to the strongest.
    public var scales: [[String]]
    /// What a card gives, the usual one first.
    public var given: [String]
    /// References to declarations that a card meets; they are compared for equality only.
    public var declarations: [String]

    public init(scales: [[String]] = AuthnLevels.standardScales, given: [String], declarations: [String] = []) {
        self.scales = scales
        self.given = given
        self.declarations = declarations
    }

    public init(arrayLiteral given: String...) { self.init(given: given) }

    /// A certificate on a card is a certificate on a card, and a certificate.
    public static let card = AuthnLevels(given: [AuthnContextClass.smartcardPKI, AuthnContextClass.x509])

    /// A card of an electronic identification scheme that is notified or recognised at a level.
    public static func card(eidas level: String) -> AuthnLevels {
        AuthnLevels(given: [AuthnContextClass.smartcardPKI, AuthnContextClass.x509, level])
    }

    public static let standardScales = [
        [AuthnContextClass.x509, AuthnContextClass.smartcardPKI],
        [AuthnContextClass.eidasLow, AuthnContextClass.eidasSubstantial, AuthnContextClass.eidasHigh],
    ]

    /// What an assertion says where nothing was asked for.
    public var usual: String { given.first ?? AuthnContextClass.smartcardPKI }

    /// What is granted of what was asked for; nil when a card cannot meet it.
    public func granted(_ asked: AuthnRequest.RequestedAuthnContext) -> GrantedContext? {
        guard asked.declarations.isEmpty else { return declaration(asked) }
        switch asked.comparison {
        case .exact:
            // The order is the requester's preference.
            return asked.classes.first { held(sameAs: $0) != nil }.map(GrantedContext.class)
        case .minimum:
            return best { scale, place in
                asked.classes.contains { self.place(of: $0, on: scale).map { place >= $0 } ?? false }
            }
        case .better:
            // "Stronger than any one of the contexts": than each of them, and each must be known to be compared.
            let known = asked.classes.compactMap { asked in scales.indices.first { place(of: asked, on: $0) != nil } }
            guard known.count == asked.classes.count, Set(known).count == 1 else { return nil }
            return best { scale, place in
                asked.classes.allSatisfy { self.place(of: $0, on: scale).map { place > $0 } ?? false }
            }
        case .maximum:
            return best { scale, place in
                asked.classes.contains { self.place(of: $0, on: scale).map { place <= $0 } ?? false }
            }
        }
    }

    private func declaration(_ asked: AuthnRequest.RequestedAuthnContext) -> GrantedContext? {
        guard asked.comparison == .exact, asked.classes.isEmpty else { return nil }
        return asked.declarations.first { wanted in declarations.contains { sameBytes($0, wanted) } }
            .map(GrantedContext.declaration)
    }

    private func held(sameAs wanted: String) -> String? { given.first { sameBytes($0, wanted) } }

    private func place(of level: String, on scale: Int) -> Int? {
        scales[scale].firstIndex { sameBytes($0, level) }
    }

    /// The strongest of the given ways that holds, on the first scale on which one does.
    private func best(_ holds: (_ scale: Int, _ place: Int) -> Bool) -> GrantedContext? {
        for scale in scales.indices {
            let places = given.compactMap { place(of: $0, on: scale) }.filter { holds(scale, $0) }
            if let place = places.max() { return .class(scales[scale][place]) }
        }
        return nil
    }
}

/// What an assertion says of the way in which the person was authenticated.
public enum GrantedContext: Hashable, Sendable {
    case `class`(String)
    case declaration(String)

    public var uri: String {
        switch self {
        case .class(let uri), .declaration(let uri): uri
        }
    }
}
