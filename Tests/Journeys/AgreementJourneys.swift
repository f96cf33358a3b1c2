import Foundation
import Testing

extension Outside {
    /// What a site and the operator agreed on beyond the least, through the real program.
    @Suite struct Agreements {
        private static let context = "urn:oasis:names:tc:SAML:2.0:ac:classes:"
        private static let eidas = "http://eidas.europa.eu/LoA/"

        private func asking(_ comparison: String, _ classes: String...) -> String {
            let references = classes.map { "<saml:AuthnContextClassRef>\($0)</saml:AuthnContextClassRef>" }.joined()
            return
                "<samlp:RequestedAuthnContext Comparison=\"\(comparison)\">\(references)</samlp:RequestedAuthnContext>"
        }

        // MARK: Levels

        @Test(arguments: [
            ("exact", eidas + "high", eidas + "high"), ("exact", context + "X509", context + "X509"),
            ("minimum", eidas + "low", eidas + "high"), ("better", eidas + "substantial", eidas + "high"),
            ("maximum", eidas + "substantial", eidas + "substantial"),
            ("minimum", context + "X509", context + "SmartcardPKI"),
        ])
        func `the assertion states the level that satisfied the request`(
            _ comparison: String, _ asked: String, _ stated: String
        ) async throws {
            let agreed = try await AgreedWorld.current
            let answer = try await agreed.answer(agreed.question("hub", asking(comparison, asked)))
            #expect(answer.isSuccess)
            #expect(answer.xml.contains("<saml:AuthnContextClassRef>\(stated)</saml:AuthnContextClassRef>"))
        }

        @Test(arguments: [
            ("hub", "better", eidas + "high"), ("hub", "exact", context + "Password"),
            ("assertion", "exact", eidas + "high"),
        ])
        func `a level that no card of the site meets is a status`(
            _ site: String, _ comparison: String, _ asked: String
        ) async throws {
            let agreed = try await AgreedWorld.current
            let answer = try await agreed.answer(agreed.question(site, asking(comparison, asked)))
            #expect(answer.status.prefix(2) == ["Responder", "NoAuthnContext"])
        }

        // MARK: Signing and encryption

        /// Who is encrypted to, how the key travels, and how many signatures there are.
        struct Sealed: CustomTestStringConvertible {
            let site: String
            let methods: [String]
            let signatures: Int
            var testDescription: String { site }
        }

        private static let gcm = "http://www.w3.org/2009/xmlenc11#aes"
        private static let mgf1p = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p"
        static let sealed = [
            // The digest that the site declares; without any, the one that all software knows.
            Sealed(
                site: "declared",
                methods: [
                    gcm + "128-gcm", "http://www.w3.org/2009/xmlenc11#rsa-oaep",
                    "http://www.w3.org/2001/04/xmlenc#sha256",
                ], signatures: 2),
            Sealed(site: "silent", methods: [gcm + "256-gcm", mgf1p], signatures: 1),
            Sealed(site: "if-key", methods: [gcm + "256-gcm", mgf1p], signatures: 2),
            Sealed(site: "saml2int", methods: [gcm + "256-gcm", mgf1p], signatures: 1),
        ]

        @Test(arguments: sealed)
        func `O4: what is encrypted is opened and verified by xmlsec, by the methods of the site's metadata`(
            _ sealed: Sealed
        ) async throws {
            let agreed = try await AgreedWorld.current
            let answer = try await agreed.answer(agreed.question(sealed.site))
            #expect(answer.isSuccess && answer.xml.contains("<saml:EncryptedAssertion"))
            #expect(!answer.xml.contains("<saml:Assertion") && !answer.xml.contains("NameID"))
            let opened = try await agreed.decrypted(answer)
            #expect(opened.status == 0, "\(opened.err)")
            #expect(Array(opened.lines.prefix(sealed.methods.count)) == sealed.methods)
            #expect(opened.out.contains("signatures: \(sealed.signatures)\n"))
            #expect(opened.out.contains("SmartcardPKI"))
        }

        @Test(arguments: [("both-uses", 2), ("never", 1), ("assertion", 1)])
        func `nothing is encrypted to a site that did not ask, and it is signed as agreed`(
            _ site: String, _ count: Int
        ) async throws {
            let agreed = try await AgreedWorld.current
            let answer = try await agreed.answer(agreed.question(site))
            #expect(answer.xml.contains("<saml:Assertion "))
            #expect(answer.xml.matches(of: #/<ds:Signature /#).count == count)
            let document = try Document(answer.xml)
            let certificate = agreed.world.path + "/saml/rsa.pem"
            if site != "never" { try await document.verify(.assertion, by: certificate) }
            if site != "assertion" { try await document.verify(.response, by: certificate) }
            try await document.validate("saml-schema-protocol-2.0.xsd")
        }

        @Test func `SDP-IDP12 and IDP13: saml2int gives a name for once and a pairwise-id`() async throws {
            let agreed = try await AgreedWorld.current
            let (visitor, start) = try await agreed.start(agreed.question("saml2int"))
            let last = try await visitor.decide("agree", on: visitor.present(on: start))
            let opened = try await agreed.decrypted(try #require(SAMLAnswer(last.page)))
            #expect(opened.out.contains("nameid-format:transient"))
            #expect(opened.out.contains("attribute:pairwise-id"))
            #expect(opened.out.matches(of: #/<saml:Attribute /#).count == 1)
        }

        // MARK: Sets of attributes

        @Test func `a request chooses a set by its index, which both pages show`() async throws {
            let agreed = try await AgreedWorld.current
            let question = try agreed.question("hub", attributes: " AttributeConsumingServiceIndex=\"1\"")
            let (visitor, start) = try await agreed.start(question)
            let consent = try await visitor.present(on: start)
            for page in [start, consent] {
                #expect(page.page.html.contains("Leje drejtimi"))
                #expect(!page.page.html.contains("Mbiemri"), "the family name is not in the set")
            }
            let last = try await visitor.decide(
                "agree", on: consent, items: ["given-name", "family-name", "national-id"])
            let answer = try #require(SAMLAnswer(last.page))
            #expect(answer.attribute("givenName") != nil)
            #expect(answer.xml.contains("Name=\"urn:example:adult\""))
            #expect(answer.xml.matches(of: #/<saml:Attribute /#).count == 2)
        }

        @Test(arguments: [("2", "RequestDenied"), ("9", "RequestUnsupported")])
        func `a set that demands more, or that is none, is a status`(_ index: String, _ second: String) async throws {
            let agreed = try await AgreedWorld.current
            let answer = try await agreed.answer(
                agreed.question("hub", attributes: " AttributeConsumingServiceIndex=\"\(index)\""))
            #expect(answer.status.prefix(2) == ["Requester", second])
            let reason = index == "2" ? "request-denied" : "not-supported"
            #expect(answer.status.last == agreed.world.status(reason))
        }

        // MARK: Persons

        private func subject(_ name: String, _ format: String) -> String {
            "<saml:Subject><saml:NameID Format=\"\(format)\">\(name)</saml:NameID></saml:Subject>"
        }

        private static let persistent = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"

        @Test func `whoever asks for a person gets this one or nobody`() async throws {
            let agreed = try await AgreedWorld.current
            let known = try #require(try await agreed.answer(agreed.question("hub")).nameID)
            let mine = try agreed.question("hub", subject(known.value, Self.persistent))
            #expect(try await agreed.answer(mine).nameID?.value == known.value)
            // Another person's card: the page says so, the site gets UnknownPrincipal.
            let (visitor, start) = try await agreed.start(
                agreed.question("hub", subject("nobodysname", Self.persistent)))
            let refusal = try await visitor.present(on: start)
            #expect(refusal.page.reason == "other-subject")
            let answer = try #require(SAMLAnswer(try await visitor.goBack(from: refusal).page))
            #expect(
                answer.status == ["Responder", "UnknownPrincipal", agreed.world.status("other-subject")])
            #expect(!answer.hasAssertion)
        }

        @Test func `a name for once names nobody a second time`() async throws {
            let agreed = try await AgreedWorld.current
            let format = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
            let answer = try await agreed.answer(agreed.question("hub", subject("_once", format)))
            #expect(answer.status.prefix(2) == ["Responder", "UnknownPrincipal"])
        }

        @Test func `the national identifier is a name in the operator's format, shown before it is sent`() async throws
        {
            let agreed = try await AgreedWorld.current
            let (visitor, start) = try await agreed.start(agreed.question("number"))
            let consent = try await visitor.present(on: start)
            #expect(consent.page.html.contains("I45314061M"))
            let answer = try #require(SAMLAnswer(try await visitor.decide("agree", on: consent).page))
            #expect(answer.nameID?.value == "I45314061M")
            #expect(answer.nameID?.format == AgreedWorld.nationalIDFormat)
            // A site that may not have it may not ask for it.
            let policy = "<samlp:NameIDPolicy Format=\"\(AgreedWorld.nationalIDFormat)\"/>"
            let refused = try await agreed.answer(agreed.question("assertion", policy))
            #expect(refused.status.prefix(2) == ["Requester", "InvalidNameIDPolicy"])
        }

        @Test func `a site of a group may ask for names of the group`() async throws {
            let agreed = try await AgreedWorld.current
            let group = "https://old-hub.porta.localhost/saml"
            let policy = "<samlp:NameIDPolicy Format=\"\(Self.persistent)\" SPNameQualifier=\"\(group)\"/>"
            let answer = try await agreed.answer(agreed.question("hub", policy))
            #expect(answer.value(of: "SPNameQualifier") == group)
            let other = policy.replacing(group, with: "https://shop.porta.localhost/saml")
            let refused = try await agreed.answer(agreed.question("hub", other))
            #expect(refused.status.prefix(2) == ["Requester", "InvalidNameIDPolicy"])
        }

        // MARK: For whom

        private func scoping(_ requesters: String..., more: String = "", count: String = "") -> String {
            let ids = requesters.map { id in
                let escaped = id.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
                return "<samlp:RequesterID>\(escaped)</samlp:RequesterID>"
            }
            return "<samlp:Scoping\(count)>\(more)\(ids.joined())</samlp:Scoping>"
        }

        @Test func `the visitor reads for whom a portal asks, in words of the registration`() async throws {
            let agreed = try await AgreedWorld.current
            let known = "https://tax.example.al/saml"
            for (wish, shown) in [
                (scoping(known), "Zyra e tatimeve, përmes faqes Porta e shërbimeve"),
                (scoping(known, AgreedWorld.tax), "Zyra e tatimeve e të tjerë, përmes faqes Porta e shërbimeve"),
                (scoping(AgreedWorld.tax), "Një shërbim tjetër, përmes faqes Porta e shërbimeve"),
            ] {
                let (visitor, start) = try await agreed.start(agreed.question("hub", wish))
                let consent = try await visitor.present(on: start)
                for page in [start, consent] {
                    #expect(page.page.html.contains(shown), "\(shown)")
                    #expect(!page.page.html.contains("lottery"))
                }
            }
        }

        @Test func `identifiers are of the service behind the portal, where that was agreed`() async throws {
            let agreed = try await AgreedWorld.current
            let (a, c) = ("https://a.example.al/saml", "https://c.example.al/saml")
            var names: [String] = []
            for wish in [scoping(a), scoping(c), "", scoping(a)] {
                names.append(try #require(try await agreed.answer(agreed.question("broker", wish)).nameID?.value))
            }
            #expect(names[0] == names[3] && Set(names).count == 3)
            let stranger = try await agreed.answer(agreed.question("broker", scoping("https://d.example.al/saml")))
            #expect(stranger.status.prefix(2) == ["Requester", "RequestDenied"])
        }

        @Test func `Scoping is answered for: any ProxyCount will do, another provider will not`() async throws {
            let agreed = try await AgreedWorld.current
            for count in ["0", "3"] {
                let wish = scoping(count: " ProxyCount=\"\(count)\"")
                #expect(try await agreed.answer(agreed.question("hub", wish)).isSuccess)
            }
            let list = { (id: String) in "<samlp:IDPList><samlp:IDPEntry ProviderID=\"\(id)\"/></samlp:IDPList>" }
            let ours = scoping(more: list(agreed.world.facts.entityID))
            #expect(try await agreed.answer(agreed.question("hub", ours)).isSuccess)
            let other = scoping(more: list("https://other.example.al/saml"))
            let refused = try await agreed.answer(agreed.question("hub", other))
            #expect(refused.status.prefix(2) == ["Requester", "NoSupportedIDP"])
        }
    }
}
