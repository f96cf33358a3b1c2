/// One item of data as the consent page shows it, like `given-name` and `Arta`.
public struct PageItem: Hashable, Sendable {
    /// The item's code: `given-name`, `national-id`, `age-over-18`, … With the pairwise identifier it is `pairwise-id`.
    public var code: String
    /// What will be sent, or nil for an identifier that says nothing to the holder.
    public var value: String?

    public init(code: String, value: String?) {
        self.code = code
        self.value = value
    }
}

extension PageTexts {
    /// Label, note and the place of the value of an item, for a template.
    func item(_ code: String, withValue: Bool) -> [String: Any] {
        let words = items[code] ?? aged(code) ?? ItemTexts(label: code, note: nil)
        var context: [String: Any] = ["code": code, "label": words.label]
        context["note"] = words.note
        if withValue { context["value"] = "{value-\(code)}" }
        return context
    }

    /// `age-over-18` is shown by the words of `age-over`, with the number in them.
    private func aged(_ code: String) -> ItemTexts? {
        guard code.hasPrefix("age-over-"), let years = Int(code.dropFirst(9)), let words = items["age-over"] else {
            return nil
        }
        return ItemTexts(label: words.label.replacing("{years}", with: String(years)), note: words.note)
    }
}

extension PageTexts {
    /// The items that a page lists, by the name of the list, for a template. Items on the list `silent` have no value.
    func lists(_ shape: PageShape, withValues: Bool) -> [String: Any] {
        let silent = Set(shape.lists["silent"] ?? [])
        var context: [String: Any] = [:]
        for (name, codes) in shape.lists where !codes.isEmpty && name != "silent" {
            context[name] = ["items": codes.map { item($0, withValue: withValues && !silent.contains($0)) }]
        }
        return context
    }
}
