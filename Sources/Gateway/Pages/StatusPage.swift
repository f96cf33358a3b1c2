/// Explains one status or attribute URI to the developer of a site.
public struct StatusPage: Page {
    public enum Kind: Hashable, Sendable {
        /// `/saml/status/CODE`: a reason code, or one of the coarse ones `cancelled`, `unavailable`, `refused`.
        case status
        /// `/saml/attributes/NAME`.
        case attribute
    }

    public var kind: Kind
    /// The code or name at the end of the URI.
    public var code: String
    /// The whole URI as it stands in a response.
    public var uri: String
    /// The SAML status codes it comes with, like `Responder, AuthnFailed`.
    public var samlStatus: String?

    public init(kind: Kind, code: String, uri: String, samlStatus: String? = nil) {
        self.kind = kind
        self.code = code
        self.uri = uri
        self.samlStatus = samlStatus
    }

    /// Whether there is something to explain under this code; otherwise it is a page that does not exist.
    public static func explains(_ kind: Kind, _ code: String) -> Bool {
        switch kind {
        case .status: RefusalManner.all[code] != nil || ["unavailable", "refused"].contains(code)
        case .attribute: ["age-over", "data-as-of", "revocation-source", "revocation-age"].contains(family(code))
        }
    }

    /// `age-over-18` and `age-over-21` are explained alike.
    private static func family(_ code: String) -> String {
        code.hasPrefix("age-over-") && code.dropFirst(9).allSatisfy(\.isNumber) ? "age-over" : code
    }

    var address: String? { kind == .status ? "/saml/status/\(code)" : "/saml/attributes/\(code)" }

    var shape: PageShape {
        var shape = PageShape("status")
        shape.topic = Self.explains(kind, code) ? Self.family(code) : ""
        shape.flags = kind == .status ? ["isStatus"] : []
        if samlStatus != nil { shape.flags.insert("samlStatus") }
        return shape
    }

    static func context(of shape: PageShape, texts: PageTexts, house: PageHouse) -> [String: Any] {
        var context: [String: Any] = ["metadata": webAddress(house.metadata)]
        if shape.flags.contains("isStatus") {
            let reason = texts.reasons[shape.topic]
            context["meaning"] = reason?.developer ?? texts.status.coarse[shape.topic] ?? texts.status.unknown
            context["shown"] = reason.map { ["headline": $0.headline] }
        } else {
            context["meaning"] = texts.status.attributes[shape.topic] ?? texts.status.unknown
        }
        return context
    }

    func values(_ calendar: PageCalendar) -> [String: String] {
        ["uri": uri, "code": code, "status": samlStatus ?? ""]
    }
}
