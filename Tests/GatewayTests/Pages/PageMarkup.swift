import Foundation

/// Enough of an HTML reader to see that tags are balanced and attributes quoted.
struct PageMarkup {
    var problems: [String] = []
    var tags: [String] = []
    var ids: [String] = []

    private static let empty: Set<String> = ["meta", "link", "input", "img", "br", "path", "rect", "circle"]

    init(_ html: String) {
        var open: [String] = []
        var rest = html[...]
        while let start = rest.firstIndex(of: "<"), let end = rest[start...].firstIndex(of: ">") {
            let tag = String(rest[rest.index(after: start)..<end])
            rest = rest[rest.index(after: end)...]
            if tag.lowercased() == "!doctype html" { continue }
            tags.append(tag)
            read(tag, &open)
        }
        if !open.isEmpty { problems.append("left open: \(open)") }
    }

    private mutating func read(_ tag: String, _ open: inout [String]) {
        if tag.hasPrefix("/") {
            let name = String(tag.dropFirst())
            if open.popLast() != name { problems.append("</\(name)> closes nothing") }
            return
        }
        let name = String(tag.prefix { !$0.isWhitespace && $0 != "/" })
        if !Self.empty.contains(name) { open.append(name) }
        if tag.filter({ $0 == "\"" }).count % 2 != 0 { problems.append("quotes in <\(tag)>") }
        if let id = PageMarkup.attribute("id", in: tag) {
            if ids.contains(id) { problems.append("id \(id) twice") }
            ids.append(id)
        }
    }

    static func attribute(_ name: String, in tag: String) -> String? {
        guard let start = tag.firstRange(of: " \(name)=\"") else { return nil }
        return String(tag[start.upperBound...].prefix { $0 != "\"" })
    }

    /// How many elements bear a class.
    func count(class name: String) -> Int {
        tags.count { PageMarkup.attribute("class", in: $0)?.split(separator: " ").contains(Substring(name)) ?? false }
    }

    func tag(id: String) -> String? { tags.first { PageMarkup.attribute("id", in: $0) == id } }
}
