import Foundation

/// What the next step needs of a page: forms, links and texts by their id, and the names in `meta`.
struct Page: Sendable {
    struct Form: Sendable {
        var action = ""
        var fields: [(String, String)] = []
        /// Ticks that are not set by themselves.
        var choices: [(String, String)] = []

        func value(_ name: String) -> String? { fields.first { $0.0 == name }?.1 }

        /// The same form with another text in a hidden field.
        func replacing(_ name: String, by value: String) -> Form {
            var form = self
            form.fields = fields.map { $0.0 == name ? (name, value) : $0 }
            return form
        }
    }

    private(set) var forms: [String: Form] = [:]
    private(set) var links: [String: String] = [:]
    private(set) var metas: [String: String] = [:]
    private(set) var ids: Set<String> = []
    let html: String

    init(_ html: String) {
        self.html = html
        var open: String?
        for match in html.matches(of: #/<(/?)([a-z][a-z0-9]*)((?:\s+[a-zA-Z-]+(?:="[^"]*")?)*)\s*/?>/#) {
            let (isEnd, tag) = (!match.1.isEmpty, match.2)
            if isEnd {
                if tag == "form" { open = nil }
                continue
            }
            let attributes = Self.attributes(match.3)
            if let id = attributes["id"] { ids.insert(id) }
            switch tag {
            case "form":
                open = attributes["id"] ?? "form-\(forms.count + 1)"
                forms[open ?? ""] = Form(action: attributes["action"] ?? "")
            case "input": take(attributes, open)
            case "a": if let id = attributes["id"] { links[id] = attributes["href"] ?? "" }
            case "meta": if let name = attributes["name"] { metas[name] = attributes["content"] ?? "" }
            default: break
            }
        }
    }

    private mutating func take(_ attributes: [String: String], _ open: String?) {
        guard let open, let name = attributes["name"] else { return }
        let pair = (name, attributes["value"] ?? "")
        if attributes["type"] == "checkbox" {
            forms[open]?.choices.append(pair)
        } else {
            forms[open]?.fields.append(pair)
        }
    }

    private static func attributes(_ text: Substring) -> [String: String] {
        var found: [String: String] = [:]
        for match in text.matches(of: #/([a-zA-Z-]+)(?:="([^"]*)")?/#) {
            found[String(match.1)] = plain(match.2 ?? "")
        }
        return found
    }

    /// The text behind the character references that our own pages use.
    static func plain(_ text: some StringProtocol) -> String {
        guard text.contains("&") else { return String(text) }
        let named = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'"]
        return String(text).replacing(#/&(#x[0-9a-fA-F]+|#[0-9]+|[a-z]+);/#) { match in
            let name = String(match.1)
            if let plain = named[name] { return plain }
            let number = name.hasPrefix("#x") ? Int(name.dropFirst(2), radix: 16) : Int(name.dropFirst())
            return number.flatMap { Unicode.Scalar(UInt32($0)) }.map(String.init) ?? String(match.0)
        }
    }

    var reason: String? { metas["porta-reason"] }
    var caseNumber: String? { text(of: "case-number") }

    /// The text right behind the start tag of an element.
    func text(of id: String) -> String? {
        guard let start = html.range(of: "id=\"\(id)\""), let open = html[start.upperBound...].firstIndex(of: ">"),
            let end = html[open...].firstIndex(of: "<")
        else { return nil }
        return Self.plain(html[html.index(after: open)..<end].trimmingCharacters(in: .whitespacesAndNewlines))
    }
}
