import ArgumentParser
import Foundation
import Login
import OpenSSL
import SAML
import Settings

struct RelyingPartyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "relying-party", abstract: "Register, list and check sites.",
        subcommands: [Add.self, List.self, CheckMetadata.self])

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Register a site from its SAML metadata, with the least that a site may get.")

        @OptionGroup var folder: ConfigurationFolder

        @Argument(help: "The site's metadata file.")
        var metadata: String

        func run() throws {
            let configuration = try folder.sound()
            do {
                let added = try RelyingPartyFile.add(
                    metadata: contents(of: metadata), to: folder.path, of: configuration, now: Date())
                for finding in added.findings { Terminal.error(finding.line) }
                print(added.file)
            } catch let error as SettingsError {
                throw Problem("\(metadata): \(error)")
            }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the registered sites.")

        @OptionGroup var folder: ConfigurationFolder

        @Flag(help: "One JSON object a line.")
        var json = false

        private struct Line: Encodable {
            let file: String
            let entity: String
            let sector: String
            let required: [String]
            let optional: [String]
        }

        func run() throws {
            for site in try folder.sound().sites {
                let party = site.relyingParty
                let line = Line(
                    file: "relying-parties/\(site.name).yaml", entity: party.id.value, sector: party.sector.rawValue,
                    required: party.required.map(\.rawValue), optional: party.optional.map(\.rawValue))
                if json { try Terminal.json(line) } else { print("\(line.file)  \(line.entity)  \(line.sector)") }
            }
        }
    }

    struct CheckMetadata: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check", abstract: "Check SAML metadata, without a configuration.")

        @Flag(help: "Judge it as fetched: it must expire, and not too far ahead.")
        var remote = false

        @Option(help: "A certificate file whose key must have signed the root element.")
        var signedBy: String?

        @Option(help: "Judge at this time (RFC 3339).")
        var at: String?

        @Flag(help: "One JSON object.")
        var json = false

        @Argument(help: "The metadata file.")
        var metadata: String

        private struct Answer: Encodable {
            let valid: Bool
            let reason: String
            let entities: [String]
            let findings: [MetadataFinding]
        }

        func run() throws {
            let check = MetadataCheck(
                remote: remote, signedBy: try keys(), at: try at.map(moment) ?? Date())
            let report = check.run(try contents(of: metadata))
            if json {
                try Terminal.json(
                    Answer(
                        valid: report.valid, reason: report.reason, entities: report.entities,
                        findings: report.findings))
            } else {
                for finding in report.findings { print(finding.line) }
                print("\(metadata): \(report.reason)")
            }
            if !report.valid { throw Verdict.no }
        }

        private func keys() throws -> [PublicKey] {
            guard let signedBy else { return [] }
            let bytes = try contents(of: signedBy)
            let blocks = PEM.decode(String(decoding: bytes, as: UTF8.self), label: "CERTIFICATE")
            let keys = (blocks.isEmpty ? [bytes] : blocks).compactMap(MetadataCheck.key(ofCertificate:))
            guard !keys.isEmpty else { throw Problem("\(signedBy): no certificate in it; give one as PEM or DER") }
            return keys
        }
    }
}

extension MetadataFinding {
    fileprivate var line: String { "\(severity.rawValue): \(`where`): \(what); \(mend)" }
}
