import Yams

/// A place in a file and what stands there: reads it as what it should be, or reports what is wrong with it.
struct Setting {
    let file: SettingsFile
    /// `revocation.sources[1].crl`
    let key: String
    /// `PORTA_TIMES_START`
    let variable: String
    /// `nil` where the file says nothing.
    let node: Node?
    let line: Int?

    var inspection: Inspection { file.inspection }

    /// What the environment says instead.
    var override: String? { inspection.override(variable) }
    /// Whether the file or the environment says anything.
    var isSaid: Bool { override != nil || node != nil }
    var isOverriddenBelow: Bool { inspection.hasOverride(below: variable) }
    var overridesBelow: [String] { inspection.overrides(below: variable) }

    func child(_ name: String, _ node: Node?, line: Int?) -> Setting {
        Setting(
            file: file, key: key.isEmpty ? name : "\(key).\(name)", variable: "\(variable)_\(Self.variable(name))",
            node: node, line: line ?? node?.mark?.line ?? self.line)
    }

    func element(_ index: Int, _ node: Node?) -> Setting {
        Setting(
            file: file, key: "\(key)[\(index)]", variable: "\(variable)_\(index)", node: node,
            line: node?.mark?.line ?? line)
    }

    /// One entry of the table here, without reading the table.
    func entry(_ name: String) -> Setting? {
        guard case .mapping(let mapping) = node else { return nil }
        return child(name, mapping.first { $0.key.scalar?.string == name }?.value, line: nil)
    }

    func error(_ what: String, _ mend: String) { report(.error, what, mend) }

    func warning(_ what: String, _ mend: String) { report(.warning, what, mend) }

    private func report(_ severity: Finding.Severity, _ what: String, _ mend: String) {
        inspection.report(
            Finding(severity: severity, file: file.name, key: key, line: line, what: what, mend: mend))
    }

    var isTable: Bool { if case .mapping = node { true } else { false } }
    var isList: Bool { if case .sequence = node { true } else { false } }

    /// What kind of thing stands here, in words.
    var kind: String {
        switch node {
        case .mapping: "a table"
        case .sequence: "a list"
        case .scalar, .alias: "a single value"
        case nil: "nothing"
        }
    }

    /// A name as a part of a variable: upper case, and whatever is not a letter or digit becomes `_`.
    static func variable(_ name: String) -> String {
        String(name.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    }
}

extension Setting {
    /// The single value that stands here, as written.
    func text() -> String? {
        if let override { return override }
        guard case .scalar(let scalar) = node else {
            error("must be a single value, not \(kind)", "write one value")
            return nil
        }
        guard !(scalar.style == .plain && ["", "~", "null"].contains(scalar.string)), !scalar.string.isEmpty else {
            error("has no value", "give it one, or take the key away")
            return nil
        }
        return scalar.string
    }

    /// The elements of a list. Variables hold single values separated by commas.
    func elements() -> [Setting]? {
        if let override {
            return override.split(separator: ",").enumerated().map { index, text in
                let text = String(text).trimmingSpaces
                return Setting(
                    file: file, key: "\(key)[\(index)]", variable: "\(variable)_\(index)", node: Node(text), line: line)
            }
        }
        guard case .sequence(let sequence) = node else {
            error("must be a list, not \(kind)", "write it as [ one, another ]")
            return nil
        }
        return sequence.enumerated().map { element($0.offset, $0.element) }
    }

    /// A list in which every element can be read.
    func list<Noun>(_ read: (Setting) -> Noun?) -> [Noun]? {
        guard let elements = elements() else { return nil }
        let nouns = elements.compactMap(read)
        return nouns.count == elements.count ? nouns : nil
    }
}

extension String {
    var trimmingSpaces: String {
        var rest = self[...]
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
