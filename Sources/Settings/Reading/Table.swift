import Yams

/// A table being read. It remembers which keys were asked for, so that those nobody asked for can be reported: an
/// unknown key is an error, for a slip in a name would otherwise switch a rule off in silence (threats: K4).
final class Table {
    let setting: Setting
    private let entries: [String: (value: Node, line: Int?)]
    private var asked: Set<String> = []

    fileprivate init(_ setting: Setting, _ mapping: Node.Mapping?) {
        self.setting = setting
        var entries: [String: (value: Node, line: Int?)] = [:]
        for (key, value) in mapping ?? Node.Mapping([]) {
            guard let name = key.scalar?.string else {
                setting.error("a key here is not a word", "write the table as key: value")
                continue
            }
            entries[name] = (value, key.mark?.line)
        }
        self.entries = entries
    }

    /// Whether there are keys that nobody has asked for so far.
    var hasUnknownKeys: Bool { entries.keys.contains { !asked.contains($0) } }

    /// A value, where there is one.
    func value(_ key: String) -> Setting? {
        let setting = child(key)
        return setting.isSaid ? setting : nil
    }

    /// A value that must be there.
    func required(_ key: String) -> Setting? {
        let setting = child(key)
        guard setting.isSaid else {
            setting.error("is missing", "add it")
            return nil
        }
        return setting
    }

    /// A table, also where it stands in the environment alone.
    func nested(_ key: String) -> Setting? {
        let setting = child(key)
        return setting.isSaid || setting.isOverriddenBelow ? setting : nil
    }

    func requiredNested(_ key: String) -> Setting? {
        let setting = child(key)
        guard setting.isSaid || setting.isOverriddenBelow else {
            setting.error("is missing", "add it")
            return nil
        }
        return setting
    }

    /// All entries, of a table whose keys are the operator's own.
    func all() -> [(name: String, value: Setting)] {
        let added = setting.overridesBelow.map { $0.lowercased() }
        return Set(entries.keys).union(added).sorted().map { ($0, child($0)) }
    }

    private func child(_ key: String) -> Setting {
        asked.insert(key)
        let entry = entries[key]
        return setting.child(key, entry?.value, line: entry?.line)
    }

    fileprivate func reportUnknown() {
        for (key, entry) in entries.sorted(by: { ($0.value.line ?? 0, $0.key) < ($1.value.line ?? 0, $1.key) })
        where !asked.contains(key) {
            let likely = Likeness.closest(to: key, among: asked)
            let mend =
                likely.map { "did you mean \"\($0)\"?" }
                ?? "take it away; the keys here are \(asked.sorted().joined(separator: ", "))"
            setting.child(key, entry.value, line: entry.line).error("unknown key", mend)
        }
    }
}

extension Setting {
    /// Reads this as a table, then reports the keys that nobody asked for.
    func table<Noun>(_ read: (Table) -> Noun?) -> Noun? {
        guard override == nil else {
            error("is a table, and \(variable) holds a single value", "name one of its keys: \(variable)_…")
            return nil
        }
        let mapping: Node.Mapping?
        switch node {
        case .mapping(let found): mapping = found
        case nil: mapping = nil
        default:
            error("must be a table, not \(kind)", "write it as key: value")
            return nil
        }
        let table = Table(self, mapping)
        let noun = read(table)
        table.reportUnknown()
        return noun
    }
}
