/// A language of the pages, by its code of BCP 47 (`sq`, `en`).
public struct Language: Hashable, Sendable, CustomStringConvertible {
    public let code: String

    /// - Returns: `nil` unless the code is two or three lower-case letters.
    public init?(_ code: String) {
        guard (2...3).contains(code.utf8.count), code.utf8.allSatisfy({ (0x61...0x7A).contains($0) }) else {
            return nil
        }
        self.code = code
    }

    public var description: String { code }
}

/// A text in the languages its author wrote it in.
public struct LocalizedText: Equatable, Sendable {
    public let texts: [Language: String]

    public init(_ texts: [Language: String]) { self.texts = texts }

    /// The text in the first of these languages that it has, else in any.
    public func text(in languages: [Language]) -> String {
        for language in languages {
            if let text = texts[language] { return text }
        }
        return texts.min { $0.key.code < $1.key.code }?.value ?? ""
    }
}
