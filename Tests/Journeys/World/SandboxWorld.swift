import Foundation

/// A sandbox of its own on free ports: the gateway, the issuer's OCSP and CRL server, and the two sites.
final class SandboxWorld: Sendable {
    let folder: Folder
    let path: String
    let facts: SandboxFacts
    let gateway: Gateway
    private let sites: RunningProgram

    /// - Parameter prepare: changes the folder before anything runs, such as by registering another site.
    init(prepare: (Preparation) async throws -> Void = { _ in }) async throws {
        folder = try Folder()
        path = folder.path("sandbox")
        let made = try await Command(Programs.porta, "sandbox", path, "--port", String(freePort())).run()
        guard made.status == 0 else { throw WorldError("porta sandbox: \(made.all)") }
        facts = try JSONDecoder().decode(
            SandboxFacts.self, from: Data(contentsOf: URL(fileURLWithPath: path + "/sandbox.json")))
        try await prepare(Preparation(path: path, facts: facts))
        sites = try RunningProgram([Programs.porta, "sandbox", path, "--serve"], log: folder.path("sites.log"))
        gateway = Gateway(path: path, operations: facts.operations, log: folder.path("gateway.log"))
        try await gateway.start()
        try await waitForSites()
    }

    struct Preparation {
        let path: String
        let facts: SandboxFacts

        /// `porta relying-party add` for this metadata.
        /// - Parameter items: what it asks for beyond a bare registration, as a list of its file.
        func register(_ metadata: String, as name: String, required items: String? = nil) async throws {
            let file = path + "/../" + name + ".xml"
            try metadata.write(toFile: file, atomically: true, encoding: .utf8)
            let added = try await Command(
                Programs.porta, "relying-party", "add", "--config", path, file
            ).run()
            guard added.status == 0 else { throw WorldError("relying-party add \(name): \(added.all)") }
            guard let items else { return }
            let registered = path + "/relying-parties/\(name)-porta-localhost.yaml"
            let text = Folder.text(registered).replacing("required: []", with: "required: [ \(items) ]")
            try text.write(toFile: registered, atomically: true, encoding: .utf8)
        }
    }

    func end() async {
        await gateway.end()
        await sites.end()
    }

    private func waitForSites() async throws {
        let visitor = try Visitor(facts, path: path)
        for site in facts.sites.values {
            try await eventually("the site at \(site.url)") { (try? await visitor.get(site.url))?.status == 200 }
        }
    }

    /// A visitor with this card in the reader, or none.
    func visitor(card: String? = nil) throws -> Visitor { try Visitor(facts, path: path, card: card) }

    /// `porta` with words that name this sandbox's folder.
    func porta(_ words: String...) async throws -> Command.Output {
        try await Command(words: [Programs.porta] + words).run()
    }

    /// One of the sandbox's switches, such as `revoke p384`; what the gateway remembered is forgotten with it.
    func turn(_ words: String...) async throws {
        for words in [words, ["forget"]] {
            let output = try await Command(words: [Programs.porta, "sandbox", path] + words).run()
            guard output.status == 0 else { throw WorldError("porta sandbox \(words): \(output.all)") }
        }
    }

    /// Does something while a switch is turned, and turns it back in any case.
    func with(_ switches: [String], backTo undo: [String], _ act: () async throws -> Void) async throws {
        for words in switches { try await turn(words.split(separator: " ").map(String.init)) }
        let result: Result<Void, any Error>
        do { result = .success(try await act()) } catch { result = .failure(error) }
        for words in undo { try await turn(words.split(separator: " ").map(String.init)) }
        try result.get()
    }

    private func turn(_ words: [String]) async throws {
        let output = try await Command(words: [Programs.porta, "sandbox", path] + words).run()
        guard output.status == 0 else { throw WorldError("porta sandbox \(words): \(output.all)") }
    }

    /// One counter of the gateway; 0 where it was never raised.
    func logins(_ outcome: String, _ reason: String) async throws -> Int {
        let metrics = try await Command("curl", "-sS", facts.operations + "/metrics").run().lines
        let line = metrics.first { line in
            line.hasPrefix("porta_logins_total{") && line.contains("outcome=\"\(outcome)\"")
                && line.contains("reason=\"\(reason)\"")
        }
        return line?.split(separator: " ").last.flatMap { Double($0) }.map { Int($0) } ?? 0
    }

    /// The audit's decisions and answers as `porta audit show --json` prints them, oldest first.
    func audit(case number: String? = nil) async throws -> [AuditLine] {
        try await auditLines(number).filter { $0.count == nil }
    }

    /// How often this happened before a card was judged: counted by the minute instead, also in the one that is not over.
    func counted(_ reason: String) async throws -> Int {
        try await auditLines(nil).filter { $0.reason == reason }.reduce(0) { $0 + ($1.count ?? 0) }
    }

    private func auditLines(_ number: String?) async throws -> [AuditLine] {
        let output = try await Command(
            words: [Programs.porta, "audit", "show", "--config", path, "--json"] + (number.map { [$0] } ?? [])
        ).run()
        guard output.status == 0 else { throw WorldError("porta audit show: \(output.all)") }
        return try output.lines.map { try JSONDecoder().decode(AuditLine.self, from: Data($0.utf8)) }
    }
}

/// What a line of `audit show --json` says at least.
struct AuditLine: Decodable {
    let `case`: String?
    /// `decision`, `answer` or `summary`.
    let event: String
    let reason: String
    let outcome: String
    let site: String?
    /// The ID of the site's request.
    let request: String?
    /// How many a summary of a minute stands for.
    let count: Int?
}

/// `sandbox.json`.
struct SandboxFacts: Decodable, Sendable {
    struct Site: Decodable, Sendable {
        let url: String
        let login: String
        let entityID: String

        enum CodingKeys: String, CodingKey {
            case url, login
            case entityID = "entity_id"
        }
    }

    let login: String
    let cardDomain: String
    let port: Int
    let operations: String
    let sites: [String: Site]
    let cards: [String]
    /// The plain-HTTP listener, if the sandbox has one.
    let redirect: String?

    enum CodingKeys: String, CodingKey {
        case login, port, operations, sites, cards, redirect
        case cardDomain = "card_domain"
    }

    var loginHost: String { "login." + cardDomain.dropFirst("card.".count) }
    var entityID: String { login + "/saml" }
}
