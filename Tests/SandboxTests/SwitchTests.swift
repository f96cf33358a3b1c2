import Foundation
import Sandbox
import Testing

@Suite struct SwitchTests {
    private func number(_ world: World, _ list: String = "demo.crl") async -> String {
        await world.run("openssl crl -inform der -in ca/\(list) -noout -crlnumber").output
    }

    private func entries(_ world: World, _ list: String = "demo.crl") async -> String {
        await world.run("openssl crl -inform der -in ca/\(list) -noout -text").output
    }

    private func serial(_ world: World, _ card: String) async -> String {
        let line = await world.run("openssl x509 -in cards/\(card).pem -noout -serial").output
        return line.split(separator: "=").last.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) } ?? "?"
    }

    @Test func `revoking a card publishes a list of a higher number that names it`() async throws {
        let world = try World()
        let good = await serial(world, "good")
        #expect(await number(world).contains("crlNumber=0x01"))
        #expect(await !entries(world).contains(good))
        try await world.switch("revoke", "good")
        #expect(await number(world).contains("crlNumber=0x02"))
        #expect(await number(world, "demo-delta.crl").contains("crlNumber=0x02"))
        #expect(await entries(world).contains(good))
        #expect(await entries(world, "demo-delta.crl").contains(good))
    }

    @Test func `holding says so, and releasing takes it back in list and delta`() async throws {
        let world = try World()
        let good = await serial(world, "good")
        try await world.switch("hold", "good")
        #expect(await entries(world, "demo-delta.crl").contains("Certificate Hold"))
        try await world.switch("release", "good")
        #expect(await !entries(world).contains(good))
        #expect(await entries(world, "demo-delta.crl").contains("Remove From CRL"))
    }

    @Test func `a list verifies under the issuing authority`() async throws {
        let world = try World()
        for list in ["demo.crl", "demo-delta.crl"] {
            let answer = await world.run(
                "openssl crl -inform der -in ca/\(list) -noout -CAfile issuers/demo-issuing.pem")
            #expect(answer.output.contains("verify OK"), "\(answer.output)")
        }
    }

    @Test(arguments: ["nobody", "unknown-issuer", "../good"])
    func `a card that the issuer did not make is not switched`(card: String) async throws {
        let world = try World()
        await #expect(throws: SandboxError.self) { try await world.switch("revoke", card) }
        #expect(await number(world).contains("crlNumber=0x01"))
    }

    @Test(arguments: [[], ["revoke"], ["ocsp"], ["ocsp", "maybe"], ["forget", "me"], ["explode", "good"]])
    func `words that are no switch are refused`(words: [String]) {
        #expect(throws: SandboxError.self) { try SandboxSwitch(words: words) }
    }

    @Test func `forgetting without a gateway says that it does not answer`() async throws {
        let world = try World()
        await #expect(throws: SandboxError.self) { try await world.switch("forget") }
    }

    @Test func `switching at the same time loses nothing`() async throws {
        let world = try World()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for card in ["good", "p384", "rsa2048", "signature", "expired"] {
                group.addTask { try await world.switch("revoke", card) }
            }
            try await group.waitForAll()
        }
        #expect(await number(world).contains("crlNumber=0x06"))
        #expect(await entries(world).components(separatedBy: "Serial Number").count == 1 + 7)
    }
}
