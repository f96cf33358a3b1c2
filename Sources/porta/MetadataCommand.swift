import ArgumentParser
import Foundation
import Gateway
import PKI
import Settings

struct MetadataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metadata", abstract: "Print the signed SAML metadata, as it is served at /saml/metadata.")

    @OptionGroup var folder: ConfigurationFolder

    func run() throws {
        let configuration = try folder.sound()
        let door = try configuration.door(
            configuration.keptBook(), clock: configuration.clock.map { .fixed($0) } ?? .system)
        print(String(decoding: try door.metadata(), as: UTF8.self))
    }
}
