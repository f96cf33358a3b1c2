import DemoPKI
import Foundation
import OpenSSL
import TLS

/// Certificates and cards of these tests, and the policies of the two kinds of host.
struct Materials: Sendable {
    let trust: DemoTLSAuthority
    let login: CertifiedKey
    let card: CertifiedKey
    let issuer: DemoAuthority
    let good: DemoCard
    let signature: DemoCard
    let rsa: DemoCard

    static let shared = try! Materials(at: Date())

    private init(at now: Date) throws {
        trust = try DemoTLSAuthority.make(at: now)
        login = try trust.serverCertificate(names: [Host.login], at: now)
        card = try trust.serverCertificate(names: ["*.card.porta.localhost"], at: now)
        issuer = try DemoAuthority.make(at: now)
        good = try issuer.mint(at: now)
        signature = try issuer.mint(.signature, at: now)
        rsa = try issuer.mint(.rsa2048, at: now)
    }

    var loginIdentity: TLSIdentity { get throws { try identity(login) } }
    var cardIdentity: TLSIdentity { get throws { try identity(card) } }

    private func identity(_ key: CertifiedKey) throws -> TLSIdentity {
        try TLSIdentity(certificatePEM: key.certificatePEM, privateKeyPEM: try key.keyPEM())
    }

    func loginPolicy(_ version: TLSPolicy.Versions = .tls12and13) throws -> TLSPolicy {
        try TLSPolicy(identity: loginIdentity, version: version, client: nil)
    }

    func cardPolicy(
        _ version: TLSPolicy.Versions = .tls13only,
        schemes: String = TLSPolicy.ClientCertificate.signatureSchemes
    ) throws -> TLSPolicy {
        try TLSPolicy(
            identity: cardIdentity, version: version,
            client: .ask(authorities: [issuer.issuingName.der], signatureSchemes: schemes))
    }

    /// What a real listener would do: the login host, card hosts, and nobody else.
    func choose(
        card version: TLSPolicy.Versions = .tls13only
    ) throws -> @Sendable (String?) -> TLSChoice {
        let login = try loginPolicy()
        let card = try cardPolicy(
            version,
            schemes: version == .tls12only
                ? TLSPolicy.ClientCertificate.signatureSchemesWithoutPSS
                : TLSPolicy.ClientCertificate.signatureSchemes)
        return { name in
            if name == Host.login { return .policy(login) }
            return name == Host.card ? .policy(card) : .refuse
        }
    }
}

enum Host {
    static let login = "login.porta.localhost"
    static let card = "label.card.porta.localhost"
}

/// A folder that lives as long as the value.
final class Folder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "porta-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func write(_ name: String, _ text: String) throws -> String {
        let path = path(name)
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    func path(_ name: String) -> String { url.appending(path: name).path }
    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

    /// The arguments by which `openssl s_client` presents a card.
    func presenting(_ card: DemoCard) throws -> [String] {
        let chain = card.chain.map { PEM.encode($0, label: "CERTIFICATE") }.joined()
        var arguments = [
            "-cert", try write("\(card.name).pem", PEM.encode(card.certificate, label: "CERTIFICATE")),
            "-key", try write("\(card.name).key", try card.keyPEM()),
        ]
        if !chain.isEmpty { arguments += ["-cert_chain", try write("\(card.name)-chain.pem", chain)] }
        return arguments
    }
}
