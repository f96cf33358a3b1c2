public import Foundation

/// What the issuer knows of the cards it made: the source of every CRL and of every OCSP answer.
public struct DemoRegister: Sendable {
    /// Serial number to its standing; a serial that is not here was never issued.
    public private(set) var standings: [[UInt8]: OCSPStatus]

    public init(_ standings: [[UInt8]: OCSPStatus] = [:]) { self.standings = standings }

    /// The register of these cards as their kinds say.
    public init(of cards: [DemoCard], at now: Date) {
        standings = [:]
        for card in cards { standings[card.serial] = Self.standing(of: card.kind, at: now) }
    }

    public mutating func record(_ serial: [UInt8], as standing: OCSPStatus) { standings[serial] = standing }

    /// What OCSP says of a serial number.
    public func status(_ serial: [UInt8]) -> OCSPStatus { standings[serial] ?? .unknown }

    /// What a full CRL lists, by serial number, so that the same register gives the same list.
    public var revoked: [CRLEntry] {
        standings.sorted { $0.key.lexicographicallyPrecedes($1.key) }.compactMap { serial, standing in
            guard case .revoked(let date, let reason) = standing else { return nil }
            return CRLEntry(serial: serial, date: date, reason: reason)
        }
    }

    /// The standing a card begins with.
    public static func standing(of kind: DemoCard.Kind, at now: Date) -> OCSPStatus {
        let lately = now.addingTimeInterval(-86_400)
        return switch kind {
        case .revoked: .revoked(at: lately, reason: .keyCompromise)
        case .onHold: .revoked(at: lately, reason: .certificateHold)
        // The card is in the holder's hand before the issuer's responder has heard of it.
        case .justActivated, .unknownIssuer: .unknown
        default: .good
        }
    }
}
