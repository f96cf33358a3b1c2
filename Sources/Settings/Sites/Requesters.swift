import Login
import SAML

private enum PairwiseScope: String, CaseIterable { case site, requester }

extension Table {
    /// The services for which a site that federates may ask, by their entity IDs.
    func requesters(_ premises: Premises) -> [String: Requester] {
        nested("requesters")?.table { table in
            var requesters: [String: Requester] = [:]
            for (id, value) in table.all() {
                guard id.utf8.count <= 256, id.contains(":"), id.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
                    value.error("\"\(id)\" is no entity ID", "name each requester by the URI that its requests carry")
                    continue
                }
                requesters[id] = value.requester(premises)
            }
            return requesters
        } ?? [:]
    }

    /// Whether identifiers are made for the services behind a site instead of for the site.
    func isPairwisePerRequester(_ requesters: [String: Requester]) -> Bool {
        guard let setting = value("pairwise-scope"), setting.choice(PairwiseScope.self) == .requester else {
            return false
        }
        if requesters.isEmpty {
            setting.error("there is no requester to make identifiers for", "name them under requesters")
        }
        return true
    }
}

extension Setting {
    /// A name for people, a table with it, or `registered` for a site that has a file of its own.
    fileprivate func requester(_ premises: Premises) -> Requester? {
        if override == nil, isTable {
            return table { table in
                Requester(
                    name: table.nested("name")?.words(premises.languages),
                    pairwiseGroup: table.value("pairwise-group")?.shownText())
            }
        }
        guard let text = text() else { return nil }
        return text == "registered" ? Requester(name: nil) : Requester(name: words(premises.languages))
    }
}

extension Inspection {
    /// A requester without a name of its own must be a site that has one.
    func checkRequesters(of sites: [SiteSettings]) {
        let registered = Set(sites.map(\.relyingParty.id.value))
        for site in sites {
            for (id, requester) in site.relyingParty.requesters.sorted(by: { $0.key < $1.key })
            where requester.name == nil && !registered.contains(id) {
                report(
                    Finding(
                        // A site that has run out is that site's affair; requests in its name are refused meanwhile.
                        severity: withheld.contains(id) ? .warning : .error, file: "relying-parties/\(site.name).yaml",
                        key: "requesters.\(id)", line: nil,
                        what: "has no name that could be shown, and no site of that entity ID is registered",
                        mend: "give it a name: { name: { sq: …, en: … } }"))
            }
        }
    }

    /// One group for all of a source would give thousands of sites one name for each person (O7).
    func checkGroups(of forms: [SiteForm]) {
        for form in forms where form.origin.choice.isAll && form.sample?.relyingParty.pairwiseGroup != nil {
            report(
                Finding(
                    severity: .error, file: SiteForm.file(form.name), key: "pairwise-group", line: nil,
                    what: "all sites of the source would know a person by the same identifier",
                    mend: "give the sites that belong together a file each, with metadata.entity-id"))
        }
    }

    /// Who takes another site's name as his group learns the identifiers that it knows its visitors by (O7).
    func checkGroups(of sites: [SiteSettings]) {
        let alone = Dictionary(
            sites.filter { $0.relyingParty.pairwiseGroup == nil }.map { ($0.relyingParty.id.value, $0.name) },
            uniquingKeysWith: { first, _ in first })
        for site in sites {
            guard let group = site.relyingParty.pairwiseGroup, let other = alone[group] else { continue }
            report(
                Finding(
                    severity: .warning, file: "relying-parties/\(site.name).yaml", key: "pairwise-group", line: nil,
                    what: "the group is the entity ID of \(other).yaml: both know a person by the same identifier",
                    mend: "keep it only if the two are one; an entity ID that was given up may stay as a group"))
        }
    }
}
