import Foundation
import TLS
import Testing

/// Deadlines, half-closes and peers that vanish: every connection ends exactly once, with its cause.
@Suite(.timeLimit(.minutes(2))) struct EndTests {
    let materials = Materials.shared

    @Test(arguments: [[], [22, 3, 1], ClientHello().message])
    func `a silent client meets the network deadline`(first: [UInt8]) async throws {
        var limits = TLSLimits()
        limits.network = .milliseconds(200)
        let server = try await TestServer.start(limits: limits, choose: materials.choose())
        let socket = try RawSocket(port: server.port)
        // A whole hello needs its record's head, which is missing in the last case's first bytes too.
        socket.send(first.count > 3 ? Array(ClientHello.record(first).dropLast()) : first)
        #expect(try await blocking { socket.receiveAll() } == [])
        #expect(await server.log.end().cause == .networkDeadline)
    }

    @Test func `a certificate that never comes meets the PIN deadline, not the network's`() async throws {
        var limits = TLSLimits()
        limits.network = .milliseconds(1000)
        limits.pin = .milliseconds(1500)
        let server = try await TestServer.start(limits: limits, choose: materials.choose())
        let socket = try RawSocket(port: server.port)
        socket.send(ClientHello().records)
        _ = try await blocking { socket.receiveAll() }
        let end = await server.log.end()
        #expect(end.cause == .pinDeadline && end.facts.askedForCertificate && !end.facts.handshakeCompleted)
    }

    @Test func `a host that asks for nothing keeps the network deadline`() async throws {
        var limits = TLSLimits()
        limits.network = .milliseconds(200)
        let server = try await TestServer.start(limits: limits, choose: materials.choose())
        let socket = try RawSocket(port: server.port)
        socket.send(ClientHello(name: Array(Host.login.utf8)).records)
        _ = try await blocking { socket.receiveAll() }
        #expect(await server.log.end().cause == .networkDeadline)
    }

    @Test func `a bare end and an alert are told apart`() async throws {
        let server = try await TestServer.start(choose: materials.choose())
        let quiet = try RawSocket(port: server.port)
        quiet.send(ClientHello().records)
        quiet.halfClose()
        #expect(await server.log.end().cause == .closedByPeer)
        let loud = try RawSocket(port: server.port)
        loud.send(ClientHello().records)
        _ = try await blocking { loud.receive() }
        loud.send([21, 3, 3, 0, 2, 2, 42])
        let end = await server.log.ends(2)[1]
        #expect(end.cause == .alert(TLSAlert(code: 42)) && end.facts.alertReceived?.code == 42)
    }

    @Test func `1,000 clients that vanish mid-handshake leave nothing behind`() async throws {
        let server = try await TestServer.start(choose: materials.choose())
        try await vanish(1000, server)
        let ends = await server.log.ends(1000)
        #expect(ends.count == 1000 && Set(ends.map(\.connection)).count == 1000)
        #expect(ends.allSatisfy { [.closedByPeer, .reset].contains($0.cause) && !$0.facts.handshakeCompleted })
        #expect(try await server.log.survivors() == 0)
        // And nobody is disturbed.
        #expect(try await Client(port: server.port).run().output.contains("200 OK"))
    }

    @Test func `the answer comes after the client has closed its half`() async throws {
        let server = try await TestServer.start(
            manner: .afterHalfClose(body: 100_000), choose: materials.choose())
        let relay = try Relay(to: server.port, .whole)
        let log = server.log
        let client = try await Client(port: relay.port).run {
            await log.asked()
            relay.halfClose()
        }
        #expect(client.output.bodyLength == 100_000)
        #expect(await server.log.end().cause == .closedByPeer)
    }

    @Test func `a megabyte reaches a slow reader whole`() async throws {
        let server = try await TestServer.start(manner: .once(body: 1_000_000), choose: materials.choose())
        let log = server.log
        let client = try await Client(port: server.port).run { await log.pressed() }
        #expect(client.output.bodyLength == 1_000_000)
        #expect(await log.end().cause == .closedByUs)
    }

    @Test func `what a client still sends does not overtake the answer by a reset`() async throws {
        let server = try await TestServer.start(manner: .once(body: 200_000), choose: materials.choose())
        let more = String(repeating: "more", count: 100_000)
        let client = try await Client(port: server.port, request: Client.get + more).run()
        #expect(client.output.bodyLength == 200_000)
        #expect(await server.log.end().cause == .closedByUs)
    }

    @Test func `after our answer a peer's own end is not waited for for ever`() async throws {
        var limits = TLSLimits()
        limits.lingering = .milliseconds(200)
        let server = try await TestServer.start(limits: limits) { _ in .refuse }
        let socket = try RawSocket(port: server.port)
        socket.send(ClientHello().records)
        #expect(await server.log.end().cause == .refused)
        // The client never closes; the server does.
        #expect(try await server.log.survivors() == 0)
    }

    @Test func `a reader that takes nothing is given up`() async throws {
        var limits = TLSLimits()
        limits.stall = .milliseconds(300)
        let server = try await TestServer.start(
            limits: limits, manner: .once(body: 3_900_000), choose: materials.choose())
        let log = server.log
        let client = try await Client(port: server.port).run { _ = await log.end() }
        #expect(await log.end().cause == .stalled)
        #expect(client.output.bodyLength < 3_900_000)
    }

    @Test func `one connection answers many requests`() async throws {
        let server = try await TestServer.start(
            manner: .keepAlive(body: 50_000, requests: 20), choose: materials.choose())
        let requests = String(repeating: Client.get, count: 20)
        let client = try await Client(port: server.port, request: requests).run()
        #expect(client.output.bodyLength == 20 * 50_000)
        #expect(await server.log.end().cause == .closedByUs)
    }

    @Test func `a connection that we end says goodbye before it ends`() async throws {
        let server = try await TestServer.start(choose: materials.choose())
        let client = try await Client(port: server.port).run()
        #expect(client.status == 0 && client.output.contains("closed"))
        #expect(!client.output.contains("unexpected eof"))
        #expect(await server.log.end().facts.alertSent == .closeNotify)
    }
}

/// Clients that leave in the midst of a handshake, half of them with a reset.
func vanish(_ count: Int, _ server: TestServer) async throws {
    let hello = ClientHello().records
    let port = server.port
    try await blocking {
        for index in 0..<count {
            let socket = try RawSocket(port: port)
            socket.send(index % 3 == 0 ? Array(hello.prefix(40)) : hello)
            if index % 3 == 1 { _ = socket.receive() }
            if index % 2 == 0 { socket.resetOnClose() }
        }
    }
}

extension String {
    /// How much of the body made by the test server is in a client's output.
    var bodyLength: Int { components(separatedBy: TestServer.body).count - 1 }
}
