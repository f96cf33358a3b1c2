import Foundation
import Testing

extension Outside {
    /// Headless Chromium with a card in its certificate database, led by DevTools.
    @Suite struct Browsers {
        private struct Seen: Decodable {
            struct Page: Decodable {
                let name: String
                let url: String
                let title: String
                let reason: String?
            }

            let pages: [Page]
            let complaints: [String]
            let loggedIn: Bool?
            let problem: String?
        }

        static let pictures = ProcessInfo.processInfo.environment["PORTA_SCREENSHOTS"]

        @Test(arguments: [[], ["--no-javascript"]])
        func `a person with the good card comes from the portal to the page behind its door`(
            more: [String]
        ) async throws {
            let seen = try await browse(card: "good", "good\(more.isEmpty ? "" : "-plain")-", more)
            #expect(seen.problem == nil)
            #expect(seen.loggedIn == true)
            #expect(seen.pages.map(\.reason).allSatisfy { $0 == nil })
            // Every browser asks every site for this one.
            #expect(seen.complaints.filter { !$0.contains("/favicon.ico") }.isEmpty)
        }

        @Test(arguments: [
            ("signature", "wrong-certificate-signature", ["--by-force"]), ("none", "no-certificate", []),
            ("expired", "expired", ["--by-force"]), ("revoked", "revoked", []),
        ])
        func `a person with another card comes to its page and back to the portal`(
            card: String, reason: String, more: [String]
        ) async throws {
            let seen = try await browse(card: card, card + "-", more)
            #expect(seen.problem == nil)
            #expect(seen.loggedIn == false)
            #expect(seen.pages.contains { $0.reason == reason })
        }

        @Test(.enabled(if: pictures != nil, "PORTA_SCREENSHOTS names a folder"))
        func `every page is looked at`() async throws {
            let world = try await SharedWorld.world
            let login = world.facts.login
            for card in ["not-yet-valid", "on-hold", "just-activated", "unknown-issuer"] {
                #expect(try await browse(card: card, card + "-", ["--by-force"]).problem == nil)
            }
            for (site, width) in [("portal", "390"), ("shop", "1200"), ("shop", "390")] {
                let seen = try await browse(card: "good", "\(site)-\(width)-", ["--site", site, "--width", width])
                #expect(seen.loggedIn == true)
            }
            let places = [
                "/", "/?lang=en", "/help/", "/help/?lang=en", "/saml/status/revoked", "/nothing", "/start?a=x",
            ]
            for width in ["1200", "390"] {
                let words = ["--width", width, "--look"] + places.map { login + $0 }
                #expect(try await browse(card: "none", "look-\(width)-", words).problem == nil)
            }
        }

        private func browse(card: String, _ prefix: String, _ more: [String]) async throws -> Seen {
            let world = try await SharedWorld.world
            var words = ["python3", Programs.peer("chromium.py"), "--sandbox", world.path, "--card", card]
            if let pictures = Self.pictures {
                try FileManager.default.createDirectory(atPath: pictures, withIntermediateDirectories: true)
                words += ["--screenshots", pictures, "--prefix", prefix]
            }
            let output = try await Command(words: words + more).run()
            guard output.out.hasPrefix("{") else { throw WorldError(output.err) }
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            return try decoder.decode(Seen.self, from: Data(output.out.utf8))
        }
    }
}
