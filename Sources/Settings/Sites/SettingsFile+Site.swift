import Login
import SAML

extension SettingsFile {
    /// Reads a file of `relying-parties/`.
    ///
    /// - Parameter fetched: the site's metadata, where the file names a source of it.
    func site(_ name: String, _ premises: Premises, describedBy fetched: SiteMetadata? = nil) -> SiteSettings? {
        top.table { table in
            let profile = table.profile()
            let metadata =
                table.metadata(or: fetched)?.serviceProvider(isSandbox: premises.isSandbox, profile: profile) ?? fetched
            let shown = table.shown(premises)
            let release = table.release(profile, metadata?.provider)
            let issuers = table.issuers(premises)
            let manner = table.manner(profile, metadata?.provider, premises)
            let sector = table.value("sector")?.choice(RelyingParty.Sector.self) ?? .private
            let detail = table.value("status-detail")?.choice(RelyingParty.StatusDetail.self) ?? .coarse
            let group = table.value("pairwise-group")?.shownText()
            let demand = table.nested("revocation")?.revocationDemand()
            let sessions = table.value("sessions")?.choice(SessionConsent.self) ?? .refused
            let requesters = table.requesters(premises)
            let isPerRequester = table.isPairwisePerRequester(requesters)
            table.refuseWhatComesLater()
            guard let metadata, let release else { return nil }
            let required = release.required + table.identifiers(release, manner.rules, metadata.provider)
            let itemSets = metadata.provider.itemSets(
                required + release.optional, named: manner.attributes, entityID: premises.entityID)
            table.checkItemSets(itemSets, of: metadata.provider)
            let party = RelyingParty(
                id: .init(metadata.provider.entityID), displayName: shown.name ?? metadata.displayName,
                host: metadata.host, purpose: shown.purpose, legalBasis: shown.legalBasis, contact: shown.contact,
                sector: sector, required: required, optional: release.optional, nameID: release.nameID,
                pairwiseGroup: group, statusDetail: detail, issuers: issuers?.names, issuerSet: issuers?.number ?? 0,
                emblem: shown.emblem?.path, language: shown.language, revocation: demand,
                mayHaveNationalID: release.mayHaveNationalID, itemSets: itemSets, requesters: requesters,
                isPairwisePerRequester: isPerRequester, takesSessions: sessions == .allowed)
            return SiteSettings(
                name: name, relyingParty: party, serviceProvider: metadata.provider, manner: manner,
                metadataFile: metadata.path, emblem: shown.emblem)
        }
    }
}

/// What the pages say about a site.
private struct ShownSite {
    let name: Login.LocalizedText?
    let purpose: Login.LocalizedText?
    let legalBasis: Login.LocalizedText?
    let contact: String?
    let emblem: ServedFile?
    let language: Language?
}

extension Table {
    fileprivate func shown(_ premises: Premises) -> ShownSite {
        ShownSite(
            name: nested("display-name")?.words(premises.languages),
            purpose: nested("purpose")?.words(premises.languages),
            legalBasis: nested("legal-basis")?.words(premises.languages), contact: value("contact")?.shownText(),
            emblem: value("logo")?.picture(), language: value("language")?.offeredLanguage(premises))
    }

    /// The issuers whose cards the site accepts; `nil` for all. They must be one of the numbered sets, since a label
    /// has room for a number only.
    fileprivate func issuers(_ premises: Premises) -> (names: Set<String>, number: UInt8)? {
        guard let setting = value("issuers"), let names = setting.issuerNames(premises) else { return nil }
        guard let set = premises.issuerSets.first(where: { $0.value == names }) else {
            let next = (1...63).first { premises.issuerSets[UInt8($0)] == nil } ?? 63
            setting.error(
                "these issuers are none of the issuer-sets",
                "add to porta.yaml: issuer-sets: { \(next): [ \(names.sorted().joined(separator: ", ")) ] }")
            return nil
        }
        return (names, set.key)
    }

    /// Choices that are published and not built yet. Taking them in silence would promise what does not happen.
    fileprivate func refuseWhatComesLater() {
        for (key, usual) in [("service", "authentication")] {
            guard let setting = value(key), let text = setting.text(), text != usual else { continue }
            setting.error("\"\(text)\" is not known to this version", "write \(key): \(usual)")
        }
    }
}

extension Setting {
    /// A list of issuers that have a file of their own.
    func issuerNames(_ premises: Premises) -> Set<String>? {
        let names = list { element -> String? in
            guard let name = element.name() else { return nil }
            guard premises.issuers.contains(name) else {
                let likely = Likeness.closest(to: name, among: premises.issuers)
                element.error(
                    "there is no issuer \"\(name)\"",
                    likely.map { "did you mean \"\($0)\"?" } ?? "add the file issuers/\(name).yaml")
                return nil
            }
            return name
        }
        return names.map { Set($0) }
    }

    fileprivate func offeredLanguage(_ premises: Premises) -> Language? {
        guard let language = language() else { return nil }
        guard premises.languages.isEmpty || premises.languages.contains(language) else {
            error("the language \"\(language)\" is not offered", "add it to languages in porta.yaml, or name another")
            return nil
        }
        return language
    }
}
