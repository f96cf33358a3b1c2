import Login
import SAML

/// What a site may learn about a person.
struct ReleaseRules {
    let required: [Item]
    let optional: [Item]
    let nameID: NameIDKind
    let mayHaveNationalID: Bool
}

private enum NationalID: String, CaseIterable { case permitted, refused }

private enum NameIDName: String, CaseIterable {
    case pairwise, transient
    case nationalID = "national-id"
}

extension Table {
    /// R31: what is not named is not sent, and the national identifier only where somebody permitted it.
    func release(_ profile: SAMLProfile, _ provider: ServiceProvider?) -> ReleaseRules? {
        let mayHaveNumber = value("national-id")?.choice(NationalID.self) == .permitted
        let nameID = value("name-id")?.nameID(mayHaveNumber: mayHaveNumber) ?? profile.nameID(of: provider)
        guard let setting = nested("attributes") else {
            return ReleaseRules(
                required: [], optional: [.givenName, .familyName], nameID: nameID, mayHaveNationalID: mayHaveNumber)
        }
        return setting.table { table in
            let required = table.value("required")?.items(mayHaveNumber: mayHaveNumber, besides: []) ?? []
            let optional = table.value("optional")?.items(mayHaveNumber: mayHaveNumber, besides: required) ?? []
            return ReleaseRules(
                required: required, optional: optional, nameID: nameID, mayHaveNationalID: mayHaveNumber)
        }
    }
}

extension SAMLProfile {
    /// How persons are named where the site's file does not say: as the profile has it, else the only format that the
    /// metadata knows, else pairwise.
    fileprivate func nameID(of provider: ServiceProvider?) -> NameIDKind {
        let formats = rules.nameIDFormat.map { [$0] } ?? provider?.nameIDFormats ?? []
        return !formats.isEmpty && formats.allSatisfy { $0 == NameIDFormat.transient } ? .transient : .pairwise
    }
}

extension Setting {
    fileprivate func items(mayHaveNumber: Bool, besides others: [Item]) -> [Item]? {
        var seen = Set(others)
        return list { element in
            guard let item = element.item() else { return nil }
            guard mayHaveNumber || !item.needsPermission else {
                element.error(
                    "the site may not have the \(item.rawValue)", "write national-id: permitted, if the law allows it")
                return nil
            }
            guard seen.insert(item).inserted else {
                element.error("\"\(item.rawValue)\" is asked for twice", "name it once, as required or as optional")
                return nil
            }
            return item
        }
    }

    private func item() -> Item? {
        guard let text = text() else { return nil }
        guard let item = Item(rawValue: text) else {
            let likely = Likeness.closest(to: text, among: Item.allWords).map { "did you mean \"\($0)\"? " } ?? ""
            error("\"\(text)\" is not known here", "\(likely)it may be \(Item.allWords.joined(separator: ", "))")
            return nil
        }
        return item
    }

    fileprivate func nameID(mayHaveNumber: Bool) -> NameIDKind? {
        switch choice(NameIDName.self) {
        case .pairwise: return .pairwise
        case .transient: return .transient
        case .nationalID where !mayHaveNumber:
            error(
                "the site may not have the national-id",
                "write name-id: pairwise, or national-id: permitted, if the law allows it")
            return nil
        case .nationalID: return .nationalID
        case nil: return nil
        }
    }
}
