/// The names that pages fill in. Texts may use them in single braces.
private let placeholders: Set<String> = [
    // the house
    "phone", "dial", "number", "operator", "hours", "privacy", "operator-emblem", "digits", "activation", "cut-off",
    "switch",
    // the site
    "site", "host", "emblem", "purpose", "legal-basis", "contact", "home", "requesters", "service",
    // the login
    "attempt", "possession", "consent", "refusal", "case", "date", "minutes", "until", "as-of", "holder", "version",
    "agreement", "since", "stays", "action", "response", "relay-state", "uri", "code", "status",
]

func isKnownPlaceholder(_ name: String) -> Bool {
    placeholders.contains(name) || name.hasPrefix("value-")
}

/// The first `{name}` in a text that no page can fill.
func unknownPlaceholder(in text: String) -> String? {
    // Mustache's own braces are double: they are not ours.
    var rest = text.replacing("{{", with: "").replacing("}}", with: "")[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
        let name = String(rest[rest.index(after: open)..<close])
        if !isKnownPlaceholder(name) && name != "years" { return name }
        rest = rest[close...]
    }
    return nil
}
