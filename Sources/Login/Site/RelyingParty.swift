public import PKI

/// A site that sends its visitors here: what it may get, and how it is shown. Knows no protocol.
public struct RelyingParty: Sendable, Identifiable {
    /// The site's name in its protocol; in SAML its entity ID.
    public struct ID: Hashable, Sendable, CustomStringConvertible {
        public let value: String
        public init(_ value: String) { self.value = value }
        public var description: String { value }
    }

    public enum Sector: String, CaseIterable, Sendable { case `public`, `private` }

    /// How much of the reason for a refusal it learns.
    public enum StatusDetail: String, CaseIterable, Sendable { case coarse, full }

    public let id: ID
    public let displayName: LocalizedText
    /// The host name that its answers go to, shown below its name.
    public let host: String
    public let purpose: LocalizedText?
    public let legalBasis: LocalizedText?
    public let contact: String?
    public let sector: Sector
    /// Without these the visitor cannot log in to the site.
    public internal(set) var required: [Item]
    /// The visitor chooses these one by one.
    public internal(set) var optional: [Item]
    /// How it knows persons where its request does not say.
    public let nameID: NameIDKind
    /// Whether the national identifier, or a name that is one, may be given to it at all.
    public let mayHaveNationalID: Bool
    /// Sites of one group know a person by the same identifier; without a group each has its own.
    public internal(set) var pairwiseGroup: String?
    public let statusDetail: StatusDetail
    /// The names of the issuers whose cards it accepts; `nil` for all.
    public let issuers: Set<String>?
    /// The number of the issuer set in labels: 0 for all, else 1 to 63.
    public let issuerSet: UInt8
    /// The path of its emblem below the login host, if it has one.
    public let emblem: String?
    /// The language its visitors see unless they choose another.
    public let language: Language?
    /// What it demands of revocation data beyond the issuers' own rules.
    public let revocation: RevocationDemand?
    /// Whether a login to it may begin a session, and be answered from one without the card.
    public let takesSessions: Bool
    /// What its requests may choose instead of the whole registration, by number.
    public let itemSets: [UInt16: ItemSet]
    /// The services that it may ask for, by their entity IDs.
    public let requesters: [String: Requester]
    /// Whether each of them knows persons by a name of its own.
    public let isPairwisePerRequester: Bool

    // Of the request at hand alone.
    /// The service that it asks for.
    public internal(set) var service: LocalizedText?
    public internal(set) var shownRequesters = ShownRequesters()

    public init(
        id: ID, displayName: LocalizedText, host: String, purpose: LocalizedText? = nil,
        legalBasis: LocalizedText? = nil, contact: String? = nil, sector: Sector = .private, required: [Item] = [],
        optional: [Item] = [.givenName, .familyName], nameID: NameIDKind = .pairwise, pairwiseGroup: String? = nil,
        statusDetail: StatusDetail = .coarse, issuers: Set<String>? = nil, issuerSet: UInt8 = 0,
        emblem: String? = nil, language: Language? = nil, revocation: RevocationDemand? = nil,
        mayHaveNationalID: Bool = false, itemSets: [UInt16: ItemSet] = [:], requesters: [String: Requester] = [:],
        isPairwisePerRequester: Bool = false,
        takesSessions: Bool = false
    ) {
        self.id = id
        self.displayName = displayName
        self.host = host
        self.purpose = purpose
        self.legalBasis = legalBasis
        self.contact = contact
        self.sector = sector
        self.required = required
        self.optional = optional
        self.nameID = nameID
        self.pairwiseGroup = pairwiseGroup
        self.statusDetail = statusDetail
        self.issuers = issuers
        self.issuerSet = issuerSet
        self.emblem = emblem
        self.language = language
        self.revocation = revocation
        self.takesSessions = takesSessions
        self.mayHaveNationalID = mayHaveNationalID
        self.itemSets = itemSets
        self.requesters = requesters
        self.isPairwisePerRequester = isPairwisePerRequester
    }
}

/// By which kind of name a site knows a person (R31: pairwise unless it asks for less).
public enum NameIDKind: UInt8, CaseIterable, Sendable {
    /// The same at each login to this site, and different at every other.
    case pairwise = 0
    /// New at each login.
    case transient = 1
    /// The identifier on the card, for sites that may have it.
    case nationalID = 2
}
