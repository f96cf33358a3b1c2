import Foundation
import Testing

extension Outside {
    /// Another signing key from a day on.
    @Suite struct Rollovers {
        /// The first moment at which the new key signs. The gateway's clock is set to it, and a little before it: near
        /// enough for the responder's answers to be fresh.
        private static let day = Date(
            timeIntervalSince1970: Date(timeIntervalSinceNow: 300).timeIntervalSince1970.rounded())

        @Test func `O6: at its date a site's answers bear the new key, also for logins that began before`() async throws
        {
            let moment = Self.day.formatted(.iso8601)
            let site = AgreedSite(
                name: "rolling", settings: "signing: rsa\nsigning-next: { key: p256, from: \(moment) }")
            let staying = AgreedSite(name: "staying", settings: "signing: rsa")
            let world = try await SandboxWorld { preparation in
                try site.register(in: preparation.path)
                try staying.register(in: preparation.path)
            }
            let certificate = { (name: String) in "\(world.path)/saml/\(name).pem" }
            // Both keys stand in the metadata before and after.
            let metadata = try await world.porta("metadata", "--config", world.path).out
            #expect(metadata.matches(of: #/use="signing"/#).count == 2)
            let before = try await end(start(site, world), world)
            try await Document(before.xml).verify(.response, by: certificate("rsa"))
            let late = Self.day.addingTimeInterval(-1)
            await world.gateway.end()
            try await world.gateway.start(at: late)
            let near = try await end(start(site, world, at: late), world)
            try await Document(near.xml).verify(.assertion, by: certificate("rsa"))
            let waiting = try await start(site, world, at: late)
            await world.gateway.end()
            try await world.gateway.start(at: Self.day)
            // What began under the old key ends under the new one: the attempt lies in the browser.
            let after = try await end(waiting, world)
            try await Document(after.xml).verify(.response, by: certificate("p256"))
            try await Document(after.xml).verify(.assertion, by: certificate("p256"))
            let same = try await end(start(staying, world, at: Self.day), world)
            try await Document(same.xml).verify(.response, by: certificate("rsa"))
            await world.end()
        }

        private func start(
            _ site: AgreedSite, _ world: SandboxWorld, at moment: Date = Date()
        ) async throws -> (Visitor, Answer) {
            let visitor = try world.visitor(card: "good")
            var question = site.request(to: world.facts)
            question.issued = moment
            return (visitor, try await visitor.follow(try await visitor.post(world.sso, question.posted)))
        }

        private func end(_ begun: (Visitor, Answer), _ world: SandboxWorld) async throws -> SAMLAnswer {
            let (visitor, start) = begun
            let last = try await visitor.decide("agree", on: visitor.present(on: start))
            guard let answer = SAMLAnswer(last.page), answer.isSuccess else {
                throw WorldError("no assertion on \(last.page.html)")
            }
            return answer
        }
    }
}
