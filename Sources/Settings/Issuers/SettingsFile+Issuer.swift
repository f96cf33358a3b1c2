import Login
import PKI

extension SettingsFile {
    /// Reads a file of `issuers/`.
    func issuer(_ name: String, _ premises: Premises) -> IssuerSettings? {
        top.table { table in
            let verified = table.verified(isSandbox: premises.isSandbox)
            let displayName = table.requiredNested("name")?.words(premises.languages)
            table.checkEnvironment(isSandbox: premises.isSandbox)
            let lifeCycle = table.lifeCycle()
            let trust = table.trust()
            let accept = table.nested("accept")?.acceptance() ?? AcceptanceRules()
            let identity = table.requiredNested("identity")?.identity()
            let revocation = table.requiredNested("revocation")?.revocation()
            let guide = table.guide(displayName ?? LocalizedText([:]), premises.languages)
            guard let displayName, let trust, let identity, let revocation else { return nil }
            let names = Dictionary(displayName.texts.map { ($0.key.code, $0.value) }, uniquingKeysWith: { $1 })
            do throws(PKIError) {
                let issuer = try CardIssuer(
                    name: name, displayName: names, anchors: trust.anchors, intermediates: trust.intermediates,
                    accept: accept, identity: identity, revocation: revocation, verified: verified,
                    lifeCycle: lifeCycle, listIssuers: trust.listIssuers)
                return IssuerSettings(issuer: issuer, guide: guide)
            } catch {
                top.error("cannot be used: \(error)", "mend the file")
                return nil
            }
        }
    }
}

extension Table {
    /// R3: nobody has seen whether the rules of an unverified issuer fit its real cards.
    fileprivate func verified(isSandbox: Bool) -> Bool {
        guard let setting = required("verified"), let verified = setting.bool() else { return false }
        guard !verified, !isSandbox else { return verified }
        setting.error(
            "this issuer's rules were never verified with real cards",
            "check them against its certification practice statement and real certificates, then write verified: true")
        return false
    }
}
