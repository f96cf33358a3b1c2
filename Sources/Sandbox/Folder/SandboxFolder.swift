import DemoPKI
public import Foundation
import OpenSSL
import SAML

/// A complete configuration with its own issuer, cards, certificates and sites.
public enum SandboxFolder {
    /// Makes the sandbox: a new folder, an empty one, or one that is a sandbox already, which is made anew.
    ///
    /// - Parameter port: the public port of the gateway; all others are free ones.
    @discardableResult
    public static func make(at path: String, port: Int = 8443, now: Date) throws(SandboxError) -> SandboxSummary {
        let place = Place(path)
        guard place.isEmpty || place.has(SandboxSummary.file) else { throw .occupied(path: path) }
        let ports = try SandboxPorts.choose(gateway: port)
        let addresses = SandboxAddresses(ports)
        for folder in ["issuers", "relying-parties", "tls", "saml", "cards", "sites"] { try place.makeFolder(folder) }
        for folder in ["secrets", "ca"] { try place.makeFolder(folder, secret: true) }

        try writeIssuer(place, addresses, now)
        try writeTLS(place, now)
        try writeGatewayKeys(place, now)
        try writeSites(place, addresses, now)
        try place.write(GatewayFile.text(addresses), "porta.yaml")
        try place.write(IssuerFile.text(addresses), "issuers/demo.yaml")
        try place.write(DemoHelp.servicePoints, "issuers/points.csv")
        try place.write(DemoHelp.agreement, "issuers/agreement-2.5.txt")
        // Last: a folder without it is no sandbox, and a half-made one must not pass for one.
        try place.write(addresses.summary.json, SandboxSummary.file)
        return addresses.summary
    }

    private static func writeIssuer(
        _ place: Place, _ addresses: SandboxAddresses, _ now: Date
    ) throws(SandboxError) {
        let authority = try minting { () throws(DemoPKIError) in
            try DemoAuthority.make(at: now, addresses: addresses.authority)
        }
        try IssuerDesk.write(authority, place)
        try place.write(authority.root.certificatePEM, "issuers/demo-root.pem")
        try place.write(authority.issuing.certificatePEM, "issuers/demo-issuing.pem")
        var cards: [DemoCard] = []
        for kind in DemoCard.Kind.allCases {
            let card = try minting { () throws(DemoPKIError) in
                try authority.mint(kind, for: kind.holder, at: now)
            }
            try write(card, place)
            cards.append(card)
        }
        try IssuerDesk.open(place, authority: authority, cards: cards, at: now)
    }

    private static func write(_ card: DemoCard, _ place: Place) throws(SandboxError) {
        let bundle = try minting { () throws(DemoPKIError) in try card.pkcs12(password: "porta") }
        let key = try minting { () throws(DemoPKIError) in try card.keyPEM() }
        try place.write(bundle, "cards/\(card.name).p12", secret: true)
        try place.write(card.pem, "cards/\(card.name).pem")
        try place.write(key, "cards/\(card.name).key", secret: true)
    }

    private static func writeTLS(_ place: Place, _ now: Date) throws(SandboxError) {
        let authority = try minting { () throws(DemoPKIError) in try DemoTLSAuthority.make(at: now) }
        try place.write(authority.root.certificatePEM, "tls/ca.pem")
        try write(authority.root, "ca/tls", certificate: false, place)
        for (name, host) in [
            ("login", SandboxAddresses.loginHost), ("card", "*." + SandboxAddresses.cardDomain),
            ("portal", SiteDescription.portal.host), ("shop", SiteDescription.shop.host),
        ] {
            let server = try minting { () throws(DemoPKIError) in
                try authority.serverCertificate(names: [host], at: now)
            }
            try write(server, "tls/\(name)", place)
        }
    }

    private static func writeGatewayKeys(_ place: Place, _ now: Date) throws(SandboxError) {
        try writeSigningKey("saml/rsa", "Porta sandbox SAML (RSA)", .rsa(bits: 3072), place, now)
        try writeSigningKey("saml/p256", "Porta sandbox SAML (P-256)", .ec(.p256), place, now)
        for name in ["sealing", "label", "pairwise"] {
            let secret = Base64.encodeURL(Randomness.system(32)) + "\n"
            try place.write(secret, "secrets/\(name).key", secret: true)
        }
    }

    private static func writeSites(
        _ place: Place, _ addresses: SandboxAddresses, _ now: Date
    ) throws(SandboxError) {
        // Not over a year: registration warns of metadata that claims to be good for longer.
        let year = now.addingTimeInterval(360 * 86_400)
        for site in SiteDescription.all {
            if site.signsRequests {
                try writeSigningKey("sites/\(site.name)", "Porta sandbox \(site.name)", .ec(.p256), place, now)
            }
            let asking = SiteProvider.requestingSite(
                site, entityID: addresses.entityID(site), url: addresses.url(site),
                key: site.signsRequests ? try SiteProvider.key("sites/\(site.name)", place) : nil)
            let metadata = try withSAML { () throws(SAMLError) in try asking.metadata(validUntil: year) }
            try place.write(metadata, "relying-parties/\(site.name).xml")
            try place.write(RelyingPartyFile.text(site), "relying-parties/\(site.name).yaml")
            try place.write(site.emblem, "relying-parties/\(site.name).svg")
        }
        let keys = try ["saml/rsa", "saml/p256"].map { name throws(SandboxError) in
            try SiteProvider.key(name, place)
        }
        let metadata = try withSAML { () throws(SAMLError) in
            try IdentityProvider(
                entityID: addresses.entityID, ssoURL: addresses.login + "/saml/sso", scope: "porta.localhost",
                names: [], signingKeys: keys
            ).metadata(validUntil: year)
        }
        try place.write(metadata, SiteProvider.gateMetadata)
    }

    /// A key with a self-signed certificate, as SAML uses them.
    private static func writeSigningKey(
        _ name: String, _ commonName: String, _ kind: KeyKind, _ place: Place, _ now: Date
    ) throws(SandboxError) {
        let pair: CertifiedKey
        do {
            let key = try PrivateKey.generate(kind)
            let certificate = try SelfSignedCertificate.make(
                commonName: commonName, key: key, notBefore: now.addingTimeInterval(-86_400),
                notAfter: now.addingTimeInterval(5 * 365 * 86_400))
            pair = CertifiedKey(key: key, certificate: certificate)
        } catch {
            throw .mint(.openSSL(error))
        }
        try write(pair, name, place)
    }

    static func write(
        _ pair: CertifiedKey, _ name: String, certificate: Bool = true, _ place: Place
    ) throws(SandboxError) {
        if certificate { try place.write(pair.certificatePEM, name + ".pem") }
        let key = try minting { () throws(DemoPKIError) in try pair.keyPEM() }
        try place.write(key, name + ".key", secret: true)
    }
}

extension DemoCard.Kind {
    /// Whose card it is: several cards belong to one person, as in life.
    var holder: DemoPerson {
        switch self {
        case .good, .signature, .expired, .missingIntermediate: .arta
        case .revoked, .onHold: .besnik
        case .p384: .drita
        case .rsa2048, .unknownIssuer: .edmond
        case .notYetValid, .justActivated: .flutura
        }
    }
}
