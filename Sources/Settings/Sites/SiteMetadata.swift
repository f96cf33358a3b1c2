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
        var texts: [Language: String] = [:]
        for name in provider.displayNames {
            let code = name.language.lowercased().prefix { $0 != "-" }
            if let language = Language(String(code)), texts[language] == nil { texts[language] = name.text }
        }
        if texts.isEmpty, let english = Language("en") { texts[english] = host }
        return Login.LocalizedText(texts)
    }
}

extension Setting {
    func serviceProvider(isSandbox: Bool) -> SiteMetadata? {
        guard let name = text() else { return nil }
        guard !name.contains("://") else {
            error("metadata is not fetched by this version", "save it beside this file and name the file")
            return nil
        }
        guard let file = file(limit: 1 << 20) else { return nil }
        let report = MetadataCheck(sandbox: isSandbox, at: inspection.now).run(file.bytes)
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
