import Fetch
import Login
import SAML

/// Whether a site takes part in sessions.
enum SessionConsent: String, CaseIterable { case allowed, refused }

extension Setting {
    /// `session: { minutes: 15, remember: 8h }`. Without the key there are no sessions.
    func sessionRules() -> SessionRules? {
        table { table in
            let minutes = table.required("minutes")?.integer(1...Int(SessionRules.longestServing / 60))
            let setting = table.value("remember")
            let remembered = setting == nil ? SessionRules.usuallyRemembered : setting?.duration()
            guard let minutes, let remembered else { return nil }
            let serving = Double(minutes) * 60
            guard (serving...SessionRules.longestRemembered).contains(remembered) else {
                setting?.error(
                    "must be at least the minutes, and at most 24h", "write it as remember: 8h, or take it away")
                return nil
            }
            return SessionRules(serving: serving, remembered: remembered)
        }
    }
}

extension Inspection {
    /// What is allowed and cannot happen, or happens and cannot be undone.
    func checkSessions(_ rules: SessionRules?, of sites: [SiteSettings], isKnown: Bool) {
        let taking = sites.filter(\.relyingParty.takesSessions)
        if rules != nil, taking.isEmpty, !sites.isEmpty {
            warn(
                "porta.yaml", "session", "no site takes part in sessions, so none begins",
                "write sessions: allowed in the file of each site that does, or take session away")
        }
        for site in taking {
            let file = "relying-parties/\(site.name).yaml"
            if isKnown, rules == nil {
                warn(
                    file, "sessions", "the gateway keeps no sessions, so this has no effect",
                    "write session: { minutes: 15 } in porta.yaml, or take this away")
            }
            if site.relyingParty.sector == .private {
                warn(
                    file, "sessions", "a private site lets people in without the card, and they are logged out with it",
                    "leave this only where the operator has agreed to it for this very site")
            }
            checkLogout(of: site, file)
        }
    }

    private func checkLogout(of site: SiteSettings, _ file: String) {
        let provider = site.serviceProvider
        let bindings = [SAMLBinding.soap, SAMLBinding.redirect, SAMLBinding.post]
        guard bindings.contains(where: { provider.logoutService($0) != nil }) else {
            warn(
                file, "sessions", "the site's metadata names no address to log out: a logout is always a partial one",
                "ask the site for metadata with a SingleLogoutService by Redirect or SOAP")
            return
        }
        if provider.signingKeys.isEmpty {
            warn(
                file, "sessions",
                "the site's metadata has no key to sign with: it can neither ask to log out nor confirm",
                "ask the site for metadata with a signing key")
        }
        if let service = provider.logoutService(SAMLBinding.soap), FetchOrigin(url: service.location) == nil {
            warn(
                file, "sessions", "the site's address for calls to log out is no plain https address",
                "ask the site to mend it: it is not called so")
        }
    }

    private func warn(_ file: String, _ key: String, _ what: String, _ mend: String) {
        report(Finding(severity: .warning, file: file, key: key, line: nil, what: what, mend: mend))
    }
}
