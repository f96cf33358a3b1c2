import ArgumentParser
import Foundation

/// `porta`, the command. Exit 0: good; 1: no; 2: usage or configuration.
struct Porta: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "porta",
        abstract: "A login gateway for national eID cards.",
        discussion: """
            Try it on this machine:   porta sandbox DIR && porta sandbox DIR --serve & porta serve --config DIR
            Every command has --help. Exit 0: good; 1: no; 2: usage or configuration error.
            """,
        subcommands: [
            Serve.self, Check.self, SandboxCommand.self, Explain.self, MetadataCommand.self, RelyingPartyCommand.self,
            Keys.self, Audit.self, ValidateCommand.self,
        ])
}

@main
enum Main {
    static func main() async {
        do {
            var command = try Porta.parseAsRoot(ValidateWords.spread(Array(CommandLine.arguments.dropFirst())))
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let verdict as Verdict {
            exit(verdict.rawValue)
        } catch let problem as Problem {
            Terminal.error(problem.text)
            exit(Verdict.unusable.rawValue)
        } catch {
            let code = Porta.exitCode(for: error)
            let message = Porta.fullMessage(for: error)
            if code == .success {
                print(message)
                exit(0)
            }
            Terminal.error(message)
            exit(Verdict.unusable.rawValue)
        }
    }
}
