import OpenSSL
import SignedXML

import struct Foundation.Date

/// Reads one EntityDescriptor as a site, with findings on the way.
struct EntityReading {
    let entity: String
    let validUntil: Date?
    let sandbox: Bool
    private(set) var findings: [MetadataFinding] = []

    init(entity: String, validUntil: Date?, sandbox: Bool) {
        self.entity = entity
        self.validUntil = validUntil
        self.sandbox = sandbox
    }

    mutating func note(
        _ severity: MetadataFinding.Severity, _ rule: MetadataRule, _ place: String, _ what: String
    ) {
        findings.append(MetadataFinding(severity, rule, entity: entity, at: place, what))
    }

    /// - Parameter alone: whether the file is about this entity only; in an aggregate, other roles are no fault.
    mutating func site(_ element: XMLElement, alone: Bool) -> ServiceProvider? {
        let roles = element.elements(SAMLNamespace.md("SPSSODescriptor"))
        guard let role = roles.first(where: Self.speaksSAML2) else {
            note(
                alone ? .error : .advice, alone ? .noServiceProvider : .otherRole, "md:EntityDescriptor",
                "there is no SPSSODescriptor for SAML 2.0")
            return nil
        }
        let services = consumers(role)
        let wantsSigned = flag(role, "AuthnRequestsSigned")
        let keys = keys(role, signingPromised: wantsSigned)
        if keys.signing.isEmpty, !wantsSigned {
            note(.advice, .unsignedRequests, "md:SPSSODescriptor", "requests will not be signed")
        }
        let attributeServices = attributeServices(role)
        let presentation = presentation(role, organization: element.elements(SAMLNamespace.md("Organization")).first)
        checkContacts(element)
        return ServiceProvider(
            entityID: entity, assertionConsumerServices: services, signingKeys: keys.signing,
            encryptionKeys: keys.encryption, authnRequestsSigned: wantsSigned,
            wantAssertionsSigned: flag(role, "WantAssertionsSigned"), nameIDFormats: nameIDFormats(role),
            displayNames: presentation.names, descriptions: presentation.descriptions,
            privacyURLs: presentation.privacy, logos: presentation.logos,
            requestedAttributes: attributeServices.flatMap(\.attributes), validUntil: validUntil,
            singleLogoutServices: logoutServices(role), attributeConsumingServices: attributeServices,
            registration: registration(element), entityAttributes: entityAttributes(element),
            signingMethods: signingMethods(role, element))
    }

    private static func speaksSAML2(_ role: XMLElement) -> Bool {
        let protocols = (role.attribute("protocolSupportEnumeration") ?? "").split(whereSeparator: \.isWhitespace)
        return protocols.contains { sameBytes(String($0), SAMLNamespace.protocol.uri) }
    }

    /// Anything but a clear "false" raises a promise: it can be raised, never lowered (S6).
    private func flag(_ role: XMLElement, _ name: String) -> Bool {
        guard let text = role.attribute(name)?.trimmingXMLSpace else { return false }
        return text != "false" && text != "0"
    }

    // MARK: Addresses

    private mutating func consumers(_ role: XMLElement) -> [AssertionConsumerService] {
        var services: [AssertionConsumerService] = []
        var indexes: Set<Int> = []
        for (position, element) in role.elements(SAMLNamespace.md("AssertionConsumerService")).enumerated() {
            let place = "md:SPSSODescriptor/md:AssertionConsumerService[\(position + 1)]"
            let location = element.attribute("Location") ?? ""
            if let fault = fault(ofAddress: location) { note(.error, .acsLocation, "\(place)/@Location", fault) }
            let index = element.attribute("index").flatMap { UInt16($0.trimmingXMLSpace) }.map(Int.init)
            if index.map({ !indexes.insert($0).inserted }) ?? true {
                note(.error, .acsIndex, "\(place)/@index", "the index is missing, no number or used twice")
            }
            let isDefault = element.attribute("isDefault").map { $0 == "true" || $0 == "1" }
            services.append(
                AssertionConsumerService(
                    index: index ?? 0, location: location, binding: element.attribute("Binding") ?? "",
                    isDefault: isDefault))
        }
        if !services.contains(where: { sameBytes($0.binding, SAMLBinding.post) }) {
            note(.error, .noPostACS, "md:SPSSODescriptor", "there is no AssertionConsumerService by POST")
        }
        // An address nobody answers at is no fault, but a reason to think that it will be answered at.
        for unused in [SAMLBinding.artifact, SAMLBinding.paos]
        where services.contains(where: { sameBytes($0.binding, unused) }) {
            note(.advice, .unusedBinding, "md:SPSSODescriptor", "answers never go by \(unused)")
        }
        if services.filter({ $0.isDefault == true }).count > 1 {
            note(.warning, .severalDefaults, "md:SPSSODescriptor", "several consumers are the default; the first is")
        }
        return services
    }

    func fault(ofAddress text: String) -> String? {
        guard let address = WebAddress(text) else { return "the address is no absolute https URL" }
        if address.hasUserInformation { return "the address has user information" }
        if address.hasFragment { return "the address has a fragment" }
        if address.isLoopback { return sandbox ? nil : "the address means this very machine, as only a sandbox may" }
        return address.isHTTPS ? nil : "the address is not https"
    }

    // MARK: Keys

    private mutating func keys(
        _ role: XMLElement, signingPromised: Bool
    ) -> (signing: [PublicKey], encryption: [ServiceProvider.EncryptionKey]) {
        var signing: [PublicKey] = []
        var encryption: [ServiceProvider.EncryptionKey] = []
        var signingSeen = false
        for (position, element) in role.elements(SAMLNamespace.md("KeyDescriptor")).enumerated() {
            let place = "md:SPSSODescriptor/md:KeyDescriptor[\(position + 1)]"
            let use = element.attribute("use")
            let declared = element.elements(SAMLNamespace.md("EncryptionMethod"))
            let methods = declared.compactMap { $0.attribute("Algorithm") }
            // A KeyDescriptor without `use` is for both (Kantara IIP-MD11).
            let (signs, encrypts) = (use != "encryption", use != "signing")
            signingSeen = signingSeen || signs
            guard let certificate = Self.certificate(element), let key = CertificateKey.publicKey(certificate) else {
                let promised = use == "encryption" || !methods.isEmpty
                note(
                    promised ? .error : .warning, promised ? .noKey : .unreadableKey, place,
                    "there is no readable certificate in it")
                continue
            }
            let isFitting = SignatureAlgorithmURI(fitting: key.kind) != nil
            if !isFitting {
                note(
                    .warning, .weakKey, place, "the key (\(key.kind)) is too weak or of an unknown kind; it is left out"
                )
            }
            if signs, isFitting { signing.append(key) }
            // A key that asks for encryption and cannot carry it is kept: left out, the site would be answered readably.
            guard encrypts, isFitting || use == "encryption" || !methods.isEmpty else { continue }
            if use == "encryption", !EncryptionTarget.isFit(key) {
                note(.warning, .encryptionKey, place, "nothing can be encrypted to a key of this kind (\(key.kind))")
            }
            let transports = declared.compactMap(KeyTransport.init)
            let known = methods.compactMap(BlockEncryption.init(uri:))
            let carriers = methods.filter(Self.isTransport)
            if !methods.isEmpty, known.isEmpty || (transports.isEmpty && !carriers.isEmpty) {
                note(.warning, .encryptionMethod, place, "none of the declared methods is used here")
            }
            encryption.append(
                .init(
                    certificate: certificate, methods: methods, transports: transports,
                    declaresTransport: !carriers.isEmpty, isForEncryption: use == "encryption"))
        }
        if signingPromised, signing.isEmpty {
            note(
                .error, .noKey, "md:SPSSODescriptor",
                signingSeen
                    ? "signed requests are promised, but no key can be used"
                    : "signed requests are promised without a key")
        }
        return (signing, encryption)
    }

    /// Ways for a content key, ours or not: all that is no cipher for content.
    private static func isTransport(_ uri: String) -> Bool { !uri.hasSuffix("-cbc") && !uri.hasSuffix("-gcm") }

    /// The first certificate: one KeyInfo is about one key (XML Signature §4.5).
    static func certificate(_ descriptor: XMLElement) -> [UInt8]? {
        let info = descriptor.elements(SAMLNamespace.ds("KeyInfo")).first
        let data = info?.elements(SAMLNamespace.ds("X509Data")).lazy
            .compactMap { $0.elements(SAMLNamespace.ds("X509Certificate")).first }.first
        return data?.text.flatMap { Base64.decodeLenient($0) }
    }

    // MARK: What people see, and what the site wants

    private struct Presentation {
        var names: [LocalizedText] = []
        var descriptions: [LocalizedText] = []
        var privacy: [LocalizedText] = []
        var logos: [String] = []
    }

    private mutating func presentation(_ role: XMLElement, organization: XMLElement?) -> Presentation {
        let info = role.elements(SAMLNamespace.md("Extensions")).first?.elements(SAMLNamespace.mdui("UIInfo")).first
        var shown = Presentation()
        shown.names = Self.texts(info, SAMLNamespace.mdui("DisplayName"))
        if shown.names.isEmpty {
            shown.names = Self.texts(organization, SAMLNamespace.md("OrganizationDisplayName"))
            note(.advice, .noDisplayName, "md:SPSSODescriptor/md:Extensions", "there is no mdui:DisplayName")
        }
        shown.descriptions = Self.texts(info, SAMLNamespace.mdui("Description"))
        for link in Self.texts(info, SAMLNamespace.mdui("PrivacyStatementURL")) {
            if fault(ofAddress: link.text) == nil {
                shown.privacy.append(link)
            } else {
                note(.warning, .insecureLink, "mdui:PrivacyStatementURL", "the link is left out: no https address")
            }
        }
        for logo in info?.elements(SAMLNamespace.mdui("Logo")).compactMap({ $0.text?.trimmingXMLSpace }) ?? [] {
            if fault(ofAddress: logo) == nil || logo.hasPrefix("data:image/") {
                shown.logos.append(logo)
            } else {
                note(.warning, .insecureLink, "mdui:Logo", "the logo is left out: no https address")
            }
        }
        return shown
    }

    static func texts(_ parent: XMLElement?, _ name: XMLName) -> [LocalizedText] {
        parent?.elements(name).compactMap { element in
            guard let text = element.text?.trimmingXMLSpace, !text.isEmpty else { return nil }
            return LocalizedText(language: element.attribute(SAMLNamespace.xmlLang) ?? "", text: text)
        } ?? []
    }

    private mutating func nameIDFormats(_ role: XMLElement) -> [String] {
        let formats = role.elements(SAMLNamespace.md("NameIDFormat")).compactMap { $0.text?.trimmingXMLSpace }
        let known = [NameIDFormat.persistent, NameIDFormat.transient, NameIDFormat.unspecified]
        if !formats.isEmpty, !formats.contains(where: { format in known.contains { sameBytes($0, format) } }) {
            note(.warning, .nameIDFormat, "md:SPSSODescriptor/md:NameIDFormat", "none of the formats is given out")
        }
        return formats
    }

    private mutating func checkContacts(_ element: XMLElement) {
        let technical = element.elements(SAMLNamespace.md("ContactPerson")).contains {
            $0.attribute("contactType") == "technical" && !$0.elements(SAMLNamespace.md("EmailAddress")).isEmpty
        }
        if !technical { note(.advice, .noContact, "md:EntityDescriptor", "there is no technical contact") }
    }
}
