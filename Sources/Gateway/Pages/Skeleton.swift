/// A page with places for its values: what Mustache made of a template, cut at every `{name}`.
struct Skeleton: Sendable {
    private enum Piece: Sendable {
        case text(String)
        case value(String)
    }

    private var pieces: [Piece] = []
    private var length = 0

    init(_ page: String) {
        let page = marked("`", "code", in: marked("**", "strong", in: linked(unbroken(page))))
        var done = page.startIndex
        var next = page.startIndex
        while let open = page[next...].firstIndex(of: "{") {
            next = page.index(after: open)
            guard let close = page[next...].firstIndex(of: "}") else { break }
            let name = String(page[next..<close])
            guard isKnownPlaceholder(name) else { continue }
            add(.text(String(page[done..<open])))
            add(.value(name))
            done = page.index(after: close)
            next = done
        }
        add(.text(String(page[done...])))
    }

    private mutating func add(_ piece: Piece) {
        if case .text(let text) = piece { length += text.utf8.count }
        pieces.append(piece)
    }

    /// The page with its values, each escaped. A value that nobody gave stays visible as `{name}`: a test finds it.
    func filled(with values: [String: String], and common: [String: String]) -> String {
        var page = ""
        let room = values.values.reduce(0) { $0 + $1.utf8.count }
        page.reserveCapacity(length + room + 1024)
        for piece in pieces {
            switch piece {
            case .text(let text): page.append(text)
            case .value(let name): page.append(escaping: values[name] ?? common[name] ?? "{\(name)}")
            }
        }
        return page
    }
}

/// Albanian endings stay with their word at the end of a line: "PIN-in" with a hyphen that does not break.
private func unbroken(_ page: String) -> String { page.replacing("PIN-", with: "PIN\u{2011}") }

/// Telephone numbers in sentences can be pressed.
private func linked(_ page: String) -> String {
    page.replacing("{phone}", with: #"<a href="tel:{dial}">{number}</a>"#)
}

/// `**…**` in a text is emphasis, a backtick begins and ends code.
private func marked(_ mark: String, _ tag: String, in page: String) -> String {
    var result = ""
    for (index, part) in page.split(separator: mark, omittingEmptySubsequences: false).enumerated() {
        if index > 0 { result += index.isMultiple(of: 2) ? "</\(tag)>" : "<\(tag)>" }
        result += part
    }
    return result
}
