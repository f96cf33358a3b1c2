/// Comma-separated values (RFC 4180).
enum CommaSeparated {
    struct Row {
        /// Where it begins, counted from 1.
        let line: Int
        let cells: [String]
    }

    /// All rows but empty ones. A quotation mark that never ends takes the rest of the text.
    static func rows(_ text: String) -> [Row] {
        var rows: [Row] = []
        var cells: [String] = []
        var cell = ""
        var isQuoted = false
        var (line, start) = (1, 1)
        func finish() {
            cells.append(cell.trimmingSpaces)
            if cells != [""] { rows.append(Row(line: start, cells: cells)) }
            (cells, cell) = ([], "")
        }
        var rest = text[...]
        while let character = rest.popFirst() {
            if character.isNewline { line += 1 }
            switch character {
            case "\"" where isQuoted && rest.first == "\"": cell.append(rest.removeFirst())
            case "\"": isQuoted.toggle()
            case "," where !isQuoted:
                cells.append(cell.trimmingSpaces)
                cell = ""
            case _ where character.isNewline && !isQuoted:
                finish()
                start = line
            default: cell.append(character)
            }
        }
        finish()
        return rows
    }
}
