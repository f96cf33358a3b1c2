public import Foundation
public import Login
public import PKI

/// A card issuer: what the judge needs, and what people are told.
public struct IssuerSettings: Sendable {
    public let issuer: CardIssuer
    public let guide: IssuerGuide

    public var name: String { issuer.name }
}

/// Which TLS the issuer's cards may speak.
public enum CardTLS: String, CaseIterable, Sendable {
    /// 1.3, never 1.2.
    case tls13 = "1.3"
    /// 1.2 when the visitor presses for it after a failure.
    case onRequest12 = "1.2-on-request"
    /// The start page offers 1.2 from the beginning; still only by a press.
    case offer12 = "1.2"
}

/// What people are told about an issuer and its cards. It chooses words, never access.
public struct IssuerGuide: Sendable {
    public let displayName: LocalizedText
    public let operatorName: LocalizedText?
    public let phone: String?
    public let hours: String?
    /// Where to complain.
    public let supervisorName: LocalizedText?
    public let supervisorAddress: String?
    public let cardTLS: CardTLS
    public let activation: Activation?
    public let pinDigits: Int
    /// Whether a finger does instead of the PIN.
    public let biometric: Bool
    public let help: IssuerHelp
    public let agreements: [SubscriberAgreement]
    public let servedFiles: [ServedFile]

    /// Cards made before a day had to be activated.
    public struct Activation: Hashable, Sendable {
        public let cutOff: Date
        public let isFree: Bool
    }
}

/// Texts and links for people with trouble.
public struct IssuerHelp: Sendable {
    public let servicePoints: [ServicePoint]
    public let lostCard: LocalizedText?
    public let couponPlace: LocalizedText?
    public let couponPrice: LocalizedText?
    public let readers: LocalizedText?
    public let abroad: LocalizedText?
    /// Where the card's software is to be had, by system: `windows`, `macos`, `linux`.
    public let drivers: [String: String]
}
