import ArgumentParser
import Fetch
import Foundation
import Login
import OpenSSL
import SAML
import Settings

struct RelyingPartyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "relying-party", abstract: "Register, list and check sites.",
        subcommands: [Add.self, List.self, CheckMetadata.self, CheckRequest.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Register a site from its SAML metadata, with the least that a site may get.")

        @OptionGroup var folder: ConfigurationFolder

        @Option(help: "For an address: a certificate file whose key must have signed the metadata, now and later.")
        var signedBy: String?

        @Argument(help: "The site's metadata: a file, or an address that is fetched from then on.")
        var metadata: String

        func run() async throws {
            let configuration = try folder.sound()
            do {
                if metadata.contains("://") { return try await fetch(configuration) }
                let added = try RelyingPartyFile.add(
                    metadata: contents(of: metadata), to: folder.path, of: configuration, now: Date())
                for finding in added.findings { Terminal.error(finding.line) }
                print(added.file)
            } catch let error as SettingsError {
                throw Problem("\(metadata): \(error)")
            }
        }

        /// Fetched once before anything is written: what is refused now would be refused later.
        private func fetch(_ configuration: Configuration) async throws {
            guard let signedBy else {
                throw Problem("\(metadata): give --signed-by FILE, the certificate of whoever signs it")
            }
            let added = try RelyingPartyFile.source(
                metadata, signedBy: contents(of: signedBy), of: configuration)
            let feed = MetadataFeed(
                added.source, fetcher: .live(allowing: Set([added.source.origin].compactMap(\.self))), folder: nil,
                now: Date.init)
            await feed.poll()
            if let trouble = feed.condition.trouble { throw Problem("\(metadata): \(trouble)") }
            guard let edition = feed.edition, let entity = edition.onlyEntity else {
                throw Problem(
                    "\(metadata): it describes \(feed.condition.sites) sites; write a file with entities: all, see "
                        + "docs/configuration.md")
            }
            guard let site = edition.site(entity) else { throw Problem("\(metadata): the site cannot be read") }
            print(try added.write(for: site, to: folder.path, of: configuration, now: Date()))
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
            let configuration = try folder.sound()
            for form in configuration.forms { try show(form) }
            for site in configuration.sites {
                let party = site.relyingParty
                let line = Line(
                    file: "relying-parties/\(site.name).yaml", entity: party.id.value, sector: party.sector.rawValue,
                    required: party.required.map(\.rawValue), optional: party.optional.map(\.rawValue))
                if json { try Terminal.json(line) } else { print("\(line.file)  \(line.entity)  \(line.sector)") }
            }
        }

        /// Sites whose metadata is fetched: whose they are, and from where.
        private func show(_ form: SiteForm) throws {
            let (entity, entities) =
                switch form.origin.choice {
                case .only: ("", "the only entity")
                case .one(let entity): (entity, entity)
                case .all(let except): ("", except.isEmpty ? "all entities" : "all entities but \(except.count)")
                }
            let line = FetchedLine(
                file: "relying-parties/\(form.name).yaml", entity: entity, source: form.origin.source.name)
            if json {
                try Terminal.json(line)
            } else {
                print("\(line.file)  \(entities) of \(line.source)")
            }
        }

        private struct FetchedLine: Encodable {
            let file: String
            let entity: String
            let source: String
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
