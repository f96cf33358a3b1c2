public import Foundation
import Login
import PKI

/// What came of reading a configuration folder.
public struct Loaded: Sendable {
    /// `nil` when there is any error.
    public let configuration: Configuration?
    public let findings: [Finding]

    public var hasErrors: Bool { findings.contains { $0.severity == .error } }
}

extension Configuration {
    /// Reads a configuration folder whole, and judges it whole: nothing is used before all of it is sound.
    ///
    /// Nothing is fetched here.
    /// - Parameter environment: the process's variables; those that begin with `PORTA_` override keys.
    public static func load(folder: String, environment: [String: String], now: Date) -> Loaded {
        let inspection = Inspection(folder: folder, environment: environment, now: now)
        var premises = Premises()
        let issuerNames = inspection.names(in: "issuers")
        premises.issuers = Set(issuerNames)
        let file = SettingsFile("porta.yaml", variable: "PORTA", in: inspection)
        let gateway = file?.gateway(&premises)
        // Without the gateway's own file there is nothing that the others could be judged by.
        guard file != nil else { return Loaded(configuration: nil, findings: inspection.findings) }
        let issuers = issuerNames.compactMap { name in
            SettingsFile("issuers/\(name).yaml", variable: "PORTA_ISSUERS_\(Setting.variable(name))", in: inspection)?
                .issuer(name, premises)
        }
        let files = inspection.sites(inspection.names(in: "relying-parties"), premises)
        let (sites, forms) = (files.sites, files.forms)
        inspection.checkCounts(issuers: issuerNames.count, sites: sites, forms: forms.count)
        inspection.checkItems(of: sites + forms.compactMap(\.sample), from: issuers.map(\.issuer))
        inspection.checkRequesters(of: sites)
        inspection.checkGroups(of: sites)
        inspection.checkGroups(of: forms)
        inspection.checkSharedAuthorities(issuers)
        inspection.checkSessions(gateway?.session, of: sites, isKnown: gateway != nil)
        inspection.reportUnknownVariables()
        guard let gateway, !inspection.hasErrors else {
            return Loaded(configuration: nil, findings: inspection.findings)
        }
        let configuration = Configuration(
            gateway, issuers: issuers, sites: sites, forms: forms, withheld: inspection.withheld, hash: inspection.hash)
        return Loaded(configuration: configuration, findings: inspection.findings)
    }
}

extension Inspection {
    /// The names of the YAML files in one of the folders, without their ending.
    fileprivate func names(in subfolder: String) -> [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(subfolder)")) ?? []
        return files.sorted().compactMap { file in
            let parts = file.split(separator: ".", omittingEmptySubsequences: false)
            guard let ending = parts.last, parts.count == 2, ["yaml", "yml"].contains(ending) else { return nil }
            let name = String(parts[0])
            guard ending == "yaml", Setting.isName(name) else {
                report(
                    Finding(
                        severity: .error, file: "\(subfolder)/\(file)", key: "", line: nil,
                        what: "a file of this name is not read",
                        mend: "name it with small letters, digits and hyphens, and the ending .yaml"))
                return nil
            }
            return name
        }
    }

    /// What no accepted issuer can give would fail every login that requires it.
    fileprivate func checkItems(of sites: [SiteSettings], from issuers: [CardIssuer]) {
        for site in sites {
            let accepted = issuers.filter { site.relyingParty.issuers?.contains($0.name) ?? true }
            guard !accepted.isEmpty, !accepted.contains(where: \.identity.givesPersonalFacts) else { continue }
            for item in site.relyingParty.required + site.relyingParty.optional where item.isDerived {
                report(
                    Finding(
                        severity: .error, file: "relying-parties/\(site.name).yaml", key: "attributes", line: nil,
                        what: "no issuer that the site accepts can give \(item.rawValue)",
                        mend: "take it away, or name the issuer's identity namespace: "
                            + NumberingScheme.allCases.map(\.rawValue).joined(separator: ", ")))
            }
        }
    }

    fileprivate func checkCounts(issuers: Int, sites: [SiteSettings], forms: Int) {
        if issuers == 0 {
            report(
                Finding(
                    severity: .error, file: "issuers", key: "", line: nil, what: "there is no card issuer",
                    mend: "add a file issuers/NAME.yaml; without one no card is trusted"))
        }
        if sites.isEmpty, forms == 0, !hasErrors {
            report(
                Finding(
                    severity: .warning, file: "relying-parties", key: "", line: nil, what: "there is no site",
                    mend: "register one: porta relying-party add METADATA-FILE"))
        }
        var seen: [RelyingParty.ID: String] = [:]
        for site in sites {
            if let other = seen.updateValue(site.name, forKey: site.relyingParty.id) {
                report(
                    Finding(
                        severity: .error, file: "relying-parties/\(site.name).yaml", key: "metadata", line: nil,
                        what: "the entity \(site.relyingParty.id) is registered in \(other).yaml too",
                        mend: "keep one of the two files"))
            }
        }
    }
}
