import Foundation
import OpenSSL
import SAML
import Sandbox
import Testing

@Suite struct SiteTests {
    /// A login as far as the site has sent its visitor away.
    private struct Begun {
        let cookie: String
        let requestID: String
    }

    private func begin(_ world: World, _ site: String) async throws -> Begun {
        let answer = await world.ask(site, "/login")
        let query = try #require(answer.firstMatch(of: /(?i)location: https:\/\/[^?]+\?(\S+)/)?.1)
        let cookie = try #require(answer.firstMatch(of: /__Host-request=([^;]+);/)?.1)
        let request = try ReceivedRequest.redirect(rawQuery: String(query))
        let metadata = Array(try world.text("relying-parties/\(site).xml").utf8)
        let party = try #require(MetadataCheck(sandbox: true, at: world.now).run(metadata).sites.first)
        let opened = try request.opened(by: party)
        #expect(answer.contains(/(?i)location: https:\/\/login\.porta\.localhost:8443\/saml\/sso/))
        #expect(opened.isSigned == (site == "portal"))
        #expect(opened.id == cookie)
        return Begun(cookie: String(cookie), requestID: opened.id)
    }

    /// The gateway's side, with the sandbox's keys or with a stranger's.
    private func gate(_ world: World, forged: Bool = false) throws -> IdentityProvider {
        let key: PrivateKey
        let certificate: [UInt8]
        if forged {
            key = try PrivateKey.generate(.ec(.p256))
            certificate = try SelfSignedCertificate.make(
                commonName: "stranger", key: key, notBefore: world.now, notAfter: world.now.addingTimeInterval(600))
        } else {
            key = try PrivateKey(pem: try world.text("saml/p256.key"))
            certificate = try #require(PEM.decode(try world.text("saml/p256.pem"), label: "CERTIFICATE").first)
        }
        return try IdentityProvider(
            entityID: world.summary.login + "/saml", ssoURL: world.summary.login + "/saml/sso", scope: nil, names: [],
            signingKeys: [SigningKey(name: "p256", certificate: certificate, key: key)])
    }

    private func target(_ world: World, _ site: String, _ requestID: String) throws -> AnswerTarget {
        let own = try #require(world.summary.sites[site])
        return AnswerTarget(entityID: own.entityID, consumer: own.url + "saml/acs", inResponseTo: requestID)
    }

    private func success(
        _ world: World, _ site: String, _ requestID: String, forged: Bool = false
    ) throws -> [UInt8] {
        let content = AssertionContent(
            nameID: NameID(value: "pair-of-arta", format: NameIDFormat.persistent),
            attributes: [
                Attribute(name: "urn:oid:2.5.4.42", friendlyName: "givenName", values: ["Arta <b>"]),
                Attribute(name: "urn:oid:2.5.4.4", friendlyName: "sn", values: ["Shembulli"]),
            ], authnInstant: world.now)
        return try gate(world, forged: forged).success(
            content, to: try target(world, site, requestID), at: world.now
        ).bytes
    }

    private func post(_ world: World, _ site: String, _ response: [UInt8], cookie: String) async throws -> String {
        let form = "SAMLResponse=" + PostBinding.encode(response).replacingOccurrences(of: "+", with: "%2B")
        try form.write(toFile: world.path + "/form.txt", atomically: true, encoding: .utf8)
        return await world.ask(site, "/saml/acs", "-b '__Host-request=\(cookie)' -d @form.txt")
    }

    @Test(arguments: ["portal", "shop"])
    func `a site lets in whom the gateway names, once`(site: String) async throws {
        try await World().served { world in
            let begun = try await begin(world, site)
            let response = try success(world, site, begun.requestID)
            let answer = try await post(world, site, response, cookie: begun.cookie)
            #expect(answer.hasPrefix("HTTP/1.1 303"), "\(answer)")
            let session = try #require(answer.firstMatch(of: /__Host-session=([^;]+);/)?.1)
            let page = await world.ask(site, "/me", "-b '__Host-session=\(session)'")
            for part in [#"id="logged-in""#, "Arta &lt;b&gt;", "<code>givenName</code>", "pair-of-arta"] {
                #expect(page.contains(part), "\(part) in \(page)")
            }
            #expect(!page.contains("<b>"))
            let again = try await post(world, site, response, cookie: begun.cookie)
            #expect(again.hasPrefix("HTTP/1.1 400"))
            _ = await world.ask(site, "/logout", "-X POST -b '__Host-session=\(session)'")
            let after = await world.ask(site, "/me", "-b '__Host-session=\(session)'")
            #expect(after.hasPrefix("HTTP/1.1 303"))
        }
    }

    @Test func `an answer by a stranger's key opens nothing`() async throws {
        try await World().served { world in
            let begun = try await begin(world, "portal")
            let forged = try success(world, "portal", begun.requestID, forged: true)
            let answer = try await post(world, "portal", forged, cookie: begun.cookie)
            #expect(answer.hasPrefix("HTTP/1.1 400") && !answer.contains("__Host-session"), "\(answer)")
        }
    }

    @Test func `an answer to another browser's request opens nothing`() async throws {
        try await World().served { world in
            let (mine, other) = (try await begin(world, "shop"), try await begin(world, "shop"))
            let response = try success(world, "shop", other.requestID)
            let answer = try await post(world, "shop", response, cookie: mine.cookie)
            #expect(answer.hasPrefix("HTTP/1.1 400") && !answer.contains("__Host-session"))
            let without = await world.ask("shop", "/saml/acs", "-d @form.txt")
            #expect(without.hasPrefix("HTTP/1.1 400") && !without.contains("__Host-session"))
        }
    }

    @Test func `a refusal is shown with its codes and in the visitor's language`() async throws {
        try await World().served { world in
            let begun = try await begin(world, "portal")
            let code = world.summary.login + "/saml/status/revoked"
            let response = try gate(world).failure(
                SAMLStatus(.responder, .authnFailed, third: code), to: try target(world, "portal", begun.requestID),
                at: world.now)
            let answer = try await post(world, "portal", response.bytes, cookie: begun.cookie)
            #expect(answer.hasPrefix("HTTP/1.1 403"))
            for part in [#"id="saml-status""#, "AuthnFailed", code, "Karta është shfuqizuar"] {
                #expect(answer.contains(part), "\(part) in \(answer)")
            }
        }
    }

    @Test func `the portal speaks two languages, the shop one`() async throws {
        try await World().served { world in
            #expect(await world.ask("portal", "/").contains("Hyr me Kartën ID"))
            let english = await world.ask("portal", "/?lang=en")
            #expect(english.contains("Log in with the ID card") && english.contains("language=en"))
            #expect(await world.ask("shop", "/").contains("The whole coast"))
        }
    }

    @Test func `a site has one name, and shows the metadata that was registered`() async throws {
        try await World().served { world in
            let port = world.summary.sites["shop"]?.url.split(separator: ":").last?.dropLast() ?? ""
            let foreign = await world.run("curl -sk --max-time 300 https://portal.porta.localhost:\(port)/")
            #expect(foreign.code != 0)
            let metadata = await world.ask("shop", "/saml/metadata")
            let registered = try world.text("relying-parties/shop.xml")
            #expect(metadata.contains(registered))
        }
    }
}
