/// How the page of a reason behaves: all of it that is not words.
public struct RefusalManner: Sendable {
    public enum Weather: String, Sendable {
        /// Not with this card, or not this time.
        case refused
        /// Not the visitor's fault: wait.
        case waiting
    }

    public var weather = Weather.refused
    /// Whether the page offers another try in the same attempt.
    public var retry = false
    /// The help pages it links to, three at most.
    public var ways: [HelpTopic] = []
    /// The service of the Service Points that helps here, where trying again does not.
    public var points: PageServicePoint.Service?
    /// Whether the picture of the browser's list is shown.
    public var picture = false
    /// Whether a wrong PIN may be the cause, so that the page warns of the counter after the second time.
    public var mayBePIN = false

    /// Whether the site may have had its answer before, so that the page cannot say that it got nothing.
    public var answered = false

    static func again(_ ways: HelpTopic...) -> RefusalManner { RefusalManner(retry: true, ways: ways) }
    static func wait(retry: Bool = true) -> RefusalManner { RefusalManner(weather: .waiting, retry: retry) }
    static func final(_ points: PageServicePoint.Service? = nil, _ ways: HelpTopic...) -> RefusalManner {
        RefusalManner(ways: ways, points: points)
    }

    /// The manner of a reason; one that is not listed behaves like `internal`.
    public static func of(_ reason: String) -> RefusalManner { all[reason] ?? .wait() }

    /// Every reason code and its manner.
    public static let all: [String: RefusalManner] = [
        // The card was not seen.
        "no-certificate": RefusalManner(retry: true, ways: [.activate, .pin, .readers], mayBePIN: true),
        "handshake-failed": RefusalManner(retry: true, ways: [.pin, .readers, .twoLines], mayBePIN: true),
        // Another certificate may do.
        "wrong-certificate-signature": RefusalManner(retry: true, ways: [.twoLines, .pin], picture: true),
        "wrong-certificate-usage": .again(.twoLines, .pin),
        "unknown-issuer": .again(.twoLines, .activate),
        "issuer-not-accepted": .again(.twoLines),
        "path-invalid": .again(.twoLines, .servicePoints),
        "card-changed": .again(.twoLines),
        "not-me": .again(.twoLines, .wrongData),
        "other-subject": .again(.twoLines),
        "unsupported-device": .again(.readers),
        // This card will not do, however often it is tried.
        "issuer-blocked": .final(nil, .servicePoints),
        "card-blocked": .final(nil, .lostCard),
        "not-yet-valid": .final(nil, .twoLines),
        "expired": .final(.apply, .twoLines),
        "revoked": .final(.apply, .twoLines, .lostCard),
        "on-hold": .final(nil, .lostCard),
        "unknown-to-issuer": .final(nil, .activate),
        "weak-key": .final(.apply),
        "identity-unreadable": .final(nil, .wrongData),
        // The visitor stopped, or time did.
        "cancelled": .again(.pin, .lostCard, .readers),
        "attempt-expired": .again(.pin, .readers),
        "attempt-used": RefusalManner(answered: true),
        "wrong-browser": .final(),
        // The site asked for what cannot be given.
        "level-not-available": .final(),
        "passive-impossible": .final(),
        "name-id-not-allowed": .final(),
        "request-denied": .final(),
        "wrong-version": .final(),
        "not-supported": .final(),
        "request-invalid": .final(),
        "unknown-relying-party": .final(),
        // It is our turn.
        "revocation-unavailable": .wait(),
        "revocation-stale": .wait(),
        "overloaded": .wait(),
        "internal": .wait(),
    ]
}
