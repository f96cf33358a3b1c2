import Foundation
import Sandbox

/// A sandbox in a folder of its own, removed with the test.
final class World: Sendable {
    let path: String
    let summary: SandboxSummary
    let now = Date()

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("porta-sandbox-\(UUID().uuidString)").path
        summary = try SandboxFolder.make(at: path, port: 8443, now: now)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Runs a line of shell in the sandbox's folder.
    func run(_ words: String...) async -> Command {
        await Command.run("sh", "-c", words.joined(separator: " "), in: path)
    }

    func text(_ name: String) throws -> String {
        try String(contentsOfFile: path + "/" + name, encoding: .utf8)
    }

    func mode(_ name: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path + "/" + name)
        return (attributes[.posixPermissions] as? Int) ?? 0
    }

    func `switch`(_ words: String...) async throws {
        try await SandboxSwitch(words: words).perform(in: path, at: Date())
    }

    /// Runs the servers while the body does its work.
    func served(_ body: (World) async throws -> Void) async throws {
        let (running, begun) = AsyncStream.makeStream(of: Void.self)
        let server = try SandboxServer(folder: path, onRunning: { begun.finish() })
        let task = Task {
            defer { begun.finish() }
            try await server.run()
        }
        for await _ in running {}
        do { try await body(self) } catch {
            task.cancel()
            throw error
        }
        task.cancel()
        _ = try? await task.value
    }

    /// One question to a demo site, with everything that came back: status line, headers, body.
    func ask(_ site: String, _ path: String, _ more: String = "") async -> String {
        let url = (summary.sites[site]?.url ?? "") + path.dropFirst()
        return await run("curl -si --max-time 300 --cacert tls/ca.pem", more, "'\(url)'").output
    }
}
