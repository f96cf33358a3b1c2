/// A way of deploying SAML, chosen for each site by its registration. Where profiles contradict each other, it decides.
public enum SAMLProfile: String, CaseIterable, Sendable {
    /// What most software takes without special handling.
    case generic
    /// Kantara SAML V2.0 Deployment Profile for Federation Interoperability, version 2.
    case saml2int

    public var rules: ProfileRules {
        switch self {
        case .generic: .generic
        case .saml2int: .saml2int
        }
    }
}

/// Every default that differs between profiles. What a registration says of its own comes before.
public struct ProfileRules: Sendable {
    /// What of a successful answer is signed.
    public var signing: ResponseSigning
    public var encryption: EncryptionDemand
    public var encryptionPolicy: EncryptionPolicy
    /// The Format of NameID, whatever the site's registration would choose; nil leaves it to that.
    public var nameIDFormat: String?
    /// Which lasting identifiers are sent as attributes where the site's metadata asks for none by itself.
    public var identifierAttributes: [String]
    /// Whether the wish for a lasting identifier in the site's metadata is heeded.
    public var heedsSubjectIdentifier: Bool
    /// Whether attribute values name their type.
    public var typesValues: Bool
    /// Whether metadata of the site without validUntil is refused, even from a file.
    public var demandsValidUntil: Bool
    /// How far ahead validUntil may be.
    public var furthestValidUntil: Duration
    /// How far clocks may be apart, both ways.
    public var clockSkew: Duration
    /// How long an assertion may be delivered.
    public var validity: Duration
    /// The longest text that is written into an element or attribute.
    public var longestText: Int
    /// How messages about logging out travel.
    public var logoutBindings: [String]

    /// Whether assertions are encrypted.
    public enum EncryptionDemand: String, Sendable {
        case never
        /// If the site has a key and methods in common; else not.
        case whenPossible
        /// If the site's metadata has a key that it says is for encryption, or methods for one; as `whenKeyed` then. A
        /// key that is there for signatures too, because its `use` was left out, asks for nothing.
        case whenAsked
        /// If the site has a key; a key that cannot be used is a refusal, not a reason to send the assertion readable.
        case whenKeyed
        /// Always: a site without a key gets no assertion.
        case always
    }

    public static let generic = ProfileRules(
        signing: .both, encryption: .whenAsked,
        // O4: the digest that the site declares; where it declares none, the one that all software knows.
        encryptionPolicy: EncryptionPolicy(allowsSHA1: true, undeclared: .sha1), nameIDFormat: nil,
        identifierAttributes: [], heedsSubjectIdentifier: true, typesValues: false, demandsValidUntil: false,
        furthestValidUntil: .seconds(365 * 86_400), clockSkew: .seconds(180), validity: .seconds(300),
        longestText: 1_024, logoutBindings: [SAMLBinding.redirect, SAMLBinding.post, SAMLBinding.soap])

    public static let saml2int = ProfileRules(
        signing: .response, encryption: .always,
        // SDP-ALG01: rsa-oaep-mgf1p with SHA-1 is what every deployment of the profile must know.
        encryptionPolicy: EncryptionPolicy(allowsSHA1: true, undeclared: .sha1), nameIDFormat: NameIDFormat.transient,
        identifierAttributes: ["pairwise-id"], heedsSubjectIdentifier: true, typesValues: false,
        demandsValidUntil: true, furthestValidUntil: .seconds(28 * 86_400), clockSkew: .seconds(180),
        validity: .seconds(300), longestText: 256, logoutBindings: [SAMLBinding.redirect])
}

extension ProfileRules {
    /// To whom an assertion for the site is encrypted; nil leaves it readable.
    public func encryption(for site: ServiceProvider) throws(EncryptionRefusal) -> EncryptionTarget? {
        do throws(EncryptionRefusal) {
            switch encryption {
            case .never: return nil
            case .whenAsked where !site.asksForEncryption: return nil
            case .whenAsked, .whenKeyed, .whenPossible, .always: return try encryptionPolicy.target(for: site)
            }
        } catch {
            switch (encryption, error) {
            case (.never, _), (.whenPossible, _), (.whenKeyed, .noKey), (.whenAsked, .noKey): return nil
            case (.whenKeyed, _), (.whenAsked, _), (.always, _): throw error
            }
        }
    }

    /// What of an answer to the site is signed: what its metadata wants is never lowered.
    public func signing(for site: ServiceProvider) -> ResponseSigning { signing.raised(by: site) }

    /// Which lasting identifiers the site gets as attributes (SAML subject identifiers §4.2).
    public func identifierAttributes(for site: ServiceProvider) -> [String] {
        guard heedsSubjectIdentifier, let wanted = site.subjectIdentifier else { return identifierAttributes }
        switch wanted {
        case .none: return []
        case .subjectID: return ["subject-id"]
        // "Any" leaves the choice: the one that others cannot join (O7).
        case .pairwiseID, .any: return ["pairwise-id"]
        }
    }

    /// The request rules with this profile's clocks.
    public func requestRules(_ rules: RequestRules) -> RequestRules {
        var rules = rules
        rules.furthestAhead = clockSkew
        return rules
    }

    /// The check of a site's metadata under this profile.
    public func metadataCheck(_ check: MetadataCheck) -> MetadataCheck {
        var check = check
        check.remote = check.remote || demandsValidUntil
        check.furthest = min(check.furthest, furthestValidUntil)
        return check
    }
}
