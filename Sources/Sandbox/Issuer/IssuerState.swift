import DemoPKI
import Foundation
import OpenSSL

/// What the demo issuer remembers between two commands: its cards' standing, the last CRL's number, its switches.
struct IssuerState: Codable, Sendable {
    var crlNumber = 0
    var published = Date(timeIntervalSince1970: 0)
    var answersOCSP = true
    var answersCRL = true
    var cards: [Card] = []

    struct Card: Codable, Sendable {
        let name: String
        /// Hexadecimal.
        let serial: String
        var standing: Standing
        var since: Date
        /// The number of the CRL that first said so; 0 for what never was in one.
        var changedIn: Int
    }

    enum Standing: String, Codable, Sendable {
        case good, revoked
        case onHold = "on-hold"
        /// The responder has not heard of it.
        case unknown
    }

    /// The register that CRLs and OCSP answers are made from.
    var register: DemoRegister {
        var register = DemoRegister()
        for card in cards {
            guard let serial = Hex.decode(card.serial) else { continue }
            register.record(serial, as: card.status)
        }
        return register
    }

    /// What changed since the first CRL: the delta to it, and so to every later one (RFC 5280 §5.2.4).
    var delta: [CRLEntry] {
        cards.compactMap { card in
            guard card.changedIn > 1, let serial = Hex.decode(card.serial) else { return nil }
            if case .revoked(let date, let reason) = card.status {
                return CRLEntry(serial: serial, date: date, reason: reason)
            }
            return CRLEntry(serial: serial, date: card.since, reason: .removeFromCRL)
        }
    }

    /// Gives a card another standing, from the next CRL on.
    mutating func record(_ name: String, as standing: Standing, at now: Date) throws(SandboxError) {
        guard let index = cards.firstIndex(where: { $0.name == name }) else {
            throw .unknownCard(name, known: cards.map(\.name))
        }
        guard cards[index].standing != standing else { return }
        cards[index].standing = standing
        cards[index].since = now
        cards[index].changedIn = crlNumber + 1
    }
}

extension IssuerState.Card {
    /// A card as it leaves the mint.
    init(_ card: DemoCard, at now: Date) {
        let standing = DemoRegister.standing(of: card.kind, at: now)
        self.init(
            name: card.name, serial: Hex.encode(card.serial), standing: .init(standing),
            since: now.addingTimeInterval(-86_400), changedIn: 0)
    }

    var status: OCSPStatus {
        switch standing {
        case .good: .good
        case .unknown: .unknown
        case .revoked: .revoked(at: since, reason: .keyCompromise)
        case .onHold: .revoked(at: since, reason: .certificateHold)
        }
    }
}

extension IssuerState.Standing {
    fileprivate init(_ status: OCSPStatus) {
        self =
            switch status {
            case .good: .good
            case .unknown: .unknown
            case .revoked(_, .certificateHold): .onHold
            case .revoked: .revoked
            }
    }
}
