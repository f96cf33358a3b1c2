import ArgumentParser
import Foundation
import Settings

struct Keys: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make keys.", subcommands: [New.self])

    struct New: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a key file (mode 0600) and print the line to add.")

        enum Purpose: String, CaseIterable, ExpressibleByArgument { case sealing, label, pairwise, saml }

        @Argument(help: "What for: sealing, label, pairwise or saml.")
        var purpose: Purpose

        @OptionGroup var folder: ConfigurationFolder

        @Option(help: "For saml: rsa3072 or p256.")
        var type: String = "rsa3072"

        @Option(help: "For saml: the common name in its certificate.")
        var commonName = "Porta SAML"

        func run() throws {
            do {
                let made = try make()
                for file in made.files { print("# \(file)") }
                print(made.line)
                Terminal.error(made.advice)
            } catch let error as SettingsError {
                throw Problem("\(error)")
            }
        }

        private func make() throws -> KeyFile {
            if let secret = KeyFile.Purpose(rawValue: purpose.rawValue) {
                return try KeyFile.make(secret, in: folder.path, now: Date())
            }
            guard let type = KeyFile.SigningType(rawValue: type) else {
                throw Problem("--type \(type): no kind of key; write rsa3072 or p256")
            }
            return try KeyFile.make(type, commonName: commonName, in: folder.path, now: Date())
        }
    }
}
