import ArgumentParser
import Foundation
import Logging
import Sandbox
import ServiceLifecycle
import UnixSignals

struct SandboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox",
        abstract: "Make a complete sandbox: configuration, card issuer, cards, two sites.",
        discussion: """
            porta sandbox DIR                        make it
            porta sandbox DIR --serve                run its issuer (OCSP, CRL) and its two sites
            porta serve --config DIR                 run the gateway with it
            porta sandbox DIR revoke|hold|release CARD
            porta sandbox DIR ocsp|crl on|off        switch a revocation source
            porta sandbox DIR forget                 empty the gateway's revocation caches
            """)

    @Argument(help: "The sandbox's folder.")
    var folder: String

    @Argument(help: "A switch, with its card or on|off.")
    var words: [String] = []

    @Option(help: "The gateway's public port; all others are free ones.")
    var port = 8443

    @Flag(help: "Run the sandbox's issuer and sites until SIGTERM or SIGINT.")
    var serve = false

    @Flag(help: "Print sandbox.json when it is made.")
    var json = false

    func run() async throws {
        guard (1...65_535).contains(port) else { throw Problem("--port \(port): no port; name one from 1 to 65535") }
        do {
            if serve { return try await runServer() }
            if words.isEmpty { return try make() }
            try await SandboxSwitch(words: words).perform(in: folder, at: Date())
        } catch let error as SandboxError {
            throw Problem("\(error)")
        }
    }

    private func make() throws {
        let summary = try SandboxFolder.make(at: folder, port: port, now: Date())
        if json { return try Terminal.json(summary) }
        print("\(folder): a sandbox with \(summary.cards.count) cards, for the gateway at \(summary.login)")
        print("next:  porta sandbox \(folder) --serve      and, beside it:  porta serve --config \(folder)")
    }

    private func runServer() async throws {
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = .warning
            return handler
        }
        let logger = Logger(label: "porta.sandbox")
        let server = try SandboxServer(folder: folder, logger: logger) { Terminal.error("sandbox: ready") }
        try await ServiceGroup(
            configuration: .init(services: [server], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        ).run()
    }
}
