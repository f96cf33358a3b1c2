public import Foundation
public import OpenSSL

/// A key that was made, and what to write so that it is used.
public struct KeyFile: Hashable, Sendable {
    /// What was written, relative to the configuration folder.
    public let files: [String]
    /// For `porta.yaml`.
    public let line: String
    /// Where the line goes, in words.
    public let advice: String

    public enum Purpose: String, CaseIterable, Sendable { case sealing, label, pairwise }

    /// The kinds of key that sites can verify: mod_auth_mellon and pysaml2 know RSA only.
    public enum SigningType: String, CaseIterable, Sendable {
        case rsa3072, p256

        var kind: KeyKind {
            switch self {
            case .rsa3072: .rsa(bits: 3072)
            case .p256: .ec(.p256)
            }
        }
    }

    /// Makes a secret of 32 bytes, in base64url on one line, that only its owner may read.
    public static func make(
        _ purpose: Purpose, in folder: String, now: Date, randomness: Randomness = .system
    ) throws(SettingsError) -> KeyFile {
        let file = "keys/\(name(purpose.rawValue, now, randomness)).key"
        let secret = Base64.encodeURL(randomness(32))
        try NewFile(folder: folder, name: file).write(secret + "\n", secret: true)
        switch purpose {
        case .sealing, .label:
            return KeyFile(
                files: [file], line: "\(purpose.rawValue): [ …, \(file) ]",
                advice: "add it last to secrets.\(purpose.rawValue), restart every node, then move it first")
        case .pairwise:
            return KeyFile(
                files: [file], line: "pairwise: \(file)",
                advice:
                    "write it in secrets and keep a copy in a safe place; another key makes every private account a new one"
            )
        }
    }

    /// Makes a SAML signing key (PKCS#8) and its self-signed certificate of ten years.
    public static func make(
        _ type: SigningType, commonName: String, in folder: String, now: Date, randomness: Randomness = .system
    ) throws(SettingsError) -> KeyFile {
        let name = Self.name("saml-\(type.rawValue)", now, randomness)
        let (keyFile, certificateFile) = ("keys/\(name).key", "keys/\(name).pem")
        let (key, certificate) = try signing(type, commonName, now)
        try NewFile(folder: folder, name: keyFile).write(key, secret: true)
        try NewFile(folder: folder, name: certificateFile).write(certificate)
        return KeyFile(
            files: [keyFile, certificateFile],
            line: "- { name: \(name), certificate: \(certificateFile), private-key: \(keyFile) }",
            advice: "add it last to saml.signing; move it first when the sites have read the new metadata")
    }

    private static func signing(
        _ type: SigningType, _ commonName: String, _ now: Date
    ) throws(SettingsError) -> (key: String, certificate: String) {
        do throws(OpenSSLError) {
            let key = try PrivateKey.generate(type.kind)
            // A minute back, for readers whose clocks are late.
            let certificate = try SelfSignedCertificate.make(
                commonName: commonName, key: key, notBefore: now.addingTimeInterval(-60),
                notAfter: now.addingTimeInterval(10 * 365 * 86_400))
            return (try key.pem(), PEM.encode(certificate, label: "CERTIFICATE"))
        } catch {
            throw .noKey(reason: error.description)
        }
    }

    /// `sealing-2026-01-31-1a2b`
    private static func name(_ stem: String, _ now: Date, _ randomness: Randomness) -> String {
        "\(stem)-\(Day.text(now))-\(Hex.encode(randomness(2)))"
    }
}
