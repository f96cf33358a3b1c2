import Foundation
import Testing

extension Outside {
    /// `porta validate`, with the sandbox's cards: everything is given, nothing is asked for.
    @Suite struct Validation {
        private struct Files {
            let root: String
            let issuing: String
            let good: String
            let expired: String
            let moment: String
            let folder: Folder
        }

        private struct Answer: Decodable {
            let id: String?
            let valid: Bool
            let reason: String
            let path: [String]
            let policies: [String]
        }

        /// The sandbox's certificates, each in a file of its own.
        private func files() async throws -> Files {
            let world = try await SharedWorld.world
            let folder = try Folder()
            let issuer = world.path + "/issuers/"
            let named = try FileManager.default.contentsOfDirectory(atPath: issuer).filter { $0.hasSuffix(".pem") }
            let root = try #require(named.first { $0.contains("root") || $0.contains("anchor") })
            let good = blocks(Folder.text(world.path + "/cards/good.pem"))
            return Files(
                root: issuer + root, issuing: try folder.write(try #require(good.last), "issuing.pem"),
                good: try folder.write(try #require(good.first), "good.pem"),
                expired: world.path + "/cards/expired.pem", moment: Date().formatted(.iso8601), folder: folder)
        }

        private func blocks(_ pem: String) -> [String] {
            pem.split(separator: "-----BEGIN").map { "-----BEGIN" + $0 }.filter { $0.contains("CERTIFICATE") }
        }

        private func base64(_ path: String) -> String {
            Folder.text(path).split(separator: "\n").filter { !$0.hasPrefix("-----") }.joined()
        }

        private func validate(_ words: String...) async throws -> Command.Output {
            try await Command(words: [Programs.porta, "validate"] + words).run()
        }

        /// What a batch would have to ignore.
        private static let besideBatch = [
            ["--trust-anchor", "x"], ["--intermediate", "x"], ["--crl", "x"], ["--ocsp", "x"],
            ["--at", "2026-01-01T00:00:00Z"], ["--revocation", "none"], ["--profile", "rfc5280"],
            ["--policy", "1.2.3"], ["--require-explicit-policy"], ["--inhibit-policy-mapping"],
            ["--inhibit-any-policy"], ["--eku", "clientAuth"], ["--max-depth", "1"], ["--max-age-days", "1"],
        ]

        @Test(arguments: [
            "7", "-0", "1.50", "1e2", "1E+2", "18446744073709551616", "12345678901234567890123456789", "0.1000",
            "true", "null", #""x""#,
        ])
        func `gives the id back as it came`(id: String) async throws {
            let output = try await Command(Programs.porta, "validate", "--batch").with(input: #"{"id": \#(id)}"#).run()
            #expect(output.status == 0 && output.out.hasPrefix(#"{"id":\#(id),"#), "\(output.all)")
        }

        @Test(arguments: ["1e999", "-1e999", "01", "+1", "1.", "NaN", "Infinity"])
        func `a line with what is no finite number holds no case`(id: String) async throws {
            let output = try await Command(Programs.porta, "validate", "--batch").with(input: #"{"id": \#(id)}"#).run()
            #expect(output.out.hasPrefix(#"{"id":null,"#) && output.out.contains(#""parse""#), "\(output.all)")
        }

        @Test func `says valid with 0, invalid with 1 and why, and wrong usage with 2`() async throws {
            let files = try await files()
            let good = try await validate(
                "--trust-anchor", files.root, "--intermediate", files.issuing, "--at", files.moment, "--profile",
                "card",
                files.good)
            #expect(good.status == 0, "\(good.all)")
            #expect(good.out.contains("ok"))
            let expired = try await validate(
                "--trust-anchor", files.root, "--intermediate", files.issuing, files.expired)
            #expect(expired.status == 1)
            #expect(expired.out.contains("expired"))
            let alone = try await validate("--trust-anchor", files.root, "--json", files.good)
            #expect(alone.status == 1)
            #expect(try JSONDecoder().decode(Answer.self, from: Data(alone.out.utf8)).reason == "no-path")
            for wrong in [
                [files.good], ["--trust-anchor", files.root], ["--trust-anchor", "/nonexistent", files.good],
                ["--trust-anchor", files.root, "--profile", "mine", files.good],
                ["--trust-anchor", files.root, "--at", "yesterday", files.good],
                ["--trust-anchor", files.root, "--eku", "dancing", files.good],
                ["--trust-anchor", files.root, "--max-depth", "-1", files.good], ["--batch", files.good],
            ]
                + Self.besideBatch.map({ ["--batch"] + $0 })
            {
                let output = try await Command(words: [Programs.porta, "validate"] + wrong).run()
                #expect(output.status == 2, "\(wrong): \(output.all)")
            }
        }

        @Test func `reads DER and PEM of several certificates, and ignores what it cannot read in a pool`() async throws
        {
            let files = try await files()
            let der = files.folder.path("good.der")
            try #require(Data(base64Encoded: base64(files.good))).write(to: URL(filePath: der))
            let pool = try files.folder.write(
                Folder.text(files.root) + Folder.text(files.issuing) + Folder.text(files.expired), "pool.pem")
            let rubbish = try files.folder.write(
                "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n", "bad.pem")
            let output = try await validate(
                "--intermediate", rubbish, pool, "--trust-anchor", files.root, "--eku", "clientAuth", der)
            #expect(output.status == 0, "\(output.all)")
            let target = try await validate("--trust-anchor", files.root, rubbish)
            #expect(target.status == 1 && target.out.contains("parse"))
            let anchor = try await validate("--trust-anchor", rubbish, files.root, "--json", files.good)
            #expect(anchor.status == 1 && anchor.out.contains("\"parse\""))
        }

        @Test func `answers every line of a batch, whatever it is`() async throws {
            let files = try await files()
            let (root, issuing, good) = (base64(files.root), base64(files.issuing), base64(files.good))
            let usual = """
                "cert": "\(good)", "trust_anchors": ["\(root)"], "intermediates": ["\(issuing)", "AAAA", "?"]
                """
            let lines = [
                #"{"id": "now", \#(usual)}"#,
                #"{"id": "null", "at": null, "profile": "card", \#(usual)}"#,
                #"{"id": "then", "at": "2060-01-01T00:00:00.5+01:00", \#(usual)}"#,
                #"{"id": "deep", "max_depth": 0, \#(usual)}"#,
                #"{"id": "eku", "eku": ["clientAuth", "1.3.6.1.5.5.7.3.1"], \#(usual)}"#,
                #"{"id": "\u0041\"", "trust_anchors": ["\#(root)"], "cert": "\#(good)"}"#,
                #"{"id": "rubbish", "trust_anchors": ["\#(root)"], "cert": "AAAA"}"#,
                #"{"id": "untyped", "trust_anchors": "\#(root)", "cert": "\#(good)"}"#,
            ]
            let broken = ["", "{", "[]", "nonsense", #"{"id": 1} x"#, #"{"id": null, "cert": 7}"#, "\u{0}\u{FFFD}"]
            let input = (lines + broken).joined(separator: "\n")
            let output = try await Command(Programs.porta, "validate", "--batch").with(input: input).run()
            #expect(output.status == 0, "\(output.err)")
            #expect(output.lines.count == lines.count + broken.count - 1)  // an empty line holds no case
            let answers = try output.lines.map { try JSONDecoder().decode(Answer.self, from: Data($0.utf8)) }
            let reasons = Dictionary(grouping: answers) { $0.id ?? "" }.mapValues { $0.map(\.reason) }
            #expect(reasons["now"] == ["ok"] && reasons["null"] == ["ok"])
            #expect(reasons["then"] == ["expired"] && reasons["deep"] == ["path-length"] && reasons["eku"] == ["eku"])
            #expect(reasons["A\""] == ["no-path"])
            #expect(reasons["rubbish"] == ["parse"] && reasons["untyped"] == ["parse"])
            #expect(reasons[""] == Array(repeating: "parse", count: broken.count - 1))
            #expect(answers.allSatisfy { $0.valid == ($0.reason == "ok") })
            #expect(answers.first { $0.id == "now" }?.path.count == 3)
        }

        @Test func `answers a line before the next one comes`() async throws {
            let talk = """
                import subprocess, sys
                porta = subprocess.Popen([sys.argv[1], "validate", "--batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
                for line in [b"{}", b"nothing"]:
                    porta.stdin.write(line + b"\\n")
                    porta.stdin.flush()
                    assert b'"parse"' in porta.stdout.readline()
                porta.stdin.close()
                sys.exit(porta.wait())
                """
            let output = try await Command(Programs.python, "-c", talk, Programs.porta).run()
            #expect(output.status == 0, "\(output.all)")
        }
    }
}
