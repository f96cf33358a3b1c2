import Fetch
import Login
import SAML

/// A site's metadata, checked.
struct SiteMetadata {
    let provider: ServiceProvider
    let path: String
    /// The host that answers go to.
    let host: String

    init(provider: ServiceProvider, path: String, host: String) {
        self.provider = provider
        self.path = path
        self.host = host
    }

    /// - Returns: nil if there is no address that answers can go to.
    init?(_ provider: ServiceProvider, path: String) {
        guard let location = provider.defaultService?.location, let origin = FetchOrigin(url: location) else {
            return nil
        }
        self.init(provider: provider, path: path, host: origin.host)
    }

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
            error(
                "metadata at an address needs the certificate of whoever signs it",
                "write metadata: { url: \(name), signed-by: FILE.pem }, or save it beside this file and name the file")
            return nil
        }
        guard let file = file(limit: 1 << 20) else { return nil }
        let check = profile.rules.metadataCheck(MetadataCheck(sandbox: isSandbox, at: inspection.now))
        let report = check.run(file.bytes)
        passOn(report, inspection.shown(file.path))
        guard report.valid else {
            inspection.withhold(report.entities)
            return nil
        }
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
        // That the metadata has run out is one site's affair: it is not served, and all others are.
        let faults = report.findings.filter { $0.severity == .error }
        let hasRunOut = faults.allSatisfy { $0.rule == .expired }
        for finding in report.findings where finding.severity != .advice {
            let isError = finding.severity == .error
            inspection.report(
                Finding(
                    severity: isError && !hasRunOut ? .error : .warning, file: file, key: finding.where, line: nil,
                    what: isError && hasRunOut ? "\(finding.what): the site is not served" : finding.what,
                    mend: finding.mend))
        }
    }
}
