import Login

extension Setting {
    func language() -> Language? {
        guard let text = text() else { return nil }
        guard let language = Language(text) else {
            error("\"\(text)\" is no language", "write its code of two or three small letters, as sq or en")
            return nil
        }
        return language
    }

    /// A text for people: one alone, or a table of languages.
    func words(_ languages: [Language]) -> LocalizedText? {
        if override == nil, isTable || node == nil { return translations() }
        guard let text = shownText(), let language = languages.first else { return nil }
        return LocalizedText([language: text])
    }

    private func translations() -> LocalizedText? {
        table { table in
            var texts: [Language: String] = [:]
            for (name, value) in table.all() {
                guard let language = Language(name) else {
                    value.error("\"\(name)\" is no language", "write codes of two or three small letters, as sq or en")
                    return nil
                }
                guard let text = value.shownText() else { return nil }
                texts[language] = text
            }
            guard !texts.isEmpty else {
                error("has no text", "write it as { sq: …, en: … }")
                return nil
            }
            return LocalizedText(texts)
        }
    }

    /// A text of at most a thousand characters without control characters.
    func shownText() -> String? {
        guard let text = text() else { return nil }
        guard text.canBeShown else {
            error("is longer than 1,000 characters or holds invisible ones", "shorten it, or write it anew")
            return nil
        }
        return text.trimmingSpaces
    }
}

extension String {
    /// Whether a page may show it: at most a thousand characters, none of them invisible.
    var canBeShown: Bool {
        unicodeScalars.count <= 1_000
            && unicodeScalars.allSatisfy {
                $0.properties.generalCategory != .control && $0.properties.generalCategory != .format || $0 == "\n"
            }
    }
}
