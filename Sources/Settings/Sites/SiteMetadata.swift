import Fetch
import Login
import SAML

/// A site's metadata, checked.
struct SiteMetadata {
    let provider: ServiceProvider
    let path: String
    /// The host that answers go to.
    let host: String

    /// As the metadata names the site; the host where it does not.
    var displayName: Login.LocalizedText {
        Login.LocalizedText(provider.displayNames)
            ?? Login.LocalizedText(Language("en").map { [$0: host] } ?? [:])
    }
}

extension Setting {
    func serviceProvider(isSandbox: Bool, profile: SAMLProfile = .generic) -> SiteMetadata? {
        guard let name = text() else { return nil }
        guard !name.contains("://") else {
            error("metadata is not fetched by this version", "save it beside this file and name the file")
            return nil
        }
        guard let file = file(limit: 1 << 20) else { return nil }
        let check = profile.rules.metadataCheck(MetadataCheck(sandbox: isSandbox, at: inspection.now))
        let report = check.run(file.bytes)
        passOn(report, inspection.shown(file.path))
        guard report.valid else { return nil }
        guard let provider = report.sites.first, report.sites.count == 1 else {
            error("\"\(name)\" describes \(report.sites.count) sites", "keep one site in each file")
            return nil
        }
        guard let location = provider.defaultService?.location, let origin = FetchOrigin(url: location) else {
            error("the address in \"\(name)\" that answers go to is no plain https address", "ask the site to mend it")
            return nil
        }
        return SiteMetadata(provider: provider, path: file.path, host: origin.host)
    }

    private func passOn(_ report: MetadataReport, _ file: String) {
        for finding in report.findings where finding.severity != .advice {
            inspection.report(
                Finding(
                    severity: finding.severity == .error ? .error : .warning, file: file, key: finding.where, line: nil,
                    what: finding.what, mend: finding.mend))
        }
    }
}
