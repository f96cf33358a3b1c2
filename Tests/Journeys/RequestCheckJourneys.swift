import Foundation
import Testing

extension Outside {
    /// `porta relying-party check-request`: what a site's developer pastes, and gets.
    @Suite struct RequestChecks {
        private struct Report: Decodable {
            struct Finding: Decodable {
                let severity: String
                let rule: String
                let `where`: String
                let mend: String
                let clause: String
            }

            struct Granted: Decodable { let consumer: String }

            let valid: Bool
            let reason: String
            let issuer: String?
            let granted: Granted?
            let findings: [Finding]
        }

        private func checked(_ text: String, _ words: String...) async throws -> (status: Int32, report: Report) {
            let output = try await Command(
                words: [Programs.porta, "relying-party", "check-request", "--json"] + words
            ).with(input: text).run()
            return (output.status, try JSONDecoder().decode(Report.self, from: Data(output.out.utf8)))
        }

        @Test func `a good request is granted, however it was captured`() async throws {
            let shared = try await SharedWorld.current
            let world = shared.world
            let question = shared.plain.request(to: world.facts)
            let redirected = try await shared.signing.request(to: world.facts)
                .redirect(to: world.sso, key: shared.signing.key?.file)
            for text in [question.xml, question.posted[0].1, redirected] {
                let (status, report) = try await checked(text, "--config", world.path)
                #expect(status == 0 && report.valid, "\(report)")
                #expect(report.granted?.consumer.hasSuffix(".porta.localhost/acs") == true)
            }
        }

        @Test func `each fault comes with its place in the specification and the mend`() async throws {
            let shared = try await SharedWorld.current
            let world = shared.world
            var question = shared.plain.request(to: world.facts)
            question.consumer += "?evil"
            question.elements =
                "<samlp:NameIDPolicy Format=\"urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress\"/>"
            let (status, report) = try await checked(question.xml, "--config", world.path)
            #expect(status == 1)
            #expect(report.findings.filter { $0.severity == "error" }.map(\.rule).sorted() == ["consumer", "name-id"])
            #expect(report.findings.allSatisfy { !$0.mend.isEmpty && !$0.clause.isEmpty })
            let stranger = try await checked("rubbish", "--config", world.path)
            #expect(stranger.status == 1)
            #expect(stranger.report.reason == "unreadable")
        }

        @Test func `without a configuration the two files of metadata are enough`() async throws {
            let shared = try await SharedWorld.current
            let (world, folder) = (shared.world, try Folder())
            let gate = try folder.write(
                try await world.porta("metadata", "--config", world.path).out, "gate.xml")
            let site = try folder.write(shared.plain.metadata, "site.xml")
            let question = shared.plain.request(to: world.facts)
            let file = try folder.write(question.xml, "request.xml")
            let output = try await world.porta(
                "relying-party", "check-request", "--identity-provider", gate, "--metadata", site, file)
            #expect(output.status == 0, "\(output.all)")
            #expect(output.out.contains("the answer would go to \(shared.plain.consumer)"))
            #expect(output.out.hasSuffix("request.xml: ok\n"))
            let late = try await world.porta(
                "relying-party", "check-request", "--identity-provider", gate, "--metadata", site, "--at",
                question.issued.addingTimeInterval(3600).formatted(.iso8601), file)
            #expect(late.status == 1)
            #expect(late.out.contains("@IssueInstant"))
            let whom = try await world.porta("relying-party", "check-request", file)
            #expect(whom.status == 2)
        }
    }
}
