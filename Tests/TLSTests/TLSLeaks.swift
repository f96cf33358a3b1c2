import TLS
import Testing

/// Good handshakes and vanishing ones, for a run under valgrind or the address sanitizer: none of them may leave
/// anything behind.
@Suite(.timeLimit(.minutes(10))) struct TLSLeaks {
    @Test func `200 good handshakes and 200 vanishing ones leave nothing behind`() async throws {
        let materials = Materials.shared
        let server = try await TestServer.start(choose: materials.choose())
        let folder = try Folder()
        let card = try folder.presenting(materials.good)
        for (name, arguments) in [(Host.card, card), (Host.login, [])] {
            let clients = try await Client(port: server.port, name: name, arguments: arguments).run(times: 100)
            #expect(clients.output.ranges(of: "200 OK").count == 100)
        }
        try await vanish(200, server)
        #expect(await server.log.ends(400).count == 400)
        #expect(try await server.log.survivors() == 0)
        try await server.stop()
    }
}
