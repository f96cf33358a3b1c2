import ArgumentParser
import Foundation
import Login
import Records
import Settings

struct Audit: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Read and verify the audit records.",
        subcommands: [Show.self, Verify.self, ExplainCase.self, UnknownIssuers.self])

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the records, oldest first; with a case number, only those of the case.")

        @OptionGroup var folder: ConfigurationFolder

        @Flag(help: "One JSON object a line.")
        var json = false

        @Option(help: "Only from this time on (RFC 3339).")
        var since: String?

        @Option(help: "Only the newest so many.")
        var limit: Int?

        @Argument(help: "A case number, such as 4F7K-2M9Q-X.")
        var caseNumber: String?

        func run() throws {
            var number: CaseNumber?
            if let caseNumber {
                guard let known = CaseNumber(caseNumber) else {
                    throw Problem("\(caseNumber) is no case number; one character of it must be wrong")
                }
                number = known
            }
            var count = 0
            try Audit.reading { () throws in
                let query = AuditQuery(caseNumber: number, since: try since.map(moment), limit: limit)
                try Audit.reader(folder).forEachRecord(matching: query) { record in
                    print(json ? record.json : record.description)
                    count += 1
                }
            }
            if number != nil, count == 0 {
                Terminal.error("no record of this case; for a login before any card was judged, see the log")
                throw Verdict.no
            }
        }
    }

    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Follow the hash chain and name every record that does not fit.")

        @OptionGroup var folder: ConfigurationFolder

        @Flag(help: "One JSON object.")
        var json = false

        private struct Answer: Encodable {
            let intact: Bool
            let records: Int
            let head: String
            let findings: [String]
        }

        func run() throws {
            try Audit.reading { () throws in
                let found = try Audit.reader(folder).verify()
                if json {
                    try Terminal.json(
                        Answer(
                            intact: found.isIntact, records: found.records, head: found.head,
                            findings: found.findings.map(\.description)))
                } else {
                    for finding in found.findings { print(finding) }
                    print("\(found.records) records, \(found.isIntact ? "intact" : "not intact"), head \(found.head)")
                }
                if !found.isIntact { throw Verdict.no }
            }
        }
    }

    static func reader(_ folder: ConfigurationFolder) throws -> AuditReader {
        switch try folder.sound().store {
        case .sqlite(let path): return try AuditReader(path: path)
        }
    }

    static func reading(_ act: () throws -> Void) throws {
        do {
            try act()
        } catch let error as RecordsError {
            throw Problem("\(error)")
        }
    }
}
