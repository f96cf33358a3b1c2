import DemoPKI
import Foundation
import TLS
import Testing

/// R1, T1: whatever a client brings along from an earlier connection, the handshake is a full one.
@Suite(.timeLimit(.minutes(2))) struct ResumptionTests {
    let materials = Materials.shared

    @Test(arguments: [("-tls1_2", TLSPolicy.Versions.tls12only), ("-tls1_3", .tls13only)])
    func `R1: our own session is never resumed`(argument: String, version: TLSPolicy.Versions) async throws {
        let server = try await TestServer.start(choose: materials.choose(card: version))
        let folder = try Folder()
        let first = try await Client(
            port: server.port, name: Host.card,
            arguments: folder.presenting(materials.good) + [argument, "-sess_out", folder.path("session")]
        ).run()
        #expect(first.output.contains("New, TLSv1") && !first.output.contains("session ticket:"))
        #expect(!first.output.contains("New Session Ticket"))
        // TLS 1.3 gives a client nothing to keep; what TLS 1.2 left it has neither ticket nor session ID.
        guard folder.exists("session") else { return }
        let second = try await Client(
            port: server.port, name: Host.card, arguments: [argument, "-sess_in", folder.path("session")]
        ).run()
        #expect(second.output.contains("New, TLSv1") && !second.output.contains("Reused"))
        #expect(await server.log.ends(2)[1].facts.chain.isEmpty)
    }

    @Test(arguments: [
        (["-tls1_2"], "ticket"), (["-tls1_2", "-no_ticket"], "session ID"), (["-tls1_3"], "PSK"),
        (["-tls1_3", "-no_ticket"], "stateful PSK"),
    ])
    func `R1: a ticket, session ID or PSK ends as a full handshake`(
        version: [String], kind: String
    ) async throws {
        let folder = try Folder()
        try await session(version, into: folder)
        try #require(folder.exists("session"))
        let server = try await TestServer.start(
            choose: materials.choose(card: version[0] == "-tls1_2" ? .tls12only : .tls13only))
        for host in [Host.card, Host.login] {
            let client = try await Client(
                port: server.port, name: host, arguments: [version[0], "-sess_in", folder.path("session")]
            ).run()
            #expect(client.output.contains("New, TLSv1") && !client.output.contains("Reused"))
            #expect(client.output.contains("200 OK"))
        }
        #expect(await server.log.ends(2).allSatisfy { $0.facts.handshakeCompleted && $0.facts.chain.isEmpty })
    }

    @Test func `R1: early data is not read`() async throws {
        let folder = try Folder()
        try await session(["-tls1_3"], into: folder)
        let early = try folder.write("early", "GET /early HTTP/1.1\r\n\r\n")
        let server = try await TestServer.start(choose: materials.choose())
        let client = try await Client(
            port: server.port, arguments: ["-tls1_3", "-sess_in", folder.path("session"), "-early_data", early]
        ).run()
        #expect(!client.output.contains("Early data was accepted"))
        #expect(client.output.contains("New, TLSv1.3"))
    }

    /// A session of a server with the same certificate that does hand out tickets and session IDs.
    private func session(_ version: [String], into folder: Folder) async throws {
        let certificate = try folder.write("server.pem", materials.card.certificatePEM)
        let key = try folder.write("server.key", try materials.card.keyPEM())
        let server = Process()
        server.executableURL = URL(filePath: "/usr/bin/timeout")
        server.arguments =
            ["--signal=KILL", "60", "openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", certificate]
            + ["-key", key, "-www", "-naccept", "1", "-max_early_data", "1000"]
            + (version.last == "-no_ticket" ? ["-no_ticket"] : [])
        let output = Pipe()
        server.standardOutput = output
        server.standardError = FileHandle.nullDevice
        try server.run()
        defer { server.terminate() }
        let port = try await blocking { try Self.port(in: output.fileHandleForReading) }
        _ = try await Client(
            port: port, name: Host.card, arguments: [version[0], "-sess_out", folder.path("session")],
            request: "GET / HTTP/1.0\r\n\r\n"
        ).run()
    }

    /// The server says `ACCEPT 127.0.0.1:PORT` when it listens.
    private static func port(in output: FileHandle) throws -> Int {
        var text = ""
        while let bytes = try output.read(upToCount: 1), !bytes.isEmpty {
            text += String(decoding: bytes, as: UTF8.self)
            guard text.last == "\n", let line = text.firstRange(of: "ACCEPT 127.0.0.1:") else { continue }
            return Int(text[line.upperBound...].dropLast()) ?? 0
        }
        return 0
    }
}
