import Foundation
import Synchronization

/// A federation that publishes a signed aggregate of its sites on a web server of its own.
final class Federation: Sendable {
    private let folder: Folder
    private let port: Int
    private let server = Mutex<RunningProgram?>(nil)

    var url: String { "http://federation.porta.localhost:\(port)/aggregate.xml" }
    var certificate: String { folder.path("key.pem") }

    private init(folder: Folder, port: Int) { (self.folder, self.port) = (folder, port) }

    static func make() async throws -> Federation {
        let federation = Federation(folder: try Folder(), port: try freePort())
        let made = try await Command(
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=federation",
            "-keyout", federation.folder.path("key.key"), "-out", federation.certificate
        ).run()
        guard made.status == 0 else { throw WorldError(made.err) }
        try FileManager.default.createDirectory(
            atPath: federation.folder.path("public"), withIntermediateDirectories: true)
        return federation
    }

    func start() async throws {
        let started = try RunningProgram(
            [
                Programs.python, "-m", "http.server", String(port), "--bind", "127.0.0.1", "--directory",
                folder.path("public"),
            ], log: folder.path("log"))
        server.withLock { $0 = started }
        try await eventually("the federation", whileRunning: started) {
            try await Command("curl", "-s", "-o", "/dev/null", "http://127.0.0.1:\(port)/").run().status == 0
        }
    }

    func end() async { await server.withLock { $0 }?.end() }

    /// Publishes what these entities are from now on.
    func publish(_ entities: [String], until end: Date) async throws {
        let root = """
            <md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" ID="_f" \
            validUntil="\(end.formatted(.iso8601))">\(entities.joined())</md:EntitiesDescriptor>
            """
        let signed = try await Command(
            Programs.python, Programs.peer("sign_metadata.py"), folder.path("key.key"), certificate
        ).with(input: root).run()
        guard signed.status == 0 else { throw WorldError(signed.err) }
        try folder.write(signed.out, "public/aggregate.xml")
    }

    /// Changes the file behind the signature's back.
    func spoil(_ part: String, _ other: String) throws {
        try folder.write(
            Folder.text(folder.path("public/aggregate.xml")).replacing(part, with: other), "public/aggregate.xml")
    }
}
