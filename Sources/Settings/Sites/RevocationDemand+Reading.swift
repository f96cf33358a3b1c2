import PKI

extension Setting {
    /// What a site demands beyond its issuers' own rules; nothing can be written here that is laxer than those.
    func revocationDemand() -> RevocationDemand? {
        table { table in
            RevocationDemand(
                maxAge: table.value("max-age")?.duration().map { .seconds($0) },
                whenUnavailable: table.value("when-unavailable")?.choice(RevocationRules.Unavailable.self))
        }
    }
}
