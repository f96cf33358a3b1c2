import DemoPKI
import Foundation
import Synchronization
import TLS
import Testing

@Suite(.timeLimit(.minutes(2))) struct HandshakeTests {
    let materials = Materials.shared

    @Test(arguments: ["-tls1_2", "-tls1_3"])
    func `the login host answers without asking for a certificate`(version: String) async throws {
        let server = try await TestServer.start(choose: materials.choose())
        let client = try await Client(port: server.port, arguments: [version]).run()
        #expect(client.output.bodyLength == 5)
        #expect(client.output.contains("No client certificate CA names sent"))
        let end = await server.log.end()
        #expect(end.cause == .closedByUs)
        #expect(end.facts.handshakeCompleted && !end.facts.askedForCertificate && end.facts.chain.isEmpty)
        #expect(end.facts.serverName == Host.login)
        #expect(end.facts.version == (version == "-tls1_2" ? "TLSv1.2" : "TLSv1.3"))
        #expect(end.facts.exporter.isEmpty && end.facts.group?.lowercased() == "x25519")
        #expect(end.facts.suite?.hasSuffix("_GCM_SHA256") == true || end.facts.suite?.hasSuffix("_SHA384") == true)
    }

    @Test(arguments: [TLSPolicy.Versions.tls13only, .tls12only])
    func `a card host gets the chain, leaf first, and both ends export the same secret`(
        version: TLSPolicy.Versions
    ) async throws {
        let server = try await TestServer.start(choose: materials.choose(card: version))
        let folder = try Folder()
        let arguments =
            try folder.presenting(materials.good)
            + ["-keymatexport", "EXPORTER-porta-audit", "-keymatexportlen", "32"]
        let client = try await Client(port: server.port, name: Host.card, arguments: arguments).run()
        let facts = await server.log.end().facts
        #expect(facts.chain == [materials.good.certificate] + materials.good.chain)
        #expect(facts.askedForCertificate && facts.certificateOffered && facts.handshakeCompleted)
        #expect(facts.clientSignature == "ecdsa_sha256")
        #expect(facts.exporter.count == 32)
        let hex = facts.exporter.map { String(format: "%02X", $0) }.joined()
        #expect(client.output.contains("Keying material: \(hex)"))
        #expect(client.output.contains("CN = Porta Demo Issuing CA"))
    }

    @Test func `a card's signature certificate completes the handshake`() async throws {
        let server = try await TestServer.start(choose: materials.choose())
        let folder = try Folder()
        let client = try await Client(
            port: server.port, name: Host.card, arguments: folder.presenting(materials.signature)
        ).run()
        #expect(client.output.contains("200 OK"))
        #expect(await server.log.end().facts.chain.first == materials.signature.certificate)
    }

    @Test(arguments: [TLSPolicy.Versions.tls13only, .tls12only])
    func `no client certificate completes the handshake`(version: TLSPolicy.Versions) async throws {
        let server = try await TestServer.start(choose: materials.choose(card: version))
        let client = try await Client(port: server.port, name: Host.card).run()
        #expect(client.output.contains("200 OK"))
        let facts = await server.log.end().facts
        #expect(facts.askedForCertificate && facts.handshakeCompleted)
        #expect(!facts.certificateOffered && facts.chain.isEmpty && facts.exporter.isEmpty)
    }

    @Test(arguments: [
        (TLSPolicy.Versions.tls13only, "rsa_pss_sha256"), (.tls12only, "rsa_pkcs1_sha256"),
    ])
    func `an RSA card signs as the policy says`(version: TLSPolicy.Versions, signature: String) async throws {
        let server = try await TestServer.start(choose: materials.choose(card: version))
        let folder = try Folder()
        let client = try await Client(
            port: server.port, name: Host.card, arguments: folder.presenting(materials.rsa)
        ).run()
        #expect(await server.log.end().facts.clientSignature == signature)
        #expect(!client.output.contains("SHA1"))
    }

    @Test func `after a hello retry nobody is chosen again`() async throws {
        let (choose, asked) = (try materials.choose(), Counter())
        let server = try await TestServer.start { name in
            asked.count()
            return choose(name)
        }
        // The client's first share is of a group that the server does not have.
        let client = try await Client(
            port: server.port, name: Host.card, arguments: ["-groups", "P-521:P-384"]
        ).run()
        #expect(client.output.contains("200 OK"))
        #expect(await server.log.end().facts.group?.contains("384") == true)
        #expect(asked.value == 1 && server.log.greeted.count == 1)
    }

    @Test func `events come in order, greeted, completed, ended, once each`() async throws {
        let server = try await TestServer.start(choose: materials.choose())
        _ = try await Client(port: server.port).run()
        _ = await server.log.end()
        #expect(server.log.greeted.map(\.handshakeCompleted) == [false])
        #expect(server.log.completed.map(\.handshakeCompleted) == [true])
        #expect(server.log.ends.count == 1)
    }
}

private final class Counter: Sendable {
    private let total = Mutex(0)
    var value: Int { total.withLock { $0 } }
    func count() { total.withLock { $0 += 1 } }
}
