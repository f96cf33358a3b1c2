import DemoPKI
import Foundation
import OpenSSL
import SAML

/// A demo site's side of SAML, made from the files of its sandbox.
struct SiteProvider: Sendable {
    /// What it publishes, as the gateway's operator registered it.
    let metadata: String
    private let site: RequestingSite
    private let gate: KnownIdentityProvider
    private let redirectURL: String

    init(
        _ description: SiteDescription, _ place: Place, _ summary: SandboxSummary, at now: Date
    ) throws(SandboxError) {
        guard let own = summary.sites[description.name] else {
            throw .notASandbox(path: place.path, missing: SandboxSummary.file)
        }
        metadata = try place.text("relying-parties/\(description.name).xml")
        let key = description.signsRequests ? try Self.key("sites/\(description.name)", place) : nil
        site = Self.requestingSite(
            description, entityID: own.entityID, url: String(own.url.dropLast()), key: key)
        let known = Array(try place.text(Self.gateMetadata).utf8)
        gate = try withSAML { () throws(SAMLError) in try KnownIdentityProvider(metadata: known, at: now) }
        guard let redirectURL = gate.redirectURL else {
            throw .notASandbox(path: place.path, missing: Self.gateMetadata)
        }
        self.redirectURL = redirectURL
    }

    /// What the sites were given of the gateway: its metadata, as every site gets it.
    static let gateMetadata = "sites/gateway.xml"

    /// The site as SAML sees it; `key` only where requests are signed.
    static func requestingSite(
        _ description: SiteDescription, entityID: String, url: String, key: SigningKey?
    ) -> RequestingSite {
        RequestingSite(
            entityID: entityID, consumerURL: url + "/saml/acs", signingKey: key,
            names: [
                LocalizedText(language: "sq", text: description.displayName.sq),
                LocalizedText(language: "en", text: description.displayName.en),
            ],
            contactEmail: description.contact)
    }

    struct Question {
        let requestID: String
        /// Where the visitor is sent.
        let address: String
    }

    /// A new request for a login.
    func ask(at now: Date) throws(SAMLError) -> Question {
        let (id, url) = try site.redirect(to: redirectURL, relayState: "/me", at: now)
        return Question(requestID: id, address: url)
    }

    struct Answer {
        let visitor: SiteVisitor
        let assertionID: String
    }

    /// The answer to the request of that ID, believed only when everything in it holds.
    func read(_ field: String, requestID: String, at now: Date) throws(SAMLError) -> Answer {
        let message = try PostBinding.decode(message: field, relayState: nil).message
        let login = try site.receive(message, requestID: requestID, from: gate, at: now)
        var items = login.attributes.flatMap { attribute in
            attribute.values.map { value in
                SiteVisitor.Item(name: attribute.name, code: attribute.friendlyName ?? attribute.name, value: value)
            }
        }
        items.append(.init(name: login.nameID.format, code: "NameID", value: login.nameID.value))
        items.append(.init(name: login.authnContextClass, code: "AuthnContextClassRef", value: Self.level(login)))
        return Answer(visitor: SiteVisitor(items: items, since: now), assertionID: login.assertionID)
    }

    /// The last part of the level's URI, such as `SmartcardPKI`.
    private static func level(_ login: ReceivedLogin) -> String {
        login.authnContextClass.split(separator: ":").last.map(String.init) ?? login.authnContextClass
    }

    /// A key with its certificate, from the sandbox's files.
    static func key(_ name: String, _ place: Place) throws(SandboxError) -> SigningKey {
        let pem = (try place.text(name + ".pem"), try place.text(name + ".key"))
        guard let certificate = PEM.decode(pem.0, label: "CERTIFICATE").first else {
            throw .notASandbox(path: place.path, missing: name + ".pem")
        }
        let key: PrivateKey
        do { key = try PrivateKey(pem: pem.1) } catch { throw .mint(.openSSL(error)) }
        let short = name.split(separator: "/").last.map(String.init) ?? name
        return try withSAML { () throws(SAMLError) in
            try SigningKey(name: short, certificate: certificate, key: key)
        }
    }
}
