import ArgumentParser
import Foundation
import Settings

/// The option that every command about a configuration has.
struct ConfigurationFolder: ParsableArguments {
    @Option(name: .customLong("config"), help: "The configuration folder, with porta.yaml in it.")
    var path: String

    func load(at now: Date = Date()) -> Loaded {
        Configuration.load(folder: path, environment: ProcessInfo.processInfo.environment, now: now)
    }

    /// A sound configuration, or exit 2 with every finding.
    func sound(at now: Date = Date(), showingWarnings: Bool = false) throws -> Configuration {
        let loaded = load(at: now)
        for finding in loaded.findings where showingWarnings || finding.severity == .error {
            Terminal.error(finding.description)
        }
        guard let configuration = loaded.configuration else { throw Verdict.unusable }
        return configuration
    }
}
