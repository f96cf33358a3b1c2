/// The site that a citizen logs in to, as the pages name it: in one language, with nothing but texts.
public struct PageSite: Hashable, Sendable {
    public enum Sector: Hashable, Sendable {
        case `public`, `private`
    }

    /// In Albanian in the definite nominative, so that "te {site}" is right.
    public var name: String
    /// The host name that citizens know the site by.
    public var host: String
    public var sector: Sector
    /// Local address of the emblem, 64 × 64 pixels.
    public var emblem: String?
    public var purpose: String?
    public var legalBasis: String?
    public var contact: String?
    /// The services for which it asks, where it federates; in the order of its request.
    public var requesters: [String]
    /// It asks for one more, whom nobody here knows by name.
    public var hasUnknownRequester: Bool
    /// Its own name for what it needs the data for, where it has several.
    public var service: String?
    /// The site's own front page, where a login can begin anew.
    public var home: String?
    /// Whether the site learns the exact reason of a refusal (`status-detail: full`).
    public var learnsReason: Bool

    public init(
        name: String, host: String, sector: Sector, emblem: String? = nil, purpose: String? = nil,
        legalBasis: String? = nil, contact: String? = nil, home: String? = nil, learnsReason: Bool = false,
        requesters: [String] = [], hasUnknownRequester: Bool = false, service: String? = nil
    ) {
        self.name = name
        self.host = host
        self.sector = sector
        self.emblem = emblem
        self.purpose = purpose
        self.legalBasis = legalBasis
        self.contact = contact
        self.home = home
        self.learnsReason = learnsReason
        self.requesters = requesters
        self.hasUnknownRequester = hasUnknownRequester
        self.service = service
    }

    var flags: Set<String> {
        var flags: Set<String> = ["site", sector == .public ? "publicSite" : "privateSite"]
        if emblem != nil { flags.insert("emblem") }
        if purpose != nil { flags.insert("purpose") }
        if legalBasis != nil { flags.insert("legalBasis") }
        if contact != nil { flags.insert("contact") }
        if learnsReason { flags.insert("learnsReason") }
        if service != nil { flags.insert("service") }
        switch (requesters.isEmpty, hasUnknownRequester) {
        case (true, false): flags.insert("forItself")
        case (false, false): flags.insert("forOthers")
        case (false, true): flags.insert("forOthersAndUnknown")
        case (true, true): flags.insert("forUnknown")
        }
        return flags
    }

    var values: [String: String] {
        [
            "site": name, "host": host, "emblem": emblem.map(webAddress) ?? "", "purpose": purpose ?? "",
            "legal-basis": legalBasis ?? "", "contact": contact ?? "", "home": home.map(webAddress) ?? "",
            "requesters": requesters.joined(separator: ", "), "service": service ?? "",
        ]
    }
}
