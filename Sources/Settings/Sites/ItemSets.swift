import Login
import SAML

extension ServiceProvider {
    /// The sets of attributes in the metadata that a request can name, in terms of what the site is registered for.
    func itemSets(_ items: [Item], named names: AttributeSet, entityID: String) -> [UInt16: ItemSet] {
        var sets: [UInt16: ItemSet] = [:]
        for service in attributeConsumingServices {
            let asked = service.attributes.map(\.name)
            let called = items.map { ($0, names[$0.rawValue] ?? .house($0.rawValue, entityID: entityID)) }
            let known = Set(called.map { $0.1.name })
            sets[UInt16(clamping: service.index)] = ItemSet(
                name: LocalizedText(service.names),
                items: Set(called.filter { asked.contains($0.1.name) }.map(\.0)),
                demandsMore: service.attributes.contains { $0.isRequired && !known.contains($0.name) })
        }
        return sets
    }
}

extension Login.LocalizedText {
    /// Texts of metadata, in the languages that pages can have; `nil` without any. What a page may not show is left out:
    /// it stands beside the button that agrees.
    init?(_ metadata: [SAML.LocalizedText]) {
        var texts: [Language: String] = [:]
        for text in metadata where text.text.canBeShown {
            let code = text.language.lowercased().prefix { $0 != "-" }
            if let language = Language(String(code)), texts[language] == nil { texts[language] = text.text }
        }
        guard !texts.isEmpty else { return nil }
        self.init(texts)
    }
}

extension Table {
    /// What no registration gives is found out by the first request that names the set: better now.
    func checkItemSets(_ sets: [UInt16: ItemSet], of provider: ServiceProvider) {
        for (number, _) in sets.filter({ $0.value.demandsMore }).sorted(by: { $0.key < $1.key }) {
            setting.warning(
                "the metadata's AttributeConsumingService \(number) demands attributes that the site is not registered "
                    + "for; requests that name it are answered request-denied",
                "add them to attributes, or ask the site to mend its metadata")
        }
    }

    /// The lasting identifiers that the profile or the metadata asks for as attributes, if nothing else gives one.
    func identifiers(_ release: ReleaseRules, _ rules: ProfileRules, _ provider: ServiceProvider) -> [Item] {
        let given = release.required + release.optional
        let wanted = rules.identifierAttributes(for: provider).compactMap(Item.init(rawValue:))
        return wanted.filter { item in
            guard !given.contains(item) else { return false }
            guard !item.needsPermission || release.mayHaveNationalID else {
                setting.warning(
                    "the metadata asks for \(item.rawValue), which the site may not have",
                    "write national-id: permitted, if the law allows it")
                return false
            }
            return true
        }
    }
}
