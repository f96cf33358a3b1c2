import Foundation

/// A site made with pysaml2 that takes part in sessions.
final class LeavingSite: Sendable {
    let name: String
    let base: String
    private let script: [String]
    private let folder: Folder
    private let program: RunningProgram

    /// Makes the sites' metadata, a sandbox that knows them and lets them take part, and starts them.
    ///
    /// - Parameters:
    ///   - sites: by name, each with the switches of its script.
    ///   - federation: who publishes the metadata of the sites of these names; the others' lies in files.
    ///   - more: what else is changed in the sandbox's folder, before its metadata is read.
    static func world(
        _ sites: [(name: String, switches: [String])], of federation: (Federation, names: [String])? = nil,
        and more: (SandboxWorld.Preparation) async throws -> Void = { _ in }
    ) async throws -> (SandboxWorld, [LeavingSite]) {
        let folder = try Folder()
        var scripts: [(name: String, base: String, words: [String])] = []
        for (name, switches) in sites {
            let port = try String(freePort())
            let words = [Programs.python, Programs.peer("pysaml2_logout.py"), name, port, folder.path] + switches
            scripts.append((name, "http://\(name).porta.localhost:\(port)", words))
        }
        let world = try await SandboxWorld { preparation in
            try preparation.keepSessions()
            var published: [String] = []
            for script in scripts {
                let metadata = try await Command(words: script.words).run()
                guard metadata.status == 0 else { throw WorldError("scripts/test installs pysaml2: \(metadata.err)") }
                if federation?.names.contains(script.name) == true {
                    published.append(metadata.out.replacing(#/^<\?xml[^>]*>/#, with: ""))
                    continue
                }
                try await preparation.register(metadata.out, as: script.name)
                try preparation.allowSessions(at: script.name)
            }
            if let (federation, _) = federation {
                try await federation.publish(published, until: Date().addingTimeInterval(5 * 86_400))
                try await federation.start()
                try preparation.register(federation)
            }
            try await more(preparation)
        }
        let gate = try await world.porta("metadata", "--config", world.path).out
        let metadata = try folder.write(gate, "gate.xml")
        var made: [LeavingSite] = []
        for script in scripts {
            made.append(
                try LeavingSite(
                    script.name, script.base, script.words + [metadata, world.path + "/tls/ca.pem"], folder))
        }
        for site in made {
            try await eventually(site.name, whileRunning: site.program) {
                try await Command(
                    "curl", "-sf", "-o", "/dev/null", "--connect-to", "::127.0.0.1:", site.base + "/inside"
                )
                .run().status == 0
            }
        }
        return (world, made)
    }

    private init(_ name: String, _ base: String, _ words: [String], _ folder: Folder) throws {
        (self.name, self.base, script, self.folder) = (name, base, words, folder)
        program = try RunningProgram(words, log: folder.path(name + ".log"))
    }

    var log: String { program.log }

    func end() async { await program.end() }

    /// What the site says of a login, of a logout, or of who is inside.
    struct Said: Decodable {
        let ok: Bool?
        let inside: Bool?
        let out: Bool?
        let status: [String]?
        let problem: String?
        let nameId: String?
        let sessionIndex: String?
        let instant: String?
        let ends: String?
    }

    func said(_ answer: Answer) throws -> Said {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do { return try decoder.decode(Said.self, from: Data(answer.body.utf8)) } catch {
            throw WorldError("\(name) said \(answer.status) \(answer.body.prefix(3000)) \(log.suffix(2000))")
        }
    }

    /// Logs in with the card, to the end.
    @discardableResult func enter(_ visitor: Visitor) async throws -> Said {
        let start = try await visitor.open(base + "/login")
        return try said(try await visitor.deliver(try await visitor.decide("agree", on: visitor.present(on: start))))
    }

    func isInside(_ visitor: Visitor) async throws -> Bool {
        try said(try await visitor.get(base + "/inside")).inside == true
    }
}

extension SandboxWorld.Preparation {
    /// A quarter of an hour without the card.
    func keepSessions() throws {
        try append("session: { minutes: 15 }", to: "porta.yaml")
    }

    /// All sites of a federation, which may take part.
    func register(_ federation: Federation) throws {
        let folder = path + "/relying-parties"
        try FileManager.default.copyItem(atPath: federation.certificate, toPath: folder + "/federation.pem")
        try """
        metadata: { url: "\(federation.url)", signed-by: federation.pem, entities: all }
        attributes: { required: [ given-name ], optional: [] }
        sessions: allowed
        """.write(toFile: folder + "/federation.yaml", atomically: true, encoding: .utf8)
    }

    /// The site of that name, or one whose file begins with it.
    func allowSessions(at name: String) throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: path + "/relying-parties")
        guard let file = files.sorted().first(where: { $0.hasPrefix(name) && $0.hasSuffix(".yaml") }) else {
            throw WorldError("no site \(name) among \(files)")
        }
        try append("sessions: allowed", to: "relying-parties/" + file)
    }

    private func append(_ line: String, to name: String) throws {
        let file = path + "/" + name
        try (Folder.text(file) + "\n" + line + "\n").write(toFile: file, atomically: true, encoding: .utf8)
    }
}
