public import Foundation

/// The pages of a session: that there is one, and how a logout goes.
public struct LogoutPage: Page {
    public enum Kind: Hashable, Sendable {
        /// Somebody is signed in; the card need not be used again until the time is over.
        case signedIn
        /// The card is asked for again; a logout still reaches the sites.
        case remembered
        /// The browser is about to be sent to a site.
        case going(Trip)
        /// Everything is over.
        case complete
        /// Some sites did not confirm; the site that asked, if one did, waits for its answer.
        case partial(Trip?)
        /// There is nothing to end.
        case none
    }

    /// How the browser gets to a site.
    public enum Trip: Hashable, Sendable {
        case link(String)
        /// A form with one message in it, base64.
        case form(String, message: String, relayState: String?)

        var address: String {
            switch self {
            case .link(let address), .form(let address, _, _): address
            }
        }
    }

    /// A site, and how it stands with it.
    public struct Site: Hashable, Sendable {
        public enum State: String, Hashable, Sendable { case `in`, waiting, asked, confirmed, silent }

        public var name: String
        public var state: State

        public init(name: String, state: State) {
            self.name = name
            self.state = state
        }
    }

    public var kind: Kind
    /// The holder's name, where the card still says it.
    public var holder: String?
    /// When the card was used.
    public var since: Date?
    public var sites: [Site]
    /// The name of the site that the browser goes to.
    public var goal: String?

    public init(_ kind: Kind, holder: String? = nil, since: Date? = nil, sites: [Site] = [], goal: String? = nil) {
        self.kind = kind
        self.holder = holder
        self.since = since
        self.sites = sites
        self.goal = goal
    }

    var address: String? {
        switch kind {
        case .signedIn, .remembered, .none: "/logout"
        // A second look at these would be a step of its own.
        case .going, .complete, .partial: nil
        }
    }

    var shape: PageShape {
        var shape = PageShape("logout")
        shape.topic = topic
        shape.lists = ["states": sites.map(\.state.rawValue)]
        if holder != nil { shape.flags.insert("holder") }
        if since != nil { shape.flags.insert("since") }
        if !sites.isEmpty || since != nil { shape.flags.insert("list") }
        switch kind {
        case .signedIn, .remembered: shape.flags.insert("isIn")
        case .going(.link): shape.flags.formUnion(["goes", "skips"])
        case .going(.form): shape.flags.formUnion(["posts", "skips"])
        case .complete: shape.flags.formUnion(["isOver", "helps"])
        case .partial(let trip):
            shape.weather = "refused"
            switch trip {
            case .link: shape.flags.insert("backGoes")
            case .form(_, _, let relayState):
                shape.flags.insert("backPosts")
                if relayState != nil { shape.flags.insert("hasRelayState") }
            case nil: shape.flags.insert("helps")
            }
        case .none:
            shape.flags.insert("helps")
            shape.weather = "waiting"
        }
        return shape
    }

    private var topic: String {
        switch kind {
        case .signedIn: "signed-in"
        case .remembered: "remembered"
        case .going: "going"
        case .complete: sites.isEmpty ? "alone" : "complete"
        case .partial: "partial"
        case .none: "none"
        }
    }

    static func context(of shape: PageShape, texts: PageTexts, house: PageHouse) -> [String: Any] {
        let words =
            switch shape.topic {
            case "signed-in": texts.logout.signedIn
            case "remembered": texts.logout.remembered
            case "going": texts.logout.going
            case "complete": texts.logout.complete
            case "alone": texts.logout.alone
            case "partial": texts.logout.partial
            default: texts.logout.none
            }
        let sites = (shape.lists["states"] ?? []).enumerated().map { place, state in
            ["state": texts.logout.states[state] ?? state, "code": state, "name": "{value-site-\(place)}"]
        }
        return ["logout": words, "sites": sites]
    }

    func values(_ calendar: PageCalendar) -> [String: String] {
        var values: [String: String] = [:]
        values["holder"] = holder
        values["since"] = since.map(calendar.time)
        values["site"] = goal
        for (place, site) in sites.enumerated() { values["value-site-\(place)"] = site.name }
        let trip: Trip? =
            switch kind {
            case .going(let trip): trip
            case .partial(let trip): trip
            default: nil
            }
        values["action"] = trip.map { webAddress($0.address) }
        if case .form(_, let message, let relayState) = trip {
            values["response"] = message
            values["relay-state"] = relayState
        }
        return values
    }
}
