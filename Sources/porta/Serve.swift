import ArgumentParser
import Foundation
import Logging
import NIOCore
import PKI
import ServiceLifecycle
import Settings
import UnixSignals

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the gateway.",
        discussion: "Ends on SIGTERM or SIGINT; requests in progress are finished first.")

    @OptionGroup var folder: ConfigurationFolder

    @Option(help: "How much is logged: debug, info, notice, warning, error.")
    var logLevel: LogLevel = .info

    func run() async throws {
        let level = Logger.Level(rawValue: logLevel.rawValue) ?? .info
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = level
            return handler
        }
        let logger = Logger(label: "porta")
        let configuration = try folder.sound(showingWarnings: true)
        let services: [any Service]
        do {
            let lists = ListKeeping(in: configuration.revocationFolder) { logger.warning("revocation: \($0)") }
            services = try House.services(configuration, keeping: lists, logger: logger)
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem("\(folder.path): \(error)")
        }
        try await run(services, logger)
    }

    private func run(_ services: [any Service], _ logger: Logger) async throws {
        var configuration = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(20)
        do {
            try await ServiceGroup(configuration: configuration).run()
        } catch let error as IOError {
            throw Problem(
                "cannot listen: \(error); see `listen` in porta.yaml, and whether another program has the port")
        } catch {
            logger.critical("stopped", metadata: ["error": "\(error)"])
            throw Verdict.no
        }
    }
}

enum LogLevel: String, CaseIterable, ExpressibleByArgument {
    case debug, info, notice, warning, error
}
