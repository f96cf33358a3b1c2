/// A text as a quoted YAML scalar; inside double quotes only these two need an escape.
func quoted(_ text: String) -> String {
    var inner = ""
    for character in text {
        if character == "\"" || character == "\\" { inner.append("\\") }
        inner.append(character)
    }
    return "\"\(inner)\""
}

/// A text in both languages, as a YAML map.
func both(_ text: BothLanguages) -> String { "{ sq: \(quoted(text.sq)), en: \(quoted(text.en)) }" }

/// A text in the sandbox's two languages.
struct BothLanguages: Hashable, Sendable {
    let sq: String
    let en: String

    init(_ sq: String, _ en: String) { (self.sq, self.en) = (sq, en) }
}
