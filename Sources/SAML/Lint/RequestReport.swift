/// The outcome of a check of a captured request.
public struct RequestReport: Sendable {
    /// The binding that it was made for.
    public internal(set) var binding: String?
    public internal(set) var issuer: String?
    public internal(set) var id: String?
    /// What would be granted; nil where nothing would, or where the site is not known.
    public internal(set) var accepted: AcceptedRequest?
    public private(set) var findings: [RequestFinding] = []

    /// Whether nothing speaks against the request.
    public var valid: Bool { !findings.contains { $0.severity == .error } }

    /// `ok`, or the rule of the first error.
    public var reason: String { findings.first { $0.severity == .error }?.rule.rawValue ?? "ok" }

    /// Says a thing once, however many checks come to it.
    mutating func note(
        _ severity: MetadataFinding.Severity, _ rule: RequestRule, _ place: String, _ what: String
    ) {
        guard !findings.contains(where: { $0.rule == rule && $0.where == place && $0.severity == severity }) else {
            return
        }
        findings.append(RequestFinding(severity, rule, at: place, what))
    }

    /// The gateway's own refusal as a finding.
    mutating func add(_ refusal: AuthnRequestRefusal) {
        let (rule, place, what): (RequestRule, String, String) =
            switch refusal.cause {
            case .wrongDestination:
                (.destination, "@Destination", "it is not an address of ours, or missing in a signed request")
            case .stale, .fromTheFuture: (.issueInstant, "@IssueInstant", "too old, or ahead of our clock")
            case .unknownConsumer: (.consumer, "@AssertionConsumerService…", "it is no address by POST of the metadata")
            case .contradictory: (.consumerContradiction, "@AssertionConsumerService…", "index and address together")
            case .metadataExpired: (.metadataExpired, "/", "the site's metadata has run out")
            case .wrongVersion, .versionTooLow, .versionTooHigh: (.version, "@Version", "it is not 2.0")
            case .bindingNotSupported: (.binding, "@ProtocolBinding", "answers do not go by this binding")
            case .notSupported("Conditions"): (.conditions, "saml:Conditions", "conditions are not taken over")
            case .notSupported(let part): (.subject, "saml:Subject", "\(part) is not compared")
            case .noSupportedProvider: (.scoping, "samlp:Scoping", "it names other identity providers only")
            case .unknownAttributeService:
                (.attributeService, "@AttributeConsumingServiceIndex", "the metadata has no such set")
            case .levelNotAvailable: (.level, "samlp:RequestedAuthnContext", "no card gives this")
            case .passiveImpossible: (.passive, "@IsPassive", "a card is never passive")
            case .nameIDNotAllowed: (.nameID, "samlp:NameIDPolicy", "the site may not have this name")
            case .requestDenied: (.malformed, "/", "the request is denied")
            case .otherSubject: (.subject, "saml:Subject", "the name is of another name space")
            }
        note(.error, rule, place, what)
    }
}
