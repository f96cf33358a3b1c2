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

    static func target(_ requestID: String = "_request", site: RequestingSite = portal, key: String? = "p256")
        -> AnswerTarget
    {
        AnswerTarget(
            entityID: site.entityID, consumer: site.consumerURL, inResponseTo: requestID, signingKey: key)
    }

    static func base64(_ text: String) -> String { Base64.encode(Array(text.utf8)) }
    static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
