import DemoPKI
import Foundation
import TLS
import Testing

/// Hellos in pieces, long ones and endless ones.
@Suite(.timeLimit(.minutes(2))) struct HelloTests {
    let materials = Materials.shared

    @Test(arguments: [Relay.Manner.byteByByte, .hello(records: 4), .hello(records: 40)])
    func `a hello in pieces is as good as a whole one`(manner: Relay.Manner) async throws {
        let server = try await TestServer.start(choose: materials.choose())
        let relay = try Relay(to: server.port, manner)
        let folder = try Folder()
        let client = try await Client(
            port: relay.port, name: Host.card, arguments: folder.presenting(materials.good)
        ).run()
        #expect(client.output.contains("200 OK"))
        let end = await server.log.end()
        #expect(end.facts.serverName == Host.card && end.facts.chain.first == materials.good.certificate)
    }

    @Test func `a hello of 15 KB is answered`() async throws {
        let server = try await TestServer.start(choose: materials.choose())
        let socket = try RawSocket(port: server.port)
        socket.send(ClientHello(padding: 15_000).records)
        let answer = try await blocking { socket.receive() }
        #expect(answer?.first == 22)
        socket.halfClose()
        #expect(await server.log.end().cause == .closedByPeer)
    }

    @Test(arguments: [17_000, 30_000, 60_000])
    func `a hello over 16 KB gets decode_error`(padding: Int) async throws {
        let server = try await TestServer.start(choose: materials.choose())
        let socket = try RawSocket(port: server.port)
        socket.send(ClientHello(padding: padding).records)
        let answer = try await blocking { socket.receiveAll() }
        #expect(answer?.isAlert(50) == true)
        socket.halfClose()
        let end = await server.log.end()
        #expect(end.cause == .helloTooLong && end.facts.alertSent == .decodeError)
        #expect(server.log.greeted.isEmpty)
    }

    @Test func `a hello that never ends gets decode_error, byte by byte too`() async throws {
        let server = try await TestServer.start(choose: materials.choose())
        let socket = try RawSocket(port: server.port)
        let hello = ClientHello(padding: 60_000).message
        // Records of a hundred bytes: the hello is never whole.
        let records = stride(from: 0, to: 17_000, by: 100).flatMap { ClientHello.record(hello[$0..<($0 + 100)]) }
        Thread.detachNewThread { for byte in records where !socket.send([byte]) { return } }
        let answer = try await blocking { socket.receiveAll() }
        #expect(answer?.isAlert(50) == true)
        #expect(await server.log.end().cause == .helloTooLong)
    }

    @Test(arguments: ["GET / HTTP/1.1\r\nHost: login\r\n\r\n", "\u{16}\u{3}\u{1}\u{0}\u{0}", "SSH-2.0-x\r\n"])
    func `what is no TLS ends the connection`(bytes: String) async throws {
        let server = try await TestServer.start(choose: materials.choose())
        let socket = try RawSocket(port: server.port)
        socket.send(Array(bytes.utf8))
        socket.halfClose()
        _ = try await blocking { socket.receiveAll() }
        #expect(await !server.log.end().facts.handshakeCompleted)
    }
}
