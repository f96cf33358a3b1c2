import Foundation
import Login
import SAML
import Settings
import Testing

/// What a site's file and the gateway's own say about answers to it.
struct SiteMannerTests {
    private func site(_ more: String, _ prepare: (TestFolder) throws -> Void = { _ in }) throws -> SiteSettings {
        let folder = try TestFolder()
        try folder.write("relying-parties/portal.yaml", "metadata: portal.xml\n" + more)
        try prepare(folder)
        let loaded = folder.load()
        return try #require(loaded.configuration?.sites.first, "\(loaded.findings)")
    }

    @Test func `a site that says nothing gets the generic profile's defaults`() throws {
        let manner = try site("").manner
        #expect(manner.profile == .generic && manner.rules.signing == .both && manner.rules.encryption == .whenAsked)
        #expect(manner.levels.given == [AuthnContextClass.smartcardPKI, AuthnContextClass.x509])
        #expect(manner.signingKeys == KeyCalendar("rsa"))
        #expect(manner.attributes["given-name"]?.name == "urn:oid:2.5.4.42")
        #expect(!manner.demandsSignedRequests)
    }

    @Test func `SDP-IDP11 to IDP13: saml2int sets every default, and what the file says of its own comes before`()
        throws
    {
        let text = """
            profile: saml2int
            encrypt: never

            """
        let near = { (folder: TestFolder) in try folder.edit("relying-parties/portal.xml", "2026-12-31", "2026-06-20") }
        let plain = try site(text, near)
        #expect(plain.manner.rules.signing == .response && plain.manner.rules.encryption == .never)
        #expect(plain.manner.rules.longestText == 256)
        #expect(plain.relyingParty.nameID == .transient)
        #expect(plain.relyingParty.required == [.pairwiseID])
        let own = try site(text + "name-id: pairwise\nsigned: assertion\n", near)
        #expect(own.relyingParty.nameID == .pairwise && own.manner.rules.signing == .assertion)
    }

    @Test func `levels are words or whole URIs, for all sites or for one`() throws {
        let own = "urn:example:al:level:card"
        let site = try site("levels: [ eidas-high, smartcard-pki, \"\(own)\" ]\n")
        #expect(site.manner.levels.given == [AuthnContextClass.eidasHigh, AuthnContextClass.smartcardPKI, own])
        let all = try self.site("") {
            try $0.edit("porta.yaml", "  scope: example.al\n", "  scope: example.al\n  levels: [ x509 ]\n")
        }
        #expect(all.manner.levels.given == [AuthnContextClass.x509])
    }

    @Test func `O6: keys change on their day, for one site or for all that name none`() throws {
        let next = "signing-next: { key: p256, from: 2026-07-01T02:00:00Z }\n"
        let change = KeyCalendar.Change(key: "p256", from: Date(timeIntervalSince1970: 1_782_871_200))
        #expect(try site(next).manner.signingKeys == KeyCalendar("rsa", next: change))
        let house = { (folder: TestFolder) in
            try folder.edit("porta.yaml", "  scope: example.al\n", "  scope: example.al\n  \(next)")
        }
        #expect(try site("", house).manner.signingKeys == KeyCalendar("rsa", next: change))
        #expect(try site("signing: rsa\n", house).manner.signingKeys == KeyCalendar("rsa"))
    }

    @Test func `names of attributes are a set's, with the site's own over it`() throws {
        let site = try site(
            """
            attribute-set: basic
            attribute-names:
              family-name: { name: "urn:example:surname", friendly-name: surname, type: string }
              age-over-18: adult

            """)
        let names = site.manner.attributes
        #expect(names["given-name"]?.name == "givenName")
        #expect(names["given-name"]?.nameFormat == AttributeNameFormat.basic)
        #expect(names["family-name"]?.name == "urn:example:surname" && names["family-name"]?.type == .string)
        #expect(names["age-over-18"]?.name == "adult")
        #expect(names["pairwise-id"]?.name == AttributeSet.standard["pairwise-id"]?.name)
    }

    @Test func `the national identifier is a name where the site may have it`() throws {
        let folder = try TestFolder()
        try folder.write(
            "relying-parties/portal.yaml", "metadata: portal.xml\nnational-id: permitted\nname-id: national-id\n")
        try folder.edit(
            "porta.yaml", "  scope: example.al\n", "  scope: example.al\n  national-id-format: urn:example:al:nid\n")
        let configuration = try #require(folder.load().configuration)
        #expect(configuration.nationalIDFormat == "urn:example:al:nid")
        let party = try #require(configuration.sites.first?.relyingParty)
        #expect(party.nameID == .nationalID && party.mayHaveNationalID)
    }

    @Test func `requesters have a name of their own or that of a registered site`() throws {
        let party = try site(
            """
            pairwise-scope: requester
            requesters:
              https://tax.example.al/saml: { name: { sq: Tatimet, en: The tax office }, pairwise-group: taxes }
              https://post.example.al/saml: The post
              https://portal.example.al/saml: registered

            """
        ).relyingParty
        #expect(party.isPairwisePerRequester)
        #expect(party.requesters["https://tax.example.al/saml"]?.pairwiseGroup == "taxes")
        #expect(party.requesters["https://post.example.al/saml"]?.name?.text(in: []) == "The post")
        #expect(party.requesters["https://portal.example.al/saml"] == Requester(name: nil))
    }

    @Test func `sets of the metadata are known by number, as far as the registration goes`() throws {
        let services = """
            <md:AttributeConsumingService index="1"><md:ServiceName xml:lang="en">Names</md:ServiceName>\
            <md:RequestedAttribute Name="urn:oid:2.5.4.42"/></md:AttributeConsumingService>\
            <md:AttributeConsumingService index="7"><md:ServiceName xml:lang="en">More</md:ServiceName>\
            <md:RequestedAttribute Name="urn:oid:2.5.4.5" isRequired="true"/></md:AttributeConsumingService>\
            </md:SPSSODescriptor>
            """
        let folder = try TestFolder()
        try folder.write("relying-parties/portal.yaml", "metadata: portal.xml\n")
        try folder.edit("relying-parties/portal.xml", "</md:SPSSODescriptor>", services)
        let loaded = folder.load()
        let sets = try #require(loaded.configuration?.sites.first?.relyingParty.itemSets)
        #expect(sets[1]?.items == [.givenName] && sets[1]?.demandsMore == false)
        #expect(sets[1]?.name?.text(in: []) == "Names")
        #expect(sets[7]?.items == [] && sets[7]?.demandsMore == true)
        #expect(loaded.findings.contains { $0.what.contains("AttributeConsumingService 7") && $0.severity == .warning })
    }

    @Test func `O7: warns of a site that takes another's name as its group`() throws {
        let folder = try TestFolder()
        try folder.write("relying-parties/portal.yaml", "metadata: portal.xml\n")
        try folder.write(
            "relying-parties/second.xml",
            TestFolder.metadata(entity: "https://second.example.al/saml", host: "second.example.al"))
        try folder.write(
            "relying-parties/second.yaml", "metadata: second.xml\npairwise-group: https://portal.example.al/saml\n")
        #expect(folder.load().findings.contains { $0.key == "pairwise-group" && $0.what.contains("portal.yaml") })
    }
}
