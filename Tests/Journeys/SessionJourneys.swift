import Foundation
import Testing

extension Outside {
    /// Staying signed in, and leaving.
    @Suite struct Sessions {
        /// The page of the login host that offers the session, and the consent page behind it.
        private func consent(_ start: Answer, _ visitor: Visitor) async throws -> Answer {
            let link = try #require(start.page.links["use-session"], "\(start.page.html)")
            return try await visitor.get(start.absolute(link))
        }

        @Test func `a second site is entered without the card, and a third one takes no part`() async throws {
            let (world, sites) = try await LeavingSite.world([("tax", ["--soap"]), ("health", [])])
            let visitor = try world.visitor(card: "good")
            let first = try await sites[0].enter(visitor)
            #expect(first.ok == true && first.ends != nil, "\(first)")
            let start = try await visitor.changing(to: nil).open(sites[1].base + "/login")
            #expect(start.body.contains("Arta Shembulli"))
            let consent = try await consent(start, visitor.changing(to: nil))
            #expect(consent.page.ids.contains("from-session"))
            let second = try sites[1].said(try await visitor.deliver(visitor.decide("agree", on: consent)))
            #expect(second.ok == true && second.instant == first.instant, "\(second)")
            #expect(second.sessionIndex != first.sessionIndex && second.nameId != first.nameId)
            // The record says that no card was used, and what the judge found now.
            let used = try await world.porta("audit", "show", "--config", world.path, "--json").out
            #expect(used.contains("\"act\":\"begun\"") && used.contains("\"act\":\"used\""))
            #expect(try await world.porta("audit", "verify", "--config", world.path).status == 0)
            // ForceAuthn wants the card; a site that takes no part sees nothing of the session.
            let forced = try await visitor.open(sites[1].base + "/login?force=1")
            let shop = try await visitor.start(at: world.shop)
            for page in [forced, shop] {
                #expect(page.page.links["use-session"] == nil && page.page.links["use-card"] != nil)
            }
            // IsPassive: where the holder agreed before, and nowhere else.
            let unseen = try await visitor.open(sites[1].base + "/login?passive=1")
            #expect(try sites[1].said(try await visitor.deliver(unseen)).ok == true)
            let stranger = try await world.visitor().open(sites[1].base + "/login?passive=1")
            #expect(SAMLAnswer(stranger.page)?.status.contains("NoPassive") == true, "\(stranger.page.html)")
            for site in sites { await site.end() }
            await world.end()
        }

        @Test func `the session of a card that is blocked meanwhile does not serve`() async throws {
            let (world, sites) = try await LeavingSite.world([("tax", []), ("health", [])])
            let visitor = try world.visitor(card: "good")
            try await sites[0].enter(visitor)
            let start = try await visitor.open(sites[1].base + "/login")
            let consent = try await consent(start, visitor)
            let blocked = try await world.porta(
                "block", "card", world.path + "/cards/good.pem", "--config", world.path, "--reason", "reported lost",
                "--by", "test")
            #expect(blocked.status == 0, "\(blocked.all)")
            let refused = try await visitor.decide("agree", on: consent)
            #expect(refused.page.reason == "card-blocked", "\(refused.page.html)")
            let again = try await visitor.open(sites[1].base + "/login")
            #expect(again.page.links["use-session"] == nil && again.page.links["use-card"] != nil)
            for site in sites { await site.end() }
            await world.end()
        }

        @Test(arguments: ["redirect", "post", "soap"])
        func `a site made with pysaml2 is left, and with it the others`(binding: String) async throws {
            let (world, sites) = try await LeavingSite.world([("tax", ["--soap"]), ("health", ["--soap"])])
            let visitor = try world.visitor(card: "good")
            for site in sites { #expect(try await site.enter(visitor).ok == true) }
            let leaving = try await visitor.open(sites[0].base + "/logout?by=" + binding)
            let answer =
                binding == "post" ? try await visitor.follow(try await postOn(leaving, visitor)) : leaving
            let last = answer.page.forms["answer"] == nil ? answer : try await visitor.deliver(answer)
            let said = try sites[0].said(last)
            #expect(said.out == true && said.status == ["Success"], "\(said) \(last.url)")
            for site in sites { #expect(try await !site.isInside(visitor), "\(site.name)") }
            let start = try await visitor.open(sites[1].base + "/login")
            #expect(start.page.links["use-session"] == nil && start.page.links["use-card"] != nil)
            for site in sites { await site.end() }
            await world.end()
        }

        /// Who publishes metadata must not choose addresses that the gateway calls (R17).
        @Test func `the browser goes to a site whose metadata was fetched, though it has an address for calls`()
            async throws
        {
            let federation = try await Federation.make()
            let (world, sites) = try await LeavingSite.world(
                [("tax", ["--soap"]), ("health", ["--soap"])], of: (federation, names: ["health"]))
            let visitor = try world.visitor(card: "good")
            for site in sites { #expect(try await site.enter(visitor).ok == true) }
            let step = try await visitor.open(sites[0].base + "/logout?by=redirect")
            let carried = try #require(step.page.links["next-site"], "\(step.page.html)")
            #expect(carried.hasPrefix(sites[1].base))
            let said = try sites[0].said(try await visitor.follow(try await visitor.get(carried)))
            #expect(said.out == true && said.status == ["Success"], "\(said)")
            for site in sites { #expect(try await !site.isInside(visitor), "\(site.name)") }
            for site in sites { await site.end() }
            await federation.end()
            await world.end()
        }

        /// pysaml2's own page, which posts itself.
        private func postOn(_ answer: Answer, _ visitor: Visitor) async throws -> Answer {
            let form = try #require(answer.page.forms.values.first, "\(answer.body)")
            return try await visitor.post(answer.absolute(form.action), form.fields)
        }

        @Test func `the holder leaves, one site does not answer, and the page says which`() async throws {
            let (world, sites) = try await LeavingSite.world(
                [("tax", ["--soap"]), ("health", []), ("mute", ["--silent"])])
            let visitor = try world.visitor(card: "good")
            for site in sites { #expect(try await site.enter(visitor).ok == true) }
            let page = try await visitor.get(world.facts.login + "/logout")
            let form = try #require(page.page.forms["logout"], "\(page.page.html)")
            var step = try await visitor.follow(try await visitor.submit(form, on: page))
            // The first is called, the second carried to and back.
            let carried = try #require(step.page.links["next-site"], "\(step.page.html)")
            #expect(carried.hasPrefix(sites[1].base))
            step = try await visitor.follow(try await visitor.get(carried))
            let dead = try #require(step.page.links["next-site"], "\(step.page.html)")
            #expect(dead.hasPrefix(sites[2].base))
            #expect(try await visitor.get(dead).status == 503)
            // Back.
            let last = try await visitor.get(world.facts.login + "/logout?lang=en")
            #expect(last.body.contains("not signed out everywhere"), "\(last.page.html)")
            #expect(last.body.contains("class=\"silent\">mute.porta.localhost"), "\(last.page.html)")
            #expect(last.body.matches(of: #/class="confirmed">/#).count == 2, "\(last.page.html)")
            #expect(last.body.contains("card"))
            let audit = try await world.porta("audit", "show", "--config", world.path).out
            #expect(audit.contains("ended, by the holder") && audit.contains("not confirmed by \(sites[2].base)"))
            #expect(try await !sites[0].isInside(visitor))
            for site in sites { await site.end() }
            await world.end()
        }

        @Test func `a site behind Apache with mod_auth_mellon is entered and left`() async throws {
            let apache = try await MellonSite.make()
            let (world, sites) = try await LeavingSite.world([("tax", ["--soap"])]) { preparation in
                try await apache.start(preparation)
                let metadata = try await Command(
                    "curl", "-sS", "--fail", "--connect-to", "::127.0.0.1:", apache.base + "/mellon/metadata"
                ).run()
                guard metadata.status == 0 else { throw WorldError(metadata.err + apache.log) }
                try await preparation.register(metadata.out, as: "mellon")
                try preparation.allowSessions(at: "mellon")
            }
            let visitor = try world.visitor(card: "good")
            let start = try await visitor.open(apache.base + "/private/index.html")
            let inside = try await visitor.deliver(
                try await visitor.decide("agree", on: visitor.present(on: start)))
            #expect(inside.status == 200 && inside.body.contains("NAME="), "\(apache.log)")
            #expect(try await sites[0].enter(visitor).ok == true)
            let left = try await visitor.open(
                apache.base + "/mellon/logout?ReturnTo=" + formEncoded(apache.base + "/open.html"))
            #expect(left.url.hasPrefix(apache.base + "/open.html"), "\(left.url) \(left.body) \(apache.log)")
            #expect(try await !sites[0].isInside(visitor))
            let again = try await visitor.open(apache.base + "/private/index.html")
            #expect(again.page.links["use-card"] != nil && again.page.links["use-session"] == nil)
            await apache.end()
            for site in sites { await site.end() }
            await world.end()
        }

        @Test(arguments: [[], ["--no-javascript"]])
        func `a person with Chromium stays signed in, and leaves`(more: [String]) async throws {
            let world = try await SandboxWorld { preparation in
                try preparation.keepSessions()
                for site in ["portal", "shop"] { try preparation.allowSessions(at: site) }
            }
            if let folder = Browsers.pictures {
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            }
            let pictures = Browsers.pictures.map { ["--screenshots", $0, "--prefix", "session\(more.count)-"] } ?? []
            let words = ["python3", Programs.peer("chromium.py"), "--sandbox", world.path, "--leave", "shop"]
            let output = try await Command(words: words + pictures + more).run()
            #expect(output.status == 0, "\(output.all)")
            #expect(output.out.contains("\"logged_in\": true") && !output.out.contains("\"problem\""))
            // Both sites have no address for it: the page says so.
            #expect(output.out.contains("You are not signed out everywhere"), "\(output.out)")
            await world.end()
        }

        @Test func `a request to log out that is not the site's own ends nothing`() async throws {
            let (world, sites) = try await LeavingSite.world([("tax", []), ("health", [])])
            let visitor = try world.visitor(card: "good")
            for site in sites { try await site.enter(visitor) }
            let leaving = try await visitor.get(sites[0].base + "/logout?by=redirect")
            let address = try #require(leaving.location)
            let spoilt = [
                address.replacing("&Signature=", with: "&Signature=AA"),
                String(address.prefix(upTo: try #require(address.range(of: "&SigAlg")).lowerBound)),
                address.replacing("SAMLRequest=", with: "SAMLRequest=AA"), address + "&SAMLRequest=AA",
                world.facts.login + "/saml/slo", world.facts.login + "/saml/slo?SAMLResponse=AAAA",
            ]
            for url in spoilt {
                let answer = try await visitor.get(url)
                #expect(answer.status == 400 && answer.page.reason == "request-invalid", "\(url)")
            }
            let faults = [
                ("<x/>", "text/xml"), ("<!DOCTYPE x><x/>", "text/xml; charset=utf-8"), ("", "application/soap+xml"),
            ]
            for (body, type) in faults {
                let answer = try await visitor.request(
                    world.facts.login + "/saml/slo", ["--data-binary", "@-", "-H", "Content-Type: \(type)"], input: body
                )
                #expect(answer.status == 500 && answer.body.contains("soap:Client"), "\(answer.body)")
            }
            #expect(try await visitor.open(sites[1].base + "/login").page.links["use-session"] != nil)
            // The good one does; a second time it is refused, and the browser is not left alone.
            let good = try await visitor.follow(try await visitor.get(address)) { $0.hasPrefix(sites[0].base) }
            #expect(good.status == 303 || good.page.links["next-site"] != nil, "\(good.body)")
            let replayed = try await visitor.get(address)
            #expect(replayed.location?.hasPrefix(sites[0].base) == true)
            #expect(try sites[0].said(try await visitor.open(try #require(replayed.location))).problem != nil)
            for site in sites { await site.end() }
            await world.end()
        }
    }
}
