import ArgumentParser
import Foundation
import Records

extension Audit {
    struct UnknownIssuers: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "unknown-issuers",
            abstract: "List the issuers of cards that no configured issuer vouches for, the most frequent first.",
            discussion: "A new authority of a known issuer shows here. Names are as strangers' certificates have them.")

        @OptionGroup var folder: ConfigurationFolder

        @Flag(help: "One JSON object a line.")
        var json = false

        private struct Line: Encodable {
            let name: String
            let keyIdentifier: String
            let count: Int
            let firstSeen: Date
            let lastSeen: Date
            let sample: String
        }

        func run() throws {
            try Audit.reading { () throws in
                for seen in try Audit.reader(folder).unknownIssuers() {
                    guard json else {
                        print(
                            "\(seen.count) times, last \(seen.lastSeen.formatted(.iso8601)), first "
                                + "\(seen.firstSeen.formatted(.iso8601)): \(seen.name)")
                        let key = seen.keyIdentifier.isEmpty ? "-" : seen.keyIdentifier
                        print("    key \(key), a certificate: \(seen.sample)")
                        continue
                    }
                    try Terminal.json(
                        Line(
                            name: seen.name, keyIdentifier: seen.keyIdentifier, count: seen.count,
                            firstSeen: seen.firstSeen, lastSeen: seen.lastSeen, sample: seen.sample))
                }
            }
        }
    }
}
