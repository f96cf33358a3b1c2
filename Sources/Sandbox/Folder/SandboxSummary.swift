import Foundation

/// `sandbox.json`: where everything of a sandbox is, for programs.
public struct SandboxSummary: Codable, Hashable, Sendable {
    /// The login host's address, such as `https://login.porta.localhost:8443`.
    public var login: String
    public var cardDomain: String
    public var port: Int
    /// Addresses of the gateway's operations listener and of the issuer's two revocation sources.
    public var operations: String
    public var ocsp: String
    public var crl: String
    public var delta: String
    /// The plain-HTTP listener that only redirects.
    public var redirect: String
    public var sites: [String: Site]
    public var cards: [String]

    public struct Site: Codable, Hashable, Sendable {
        public var url: String
        /// Where a login begins.
        public var login: String
        public var entityID: String

        enum CodingKeys: String, CodingKey {
            case url, login
            case entityID = "entity_id"
        }
    }

    enum CodingKeys: String, CodingKey {
        case login, port, operations, ocsp, crl, delta, redirect, sites, cards
        case cardDomain = "card_domain"
    }

    static let file = "sandbox.json"

    /// The summary of the sandbox in a folder.
    public static func read(_ path: String) throws(SandboxError) -> SandboxSummary {
        let file = Place(path).bytes(file)
        guard let file, let summary = try? JSONDecoder().decode(SandboxSummary.self, from: Data(file)) else {
            throw .notASandbox(path: path, missing: Self.file)
        }
        return summary
    }

    var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let bytes = (try? encoder.encode(self)) ?? Data()
        return String(decoding: bytes, as: UTF8.self) + "\n"
    }
}
