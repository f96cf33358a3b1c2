import Foundation
import Testing

extension Outside {
    /// What sites ask, rightly and wrongly. Nothing wrong is ever answered at an address that was not registered.
    @Suite struct Requests {
        @Test func `a good request by POST and by Redirect leads to the start page`() async throws {
            let shared = try await SharedWorld.current
            let (world, visitor) = (shared.world, try shared.world.visitor())
            let posted = try await visitor.post(world.sso, shared.plain.request(to: world.facts).posted)
            #expect(posted.status == 303)
            #expect(try await visitor.follow(posted).page.links["use-card"] != nil)
            let signed = try await shared.signing.request(to: world.facts)
                .redirect(to: world.sso, key: shared.signing.key?.file)
            #expect(try await visitor.open(signed).page.links["use-card"] != nil)
        }

        @Test func `the answer goes to the site with its own state unchanged`() async throws {
            let shared = try await SharedWorld.current
            let (world, visitor) = (shared.world, try shared.world.visitor(card: "good"))
            let question = shared.plain.request(to: world.facts)
            let start = try await visitor.follow(try await visitor.post(world.sso, question.posted))
            let last = try await visitor.decide("agree", on: visitor.present(on: start))
            let answer = try #require(SAMLAnswer(last.page))
            #expect(answer.isSuccess)
            #expect(answer.relayState == "state & more")
            #expect(answer.value(of: "InResponseTo") == question.id)
            #expect(answer.value(of: "Destination") == shared.plain.consumer)
            #expect(last.page.forms["answer"]?.action == shared.plain.consumer)
        }

        /// A request, spoilt, and the pages that may answer it: no status goes anywhere.
        struct Spoilt: CustomTestStringConvertible {
            let testDescription: String
            let reasons: Set<String>
            let spoil: @Sendable (inout LoginQuestion) -> Void
        }

        static let spoilt = [
            Spoilt(testDescription: "another consumer address", reasons: ["request-invalid"]) {
                $0.consumer = "https://evil.example/acs"
            },
            Spoilt(testDescription: "a longer consumer address", reasons: ["request-invalid"]) { $0.consumer += "/" },
            Spoilt(testDescription: "an unknown site", reasons: ["unknown-relying-party"]) {
                $0.issuer = "https://stranger.example/saml"
            },
            Spoilt(testDescription: "another destination", reasons: ["request-invalid"]) {
                $0.destination = "https://elsewhere.example/saml/sso"
            },
            Spoilt(testDescription: "an hour old", reasons: ["request-invalid"]) { $0.issued -= 3600 },
            Spoilt(testDescription: "of the future", reasons: ["request-invalid"]) { $0.issued += 3600 },
            Spoilt(testDescription: "an ID that is none", reasons: ["request-invalid"]) { $0.id = "1 2" },
            Spoilt(testDescription: "not well-formed", reasons: ["request-invalid"]) {
                $0.elements = "<samlp:Extensions>"
            },
            Spoilt(testDescription: "a processing instruction", reasons: ["request-invalid"]) {
                $0.elements = "<?php x?>"
            },
            Spoilt(testDescription: "a comment in the issuer", reasons: ["request-invalid", "unknown-relying-party"]) {
                $0.issuer = "https://plain.porta.localhost<!-- -->/saml"
            },
            Spoilt(testDescription: "another element as the root", reasons: ["request-invalid"]) {
                $0.elements = "</samlp:AuthnRequest><samlp:AuthnRequest>"
            },
        ]

        @Test(arguments: spoilt) func `a spoilt request ends on a page and goes nowhere`(_ spoilt: Spoilt) async throws
        {
            let shared = try await SharedWorld.current
            var question = shared.plain.request(to: shared.world.facts)
            spoilt.spoil(&question)
            let visitor = try shared.world.visitor()
            let answer = try await visitor.follow(try await visitor.post(shared.world.sso, question.posted))
            #expect(
                answer.page.reason.map(spoilt.reasons.contains) == true, "\(answer.page.reason ?? answer.page.html)")
            #expect(answer.status == 400 || answer.status == 403)
            #expect(answer.page.forms["answer"] == nil)
            #expect(!answer.page.html.contains("evil.example"))
        }

        @Test(arguments: [
            "<!DOCTYPE x [<!ENTITY a \"b\">]>", "<?xml-stylesheet href=\"x\"?>", "\u{FEFF}\u{FEFF}", "junk",
        ])
        func `nothing may stand before the root`(start: String) async throws {
            let shared = try await SharedWorld.current
            let xml = start + shared.plain.request(to: shared.world.facts).xml
            let answer = try await shared.world.visitor().post(
                shared.world.sso, [("SAMLRequest", Data(xml.utf8).base64EncodedString())])
            #expect(answer.page.reason == "request-invalid")
        }

        @Test(arguments: ["", "SAMLRequest=", "SAMLRequest=%00", "SAMLRequest=!!!", "SAMLRequest=AAAA", "RelayState=x"])
        func `what is no request at all is refused`(query: String) async throws {
            let world = try await SharedWorld.world
            let answer = try await world.visitor().get(world.sso + "?" + query)
            #expect(answer.page.reason == "request-invalid")
            #expect(answer.status == 400)
        }

        @Test func `a doubled parameter is refused`() async throws {
            let shared = try await SharedWorld.current
            let address = try await shared.plain.request(to: shared.world.facts).redirect(to: shared.world.sso)
            let answer = try await shared.world.visitor().get(address + "&RelayState=second")
            #expect(answer.page.reason == "request-invalid")
        }

        @Test func `a request that unpacks to fifty megabytes costs nothing`() async throws {
            let shared = try await SharedWorld.current
            // 50 MB deflate to 50 KB, over the limit of a head; 5 MB to a size that gets in.
            for (size, statuses) in [("50", Set([431])), ("5", [400])] {
                let bomb = try await shared.plain.request(to: shared.world.facts)
                    .redirect(to: shared.world.sso, more: ["--bomb", size])
                #expect(statuses.contains(try await shared.world.visitor().get(bomb).status))
            }
            #expect(shared.world.gateway.isRunning)
        }

        @Test func `a body over 96 KB is refused`() async throws {
            let world = try await SharedWorld.world
            let answer = try await world.visitor().post(
                world.sso, [("SAMLRequest", String(repeating: "A", count: 100_000))])
            #expect(answer.status == 413)
        }

        @Test func `a site that signs its requests is not believed without a right signature`() async throws {
            let shared = try await SharedWorld.current
            let (world, key) = (shared.world, try #require(shared.signing.key?.file))
            let question = shared.signing.request(to: world.facts)
            let unsigned = try await question.redirect(to: world.sso)
            let tampered = try await question.redirect(to: world.sso, key: key, more: ["--tamper"])
            let good = try await question.redirect(to: world.sso, key: key)
            let stripped = String(good[..<(try #require(good.range(of: "&Signature="))).lowerBound])
            let otherKey = try await question.redirect(
                to: world.sso, key: world.path + "/saml/rsa.key")
            for address in [unsigned, tampered, stripped, otherKey] {
                let answer = try await world.visitor().open(address)
                #expect(answer.page.reason == "request-invalid", "\(address.suffix(60))")
                #expect(answer.page.forms["answer"] == nil)
            }
            let posted = try await world.visitor().post(world.sso, question.posted)
            #expect(posted.page.reason == "request-invalid")
        }

        /// A good request for something that is not to be had, and the status that says so.
        struct Unfit: CustomTestStringConvertible {
            let testDescription: String
            let status: [String]
            var attributes = ""
            var elements = ""
            var version = "2.0"
        }

        static let unfit = [
            Unfit(
                testDescription: "without the visitor", status: ["Responder", "NoPassive"],
                attributes: " IsPassive=\"true\""),
            Unfit(
                testDescription: "a password", status: ["Responder", "NoAuthnContext"],
                elements: """
                    <samlp:RequestedAuthnContext><saml:AuthnContextClassRef>\
                    urn:oasis:names:tc:SAML:2.0:ac:classes:Password\
                    </saml:AuthnContextClassRef></samlp:RequestedAuthnContext>
                    """),
            Unfit(
                testDescription: "a name it may not have", status: ["Requester", "InvalidNameIDPolicy"],
                elements: "<samlp:NameIDPolicy Format=\"urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress\"/>"),
            Unfit(testDescription: "of version 1.1", status: ["VersionMismatch"], version: "1.1"),
        ]

        @Test(arguments: unfit) func `what is not to be had is answered by a status`(_ unfit: Unfit) async throws {
            let shared = try await SharedWorld.current
            let (world, visitor) = (shared.world, try shared.world.visitor(card: "good"))
            var question = shared.plain.request(to: world.facts)
            (question.attributes, question.elements, question.version) = (
                unfit.attributes, unfit.elements, unfit.version
            )
            var page = try await visitor.follow(try await visitor.post(world.sso, question.posted))
            if page.page.forms["answer"] == nil { page = try await visitor.goBack(from: page) }
            let answer = try #require(SAMLAnswer(page.page))
            #expect(Array(answer.status.prefix(unfit.status.count)) == unfit.status)
            // This site is registered for coarse detail, which holds for faults of its requests too.
            #expect(answer.status.dropFirst(2).allSatisfy { $0 == world.status("refused") }, "\(answer.status)")
            #expect(!answer.hasAssertion)
        }

        @Test func `the level that a card gives is answered, and a name for once where it is asked for`() async throws {
            let shared = try await SharedWorld.current
            let (world, visitor) = (shared.world, try shared.world.visitor(card: "good"))
            var names: Set<String> = []
            for _ in 0..<2 {
                var question = shared.plain.request(to: world.facts)
                question.elements = """
                    <samlp:NameIDPolicy Format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient"/>\
                    <samlp:RequestedAuthnContext Comparison="exact"><saml:AuthnContextClassRef>\
                    urn:oasis:names:tc:SAML:2.0:ac:classes:SmartcardPKI\
                    </saml:AuthnContextClassRef></samlp:RequestedAuthnContext>
                    """
                let start = try await visitor.follow(try await visitor.post(world.sso, question.posted))
                let last = try await visitor.decide("agree", on: visitor.present(on: start))
                let answer = try #require(SAMLAnswer(last.page))
                #expect(answer.xml.contains("urn:oasis:names:tc:SAML:2.0:ac:classes:SmartcardPKI"))
                let name = try #require(answer.nameID)
                #expect(name.format == "urn:oasis:names:tc:SAML:2.0:nameid-format:transient")
                names.insert(name.value)
            }
            #expect(names.count == 2)
        }
    }
}
