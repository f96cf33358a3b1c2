import Login
import SAML

/// Words for what a site may choose; the profile chooses where it says nothing.
private enum EncryptionWord: String, CaseIterable {
    case ifAsked = "if-asked"
    case ifKey = "if-key"
    case always
    case never

    var demand: ProfileRules.EncryptionDemand {
        switch self {
        case .ifAsked: .whenAsked
        case .ifKey: .whenKeyed
        case .always: .always
        case .never: .never
        }
    }
}

private enum DigestWord: String, CaseIterable {
    case asDeclared = "as-declared"
    case sha256
}

private enum NameSetWord: String, CaseIterable { case standard, basic }

enum SignedRequestsWord: String, CaseIterable {
    case ifPromised = "if-promised"
    case required
}

extension Table {
    /// Which profile a site is registered under.
    func profile() -> SAMLProfile { value("profile")?.choice(SAMLProfile.self) ?? .generic }

    /// How answers to a site are made: its profile's defaults, then what its file says of its own.
    func manner(_ profile: SAMLProfile, _ provider: ServiceProvider?, _ premises: Premises) -> SiteManner {
        var rules = profile.rules
        if let signed = value("signed")?.choice(ResponseSigning.self) { rules.signing = signed }
        let encrypt = value("encrypt")
        if let word = encrypt?.choice(EncryptionWord.self) { rules.encryption = word.demand }
        switch value("oaep-digest")?.choice(DigestWord.self) {
        case .sha256: rules.encryptionPolicy = EncryptionPolicy(allowsSHA1: false, undeclared: .sha256)
        case .asDeclared: rules.encryptionPolicy = EncryptionPolicy(allowsSHA1: true, undeclared: .sha1)
        case nil: break
        }
        let demand = value("signed-requests")
        let demandsSigned = (demand?.choice(SignedRequestsWord.self) ?? premises.signedRequests) == .required
        if let provider {
            check(rules, of: provider, at: encrypt ?? setting)
            if demandsSigned, provider.signingKeys.isEmpty {
                (demand ?? setting).error(
                    "signed requests are required, and the site's metadata has no key for them",
                    "ask the site for metadata with a signing key, or write signed-requests: if-promised")
            }
        }
        return SiteManner(
            profile: profile, rules: rules, signingKeys: keyCalendar(premises),
            levels: value("levels")?.levels() ?? premises.levels, attributes: attributeNames(),
            demandsSignedRequests: demandsSigned)
    }

    /// A site that can be sent nothing would only show at its first login.
    private func check(_ rules: ProfileRules, of provider: ServiceProvider, at setting: Setting) {
        do throws(EncryptionRefusal) {
            _ = try rules.encryption(for: provider)
        } catch {
            setting.error("assertions for the site cannot be encrypted: \(error.what)", error.mend)
        }
    }

    /// The key that signs now, and from when on another does.
    private func keyCalendar(_ premises: Premises) -> KeyCalendar {
        let own = value("signing")?.signingKeyName(premises)
        let next = nested("signing-next")?.keyChange(premises)
        // The house's own change is for the sites that use its usual key.
        return KeyCalendar(
            own ?? premises.defaultSigningKey, next: next ?? (own == nil ? premises.nextSigningKey : nil))
    }

    /// The names of attributes: one of the sets, and the site's own over it.
    private func attributeNames() -> AttributeSet {
        let base: AttributeSet =
            value("attribute-set")?.choice(NameSetWord.self) == .basic
            ? .standard.mapped(AttributeSet.basic.names) : .standard
        guard let setting = nested("attribute-names") else { return base }
        let own = setting.attributeNames() ?? [:]
        let names = base.mapped(own)
        for (word, name) in own.sorted(by: { $0.key < $1.key }) {
            guard let other = names.names.first(where: { $0.key != word && $0.value.name == name.name }) else {
                continue
            }
            setting.error(
                "\(word) and \(other.key) are both called \(name.name)", "give each item a name that no other has")
        }
        return names
    }
}

extension Setting {
    fileprivate func attributeNames() -> [String: AttributeName]? {
        table { table in
            var names: [String: AttributeName] = [:]
            for (word, value) in table.all() {
                guard Item(rawValue: word) != nil else {
                    let likely =
                        Likeness.closest(to: word, among: Item.allWords).map { "did you mean \"\($0)\"? " } ?? ""
                    value.error(
                        "\"\(word)\" is not known here", "\(likely)it may be \(Item.allWords.joined(separator: ", "))")
                    continue
                }
                names[word] = value.attributeName()
            }
            return names
        }
    }

    /// A name alone, or with how it is written.
    private func attributeName() -> AttributeName? {
        if override != nil || !isTable { return plainName().map { AttributeName($0, friendlyName: nil) } }
        return table { table in
            let name = table.required("name")?.plainName()
            let friendly = table.value("friendly-name")?.plainName()
            let format = table.value("format")?.choice(NameFormatWord.self) ?? .uri
            let type = table.value("type")?.choice(AttributeValueType.self)
            return name.map { AttributeName($0, friendlyName: friendly, nameFormat: format.uri, type: type) }
        }
    }

    /// At most 256 characters of ASCII without blanks, as names of attributes are.
    private func plainName() -> String? {
        guard let text = text() else { return nil }
        guard text.utf8.count <= 256, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            error("\"\(text)\" cannot be the name of an attribute", "write at most 256 characters, without blanks")
            return nil
        }
        return text
    }

    /// The ways of logging in that a card is taken for, the usual one first.
    func levels() -> AuthnLevels? {
        guard let given = list({ $0.level() }) else { return nil }
        guard !given.isEmpty, Set(given).count == given.count else {
            error("names no level, or one of them twice", "write it as [ smartcard-pki, x509, eidas-high ]")
            return nil
        }
        return AuthnLevels(given: given)
    }

    private func level() -> String? {
        guard let text = text() else { return nil }
        guard let known = Self.levelWords[text] else {
            guard text.contains(":") else {
                error(
                    "\"\(text)\" is no level",
                    "write a whole URI, or one of \(Self.levelWords.keys.sorted().joined(separator: ", "))")
                return nil
            }
            return uri()
        }
        return known
    }

    private static let levelWords = [
        "smartcard-pki": AuthnContextClass.smartcardPKI, "x509": AuthnContextClass.x509,
        "eidas-low": AuthnContextClass.eidasLow, "eidas-substantial": AuthnContextClass.eidasSubstantial,
        "eidas-high": AuthnContextClass.eidasHigh,
    ]

    /// Another key from a moment on.
    func keyChange(_ premises: Premises) -> KeyCalendar.Change? {
        table { table in
            let key = table.required("key")?.signingKeyName(premises)
            let setting = table.required("from")
            guard let key, let setting, let from = setting.moment() else { return nil }
            if from <= inspection.now {
                setting.warning("the key \(key) signs already", "write signing: \(key), and take signing-next away")
            }
            return KeyCalendar.Change(key: key, from: from)
        }
    }

    func signingKeyName(_ premises: Premises) -> String? {
        guard let name = name(), let known = premises.signingKeys else { return nil }
        guard known.contains(name) else {
            error(
                "there is no signing key \"\(name)\"",
                "name one of saml.signing in porta.yaml: \(known.sorted().joined(separator: ", "))")
            return nil
        }
        return name
    }
}

private enum NameFormatWord: String, CaseIterable {
    case uri, basic

    var uri: String {
        switch self {
        case .uri: AttributeNameFormat.uri
        case .basic: AttributeNameFormat.basic
        }
    }
}

extension EncryptionRefusal {
    fileprivate var what: String {
        switch self {
        case .noKey: "its metadata has no key for that"
        case .noUsableKey: "its metadata has no RSA key of 2048 bits or more for that"
        case .noCommonMethod: "none of the methods in its metadata is used here (AES-GCM with RSA-OAEP is)"
        case .sha1NotAllowed: "the only key transport in its metadata is RSA-OAEP with SHA-1"
        }
    }

    fileprivate var mend: String {
        switch self {
        case .noKey, .noUsableKey: "ask the site for an RSA key with use=\"encryption\", or write encrypt: never"
        case .noCommonMethod: "ask the site to declare AES-GCM and RSA-OAEP, or write encrypt: never"
        case .sha1NotAllowed: "write oaep-digest: as-declared, or ask the site to declare SHA-256"
        }
    }
}
