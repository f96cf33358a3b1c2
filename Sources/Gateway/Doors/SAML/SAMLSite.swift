public import Login
public import SAML

/// A registered site with its metadata, and how answers to it are made.
public struct SAMLSite: Sendable {
    public let provider: ServiceProvider
    public let relyingParty: RelyingParty
    public let manner: SiteManner
    let signing: ResponseSigning
    /// To whom its assertions are encrypted: nobody, or why it can get none.
    let encryption: Result<EncryptionTarget?, EncryptionRefusal>

    public init(provider: ServiceProvider, relyingParty: RelyingParty, manner: SiteManner = SiteManner()) {
        self.provider = provider
        self.relyingParty = relyingParty
        self.manner = manner
        signing = manner.rules.signing(for: provider)
        encryption = Result { () throws(EncryptionRefusal) in try manner.rules.encryption(for: provider) }
    }

    /// How much a refusal tells it.
    var statusDetail: RelyingParty.StatusDetail { relyingParty.statusDetail }
}

extension SAMLSite {
    /// What its requests are held against: the house's rules with what this site may have.
    func rules(_ house: RequestRules, nationalIDFormat: String?) -> RequestRules {
        var rules = manner.rules.requestRules(house)
        rules.levels = manner.levels
        rules.subjectsAreCompared = true
        // A site that is registered for names that end with the login may have no lasting ones.
        rules.nameIDFormats = [NameIDFormat.transient]
        if relyingParty.nameID != .transient { rules.nameIDFormats.append(NameIDFormat.persistent) }
        if relyingParty.mayHaveNationalID, let nationalIDFormat { rules.nameIDFormats.append(nationalIDFormat) }
        if let group = relyingParty.pairwiseGroup { rules.nameQualifiers.append(group) }
        return rules
    }
}
