import Foundation
import OpenSSL
import SAML
import SignedXML

/// A moment, an identity provider and two sites that the tests of this room share.
enum World {
    static let now = Date(timeIntervalSince1970: 1_790_000_000)
    static let later = now.addingTimeInterval(86_400)

    static let siteKey = key("site", .ec(.p256))
    static let p256 = key("p256", .ec(.p256))
    static let rsa = key("rsa", .rsa(bits: 2048))
    static let stranger = key("stranger", .ec(.p256))

    static let sso = "https://login.example.al/saml/sso"
    static let provider = try! IdentityProvider(
        entityID: "https://login.example.al/saml", ssoURL: sso, scope: "example.al",
        names: [LocalizedText(language: "sq", text: "Porta"), LocalizedText(language: "en", text: "Porta & friends")],
        signingKeys: [rsa, p256], privacyURL: "https://login.example.al/privacy", contactEmail: "help@example.al",
        contactPhone: "+355 4 222 0000")
    static let known = KnownIdentityProvider(
        entityID: provider.entityID, redirectURL: sso, postURL: sso,
        signingKeys: provider.signingKeys.map(\.publicKey))

    static let portal = site("https://portal.example.al/saml", signed: true)
    static let siteDecryption = decryption("site to encrypt to")
    static let ownDecryption = decryption("gateway to encrypt to")

    /// A key pair to encrypt to, with its PEM for foreign software.
    struct Vault {
        let key: DecryptionKey
        let pem: String
        var certificate: [UInt8] { key.certificate }
    }

    static func decryption(_ name: String) -> Vault {
        let key = try! PrivateKey.generate(.rsa(bits: 2048))
        let certificate = try! SelfSignedCertificate.make(
            commonName: name, key: key, notBefore: Date(timeIntervalSince1970: 1_700_000_000),
            notAfter: Date(timeIntervalSince1970: 4_000_000_000))
        return Vault(key: try! DecryptionKey(certificate: certificate, key: key), pem: try! key.pem())
    }

    static let slo = "https://login.example.al/saml/slo"
    static let siteSLO = "https://ministry.example.al/saml/slo"

    /// A site with all that metadata can say: a key to encrypt to, logout, attributes.
    static let ministry = ministry()

    static func ministry(
        transports: [KeyTransport] = [.sha256], blocks: [BlockEncryption] = BlockEncryption.allCases
    ) -> RequestingSite {
        RequestingSite(
            entityID: "https://ministry.example.al/saml", consumerURL: "https://ministry.example.al/saml/acs",
            signingKey: siteKey, names: [LocalizedText(language: "en", text: "The ministry")],
            privacyURL: "https://ministry.example.al/privacy", contactEmail: "tech@example.com",
            nameIDFormats: [NameIDFormat.persistent, NameIDFormat.transient],
            decryptionKeys: [siteDecryption.key], transports: transports, blocks: blocks,
            logoutServices: [
                SingleLogoutService(binding: SAMLBinding.redirect, location: siteSLO),
                SingleLogoutService(
                    binding: SAMLBinding.post, location: siteSLO, responseLocation: siteSLO + "/answers"),
                SingleLogoutService(binding: SAMLBinding.soap, location: siteSLO + "/soap"),
            ],
            requestedAttributes: ["given-name", "family-name", "birth-date"].compactMap { AttributeSet.standard[$0] })
    }

    /// The gateway with all that its metadata can say.
    static let grand = try! IdentityProvider(
        entityID: provider.entityID, ssoURL: sso, scope: "example.al", names: provider.names,
        signingKeys: [rsa, p256], informationURL: "https://login.example.al/",
        privacyURL: "https://login.example.al/privacy", contactEmail: "help@example.al",
        nameIDFormats: [NameIDFormat.transient, NameIDFormat.persistent],
        published: PublishedFeatures(
            announcedCertificates: [stranger.certificate], decryptionKeys: [ownDecryption.key],
            logoutServices: [SAMLBinding.redirect, SAMLBinding.post, SAMLBinding.soap].map {
                SingleLogoutService(binding: $0, location: slo)
            },
            attributes: ["given-name", "pairwise-id"].compactMap { AttributeSet.standard[$0]?.declared },
            logos: [.init(url: "https://login.example.al/logo.png", width: 120, height: 60)],
            errorURL: "https://login.example.al/help", assuranceCertifications: [AuthnContextClass.eidasHigh],
            metadataKey: metadataKey))
    static let metadataKey = key("metadata", .rsa(bits: 2048))

    static let shop = site("https://shop.example.com/saml", signed: false)
    static let rules = RequestRules(entityID: provider.entityID, destinations: [sso])

    static func key(_ name: String, _ kind: KeyKind) -> SigningKey {
        let key = try! PrivateKey.generate(kind)
        let certificate = try! SelfSignedCertificate.make(
            commonName: name, key: key, notBefore: Date(timeIntervalSince1970: 1_700_000_000),
            notAfter: Date(timeIntervalSince1970: 4_000_000_000))
        return try! SigningKey(name: name, certificate: certificate, key: key)
    }

    static func site(_ entityID: String, signed: Bool) -> RequestingSite {
        RequestingSite(
            entityID: entityID, consumerURL: entityID + "/acs", signingKey: signed ? siteKey : nil,
            names: [LocalizedText(language: "en", text: "A site")],
            descriptions: [LocalizedText(language: "en", text: "What it does")],
            privacyURL: "https://example.com/privacy", contactEmail: "tech@example.com")
    }

    /// A site as its metadata describes it.
    static func registered(_ site: RequestingSite) throws -> ServiceProvider {
        let report = MetadataCheck(at: now).run(try site.metadata(validUntil: later))
        guard let site = report.sites.first else { throw SAMLError.malformed(report.reason) }
        return site
    }

    static func content(_ value: String = "abc", attributes: [Attribute] = []) -> AssertionContent {
        AssertionContent(
            nameID: NameID(value: value, format: NameIDFormat.persistent, spNameQualifier: portal.entityID),
            attributes: attributes, authnInstant: now)
    }

    static func target(
        _ requestID: String = "_request", site: RequestingSite = portal, key: String? = "p256",
        signing: ResponseSigning = .both, encryption: EncryptionTarget? = nil
    ) -> AnswerTarget {
        AnswerTarget(
            entityID: site.entityID, consumer: site.consumerURL, inResponseTo: requestID, signingKey: key,
            signing: signing, encryption: encryption)
    }

    static func base64(_ text: String) -> String { Base64.encode(Array(text.utf8)) }
    static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
