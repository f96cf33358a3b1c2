public import Foundation

/// What all pages of one gateway have in common; it comes from the configuration.
public struct PageHouse: Sendable {
    public var `operator`: PageOperator
    public var card: PageCard
    public var servicePoints: [PageServicePoint]
    /// Where the card's software is to be had: "Windows", an address.
    public var drivers: [PageLink]
    /// The address of the SAML metadata, shown to developers.
    public var metadata: String

    public init(
        operator: PageOperator, card: PageCard = PageCard(), servicePoints: [PageServicePoint] = [],
        drivers: [PageLink] = [], metadata: String = "/saml/metadata"
    ) {
        self.operator = `operator`
        self.card = card
        self.servicePoints = servicePoints
        self.drivers = drivers
        self.metadata = metadata
    }
}

/// Who runs the gateway and answers the telephone.
public struct PageOperator: Sendable {
    public var name: PageWords
    public var phone: String
    public var hours: PageWords?
    /// Local address of the emblem, 44 × 44 pixels, one light colour; the gate is drawn where there is none.
    public var emblem: String?
    /// Address of the privacy notice.
    public var privacy: String?

    public init(
        name: PageWords, phone: String, hours: PageWords? = nil, emblem: String? = nil, privacy: String? = nil
    ) {
        self.name = name
        self.phone = phone
        self.hours = hours
        self.emblem = emblem
        self.privacy = privacy
    }
}

/// What the help texts say about the card. It chooses words, never access.
public struct PageCard: Sendable {
    public var pinDigits: Int
    /// Whether a finger does instead of the PIN.
    public var biometric: Bool
    public var activationFree: Bool
    /// Cards issued before this day had to be activated.
    public var activationCutOff: Date?

    public init(
        pinDigits: Int = 4, biometric: Bool = true, activationFree: Bool = true, activationCutOff: Date? = nil
    ) {
        self.pinDigits = pinDigits
        self.biometric = biometric
        self.activationFree = activationFree
        self.activationCutOff = activationCutOff
    }
}

/// A link to a page outside.
public struct PageLink: Hashable, Sendable {
    public var name: String
    public var address: String

    public init(name: String, address: String) {
        self.name = name
        self.address = address
    }
}
