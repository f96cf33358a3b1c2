import DemoPKI
import Foundation
import OpenSSL
import Settings

/// A complete configuration in a temporary folder, which a test then spoils.
final class TestFolder {
    let path: String
    var environment: [String: String] = [:]
    private let material = Material.shared

    init() throws {
        path = NSTemporaryDirectory() + "porta-settings-" + UUID().uuidString
        try write("porta.yaml", Self.porta)
        try write("issuers/demo.yaml", Self.issuer)
        try write("relying-parties/portal.yaml", Self.site)
        try write("relying-parties/portal.xml", Self.metadata())
        try write("issuers/root.pem", material.authority.root.certificatePEM)
        try write("issuers/issuing.pem", material.authority.issuing.certificatePEM)
        try write("issuers/agreement.pdf", "%PDF")
        try write("logo.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
        try write("issuers/points.csv", Self.points)
        try pair("tls/login", material.login)
        try pair("tls/card", material.card)
        try pair("saml/rsa", material.rsa)
        try pair("saml/p256", material.p256)
        for (index, name) in ["sealing", "label", "pairwise"].enumerated() {
            try secret("\(name).key", Base64.encodeURL([UInt8](repeating: UInt8(index), count: 32)) + "\n")
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func load() -> Loaded { Configuration.load(folder: path, environment: environment, now: Material.now) }

    func write(_ name: String, _ text: String) throws {
        let url = URL(fileURLWithPath: "\(path)/\(name)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    func secret(_ name: String, _ text: String) throws {
        try write(name, text)
        try mode(name, 0o600)
    }

    func pair(_ name: String, _ pair: CertifiedKey) throws {
        try write("\(name).pem", pair.certificatePEM)
        try secret("\(name).key", try pair.keyPEM())
    }

    func mode(_ name: String, _ mode: Int) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: "\(path)/\(name)")
    }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: "\(path)/\(name)") }

    func read(_ name: String) throws -> String { try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8) }

    /// Puts something else in the place of a text that stands in the file once.
    func edit(_ name: String, _ old: String, _ new: String) throws {
        let text = try read(name)
        guard text.components(separatedBy: old).count == 2 else { throw NotOnce(text: old) }
        try write(name, text.replacingOccurrences(of: old, with: new))
    }

    struct NotOnce: Error { let text: String }
}
