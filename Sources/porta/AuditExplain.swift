import ArgumentParser
import Foundation
import Login
import PKI
import Records

extension Audit {
    /// R41.
    struct ExplainCase: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "explain",
            abstract: "Decide a past login again, offline, from its record alone, and compare.",
            discussion: """
                The certificate, its path, the rules of then and the answers of the sources come from the record; \
                signatures, names and times are checked anew. Exit status 1 if another decision comes out, or other \
                steps, or if what a decision rested on is not there any more. What the visitor ended himself was not judged.
                """)

        @OptionGroup var folder: ConfigurationFolder

        @Flag(help: "One JSON object for each decision of the case.")
        var json = false

        @Argument(help: "A case number, such as 4F7K-2M9Q-X.")
        var caseNumber: String

        func run() throws {
            guard let number = CaseNumber(caseNumber) else {
                throw Problem("\(caseNumber) is no case number; one character of it must be wrong")
            }
            var isSame = true
            try Audit.reading { () throws in
                let testimony = try Audit.reader(folder).testimony(of: number)
                if testimony.isEmpty {
                    Terminal.error("no record of this case; for a login before any card was judged, see the log")
                    isSame = false
                }
                for one in testimony { isSame = try explain(one) && isSame }
            }
            if !isSame { throw Verdict.no }
        }

        private func explain(_ testimony: AuditReader.Testimony) throws -> Bool {
            switch testimony {
            case .none(let why, let record):
                if json {
                    try Terminal.json(Report(record, why.rawValue, cannot: "\(why)"))
                } else {
                    print("\(record)\n  \(why)")
                }
                return why == .notJudged
            case .judgement(let judgement, let record):
                let again: Rejudgement
                do { again = try judgement.judgedAgain() } catch {
                    if json {
                        try Terminal.json(Report(record, "unreadable", cannot: "\(error)"))
                    } else {
                        print("\(record)\n  \(error)")
                    }
                    return false
                }
                if json { try Terminal.json(Report(record, again)) } else { show(record, judgement, again) }
                return again.differences.isEmpty
            }
        }

        private func show(_ record: AuditRecord, _ judgement: RecordedJudgement, _ again: Rejudgement) {
            print(record)
            print("judged at \(judgement.ground.judgedAt.formatted(.iso8601)), and again from the record:")
            for step in again.steps { print("\(Terminal.mark(step.ok)) \(step.name): \(step.detail)") }
            for answer in judgement.answers {
                print("  \(answer.source) \(answer.url): \(answer.status) \(answer.detail)")
            }
            for remark in again.remarks { print("  \(remark)") }
            for difference in again.differences { print("\(Terminal.mark(false)) \(difference)") }
            print(
                again.differences.isEmpty ? "the same decision, step by step: \(again.reason)" : "not the same decision"
            )
        }

        private struct Report: Encodable {
            struct Step: Encodable {
                let name: String
                let ok: Bool
                let detail: String
            }

            let `case`: String?
            let recorded: String
            /// `judged-again`, or why not: `not-judged`, `evidence-gone` and so on.
            let state: String
            var again: String?
            var same = false
            var steps: [Step] = []
            var differences: [String] = []
            var remarks: [String] = []
            var cannot: String?

            init(_ record: AuditRecord, _ state: String, cannot why: String) {
                (self.case, recorded, cannot) = (record.caseNumber, record.reason, why)
                self.state = state
            }

            init(_ record: AuditRecord, _ again: Rejudgement) {
                (self.case, recorded, self.again) = (record.caseNumber, record.reason, again.reason)
                state = "judged-again"
                steps = again.steps.map { Step(name: $0.name, ok: $0.ok, detail: $0.detail) }
                (differences, remarks, same) = (again.differences, again.remarks, again.differences.isEmpty)
            }
        }
    }
}
