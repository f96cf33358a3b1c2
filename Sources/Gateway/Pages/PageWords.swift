/// A short text in several languages, like the operator's name.
public struct PageWords: Hashable, Sendable, ExpressibleByStringLiteral, ExpressibleByDictionaryLiteral {
    private var texts: [String: String]
    private var fallback: String

    /// The same text in every language.
    public init(_ text: String) {
        texts = [:]
        fallback = text
    }

    /// By language code; languages that are not named get the text of `first`, else any.
    public init(_ texts: [String: String], first: String? = nil) {
        self.texts = texts
        fallback = first.flatMap { texts[$0] } ?? texts.sorted { $0.key < $1.key }.first?.value ?? ""
    }

    public init(stringLiteral text: String) { self.init(text) }

    public init(dictionaryLiteral elements: (String, String)...) {
        self.init(Dictionary(elements) { first, _ in first }, first: elements.first?.0)
    }

    public subscript(language: PageLanguage) -> String { texts[language.rawValue] ?? fallback }
}
