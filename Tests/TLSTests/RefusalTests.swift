import DemoPKI
import Foundation
import TLS
import Testing

@Suite(.timeLimit(.minutes(2))) struct RefusalTests {
    let materials = Materials.shared

    @Test(arguments: ["foreign.example", "LABEL.card.porta.localhost", nil])
    func `a foreign name, or none, is answered with unrecognized_name`(name: String?) async throws {
        let server = try await TestServer.start(choose: materials.choose())
        let socket = try RawSocket(port: server.port)
        socket.send(ClientHello(name: name.map { Array($0.utf8) }).records)
        let answer = try await blocking { socket.receiveAll() }
        #expect(answer?.isAlert(112) == true)
        socket.halfClose()
        let end = await server.log.end()
        #expect(end.cause == .refused && end.facts.alertSent == .unrecognizedName)
        #expect(end.facts.serverName == name)
    }

    @Test(arguments: [
        "a\0b", "login.porta.localhost.", ".porta.localhost", "log in", "", String(repeating: "a", count: 256),
    ])
    func `a name that is no host name is none`(name: String) async throws {
        let server = try await TestServer.start { name in
            #expect(name == nil)
            return .refuse
        }
        let socket = try RawSocket(port: server.port)
        socket.send(ClientHello(name: Array(name.utf8)).records)
        #expect(try await blocking { socket.receiveAll() }?.isAlert(112) == true)
    }

    @Test(arguments: [
        ["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA256"],
        ["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0"],
        ["-tls1_2", "-cipher", "DEFAULT:@SECLEVEL=0", "-sigalgs", "ECDSA+SHA1:RSA+SHA1"],
        ["-tls1_1", "-cipher", "DEFAULT:@SECLEVEL=0"],
    ])
    func `CBC, SHA-1 and old versions are refused`(arguments: [String]) async throws {
        let server = try await TestServer.start(choose: materials.choose())
        let client = try await Client(port: server.port, arguments: arguments).run()
        #expect(client.status != 0)
        let facts = await server.log.end().facts
        #expect(!facts.handshakeCompleted && facts.alertSent != nil)
    }

    @Test(arguments: [
        (TLSPolicy.Versions.tls13only, "-tls1_2"), (.tls12only, "-tls1_3"),
    ])
    func `a host speaks its own versions only`(version: TLSPolicy.Versions, argument: String) async throws {
        let server = try await TestServer.start(choose: materials.choose(card: version))
        let client = try await Client(port: server.port, name: Host.card, arguments: [argument]).run()
        #expect(client.status != 0)
        #expect(await server.log.end().facts.alertSent?.code == 70)
    }

    @Test func `a browser's h2 and http/1.1 becomes http/1.1 (R5)`() async throws {
        let server = try await TestServer.start(choose: materials.choose())
        let client = try await Client(port: server.port, arguments: ["-alpn", "h2,http/1.1"]).run()
        #expect(client.output.contains("ALPN protocol: http/1.1"))
    }

    @Test func `h2 alone is refused (R5)`() async throws {
        let server = try await TestServer.start(choose: materials.choose())
        let client = try await Client(port: server.port, arguments: ["-alpn", "h2"]).run()
        #expect(client.status != 0)
        #expect(await server.log.end().facts.alertSent?.code == 120)
    }

    @Test(arguments: [TLSPolicy.Versions.tls13only, .tls12only])
    func `a chain over 32 KB ends the handshake (R8)`(version: TLSPolicy.Versions) async throws {
        let server = try await TestServer.start(choose: materials.choose(card: version))
        let folder = try Folder()
        let large = try materials.issuer.mint(at: Date()) { $0.padding = 40_000 }
        let client = try await Client(
            port: server.port, name: Host.card, arguments: folder.presenting(large)
        ).run()
        #expect(!client.output.contains("200 OK"))
        let end = await server.log.end()
        #expect(end.facts.chainTooLong && !end.facts.handshakeCompleted && end.facts.chain.isEmpty)
    }

    @Test func `of a longer chain five certificates are kept (R8)`() async throws {
        let server = try await TestServer.start(choose: materials.choose())
        let folder = try Folder()
        let card = materials.good
        let long = DemoCard(
            kind: card.kind, person: card.person, serial: card.serial, key: card.key,
            certificate: card.certificate, chain: Array(repeating: card.chain[0], count: 9))
        let client = try await Client(
            port: server.port, name: Host.card, arguments: folder.presenting(long)
        ).run()
        #expect(client.output.contains("200 OK"))
        #expect(await server.log.end().facts.chain.count == 5)
    }

    @Test func `a renegotiation ends the connection (R7)`() async throws {
        let server = try await TestServer.start(choose: materials.choose())
        _ = try await Client(port: server.port, arguments: ["-tls1_2"], request: "R\n").run(commands: true)
        let end = await server.log.end()
        #expect(end.facts.handshakeCompleted && end.facts.alertSent == .noRenegotiation)
        #expect(end.cause == .failed("renegotiation") || end.cause == .alert(TLSAlert(code: 40)))
    }
}

extension [UInt8] {
    /// Whether this is a plaintext record with this fatal alert and nothing else (RFC 8446 §6).
    func isAlert(_ code: UInt8) -> Bool {
        count == 7 && self[0] == 21 && self[3] == 0 && self[4] == 2 && self[5] == 2 && self[6] == code
    }
}
