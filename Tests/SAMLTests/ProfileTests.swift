import Foundation
import SAML
import SignedXML
import Testing

@Suite struct ProfileTests {
    private var ministry: ServiceProvider { get throws { try World.registered(World.ministry) } }
    private var shop: ServiceProvider { get throws { try World.registered(World.shop) } }

    @Test func `SDP-IDP09 and IDP11: saml2int signs the response and always encrypts the assertion`() throws {
        let rules = SAMLProfile.saml2int.rules
        #expect(rules.signing.rawValue == "response" && rules.encryption == .always)
        #expect(try rules.encryption(for: try ministry)?.recipient == World.ministry.entityID)
        #expect(throws: EncryptionRefusal.noKey) { try rules.encryption(for: try shop) }
        // The site's metadata wants its assertions signed too.
        #expect(rules.signing(for: try ministry) == .both)
    }

    @Test func `O4: generic encrypts where the metadata asks, and never falls back to plain text for a bad key`() throws
    {
        let rules = SAMLProfile.generic.rules
        #expect(try rules.encryption(for: try ministry)?.transport == .sha256)
        #expect(try rules.encryption(for: try shop) == nil)
        let old = try World.registered(World.ministry(transports: [.sha1]))
        #expect(try rules.encryption(for: old)?.transport == .sha1)
        var strict = rules
        strict.encryptionPolicy = EncryptionPolicy()
        #expect(throws: EncryptionRefusal.sha1NotAllowed) { try strict.encryption(for: old) }
        var lenient = strict
        lenient.encryption = .whenPossible
        #expect(try lenient.encryption(for: old) == nil)
        lenient.encryption = .never
        #expect(try lenient.encryption(for: try ministry) == nil)
    }

    @Test func `SDP-ALG01: saml2int uses the key transport that all its deployments know`() throws {
        let saml2int = SAMLProfile.saml2int.rules
        #expect(
            try saml2int.encryption(for: try World.registered(World.ministry(transports: [.sha1])))?.transport == .sha1)
        let silent = World.text(try World.ministry.metadata(validUntil: World.later))
            .replacing(/<md:EncryptionMethod .*?<\/md:EncryptionMethod>/, with: "")
        let site = try #require(MetadataCheck(at: World.now).run(Array(silent.utf8)).sites.first)
        #expect(try saml2int.encryption(for: site)?.transport == .sha1)
        #expect(try SAMLProfile.generic.rules.encryption(for: site)?.transport == .sha1)
        // A key that is not said to be for encryption asks for nothing; the operator can still want it.
        let twoUses = silent.replacing(" use=\"encryption\"", with: "")
        let quiet = try #require(MetadataCheck(at: World.now).run(Array(twoUses.utf8)).sites.first)
        var rules = SAMLProfile.generic.rules
        #expect(try rules.encryption(for: quiet) == nil)
        rules.encryption = .whenKeyed
        #expect(try rules.encryption(for: quiet) != nil)
    }

    @Test func `SDP-IDP12: saml2int names persons by transient names alone`() {
        #expect(SAMLProfile.saml2int.rules.nameIDFormat == NameIDFormat.transient)
        #expect(SAMLProfile.generic.rules.nameIDFormat == nil)
    }

    private func wanting(_ values: [String]) throws -> ServiceProvider {
        let attribute = values.map {
            "<saml:AttributeValue xmlns:saml=\"\(SAMLNamespace.assertion.uri)\">\($0)</saml:AttributeValue>"
        }.joined()
        let wish = """
            <md:Extensions><mdattr:EntityAttributes xmlns:mdattr="urn:oasis:names:tc:SAML:metadata:attribute"><saml:Attribute \
            xmlns:saml="\(SAMLNamespace.assertion.uri)" Name="urn:oasis:names:tc:SAML:profiles:subject-id:req" \
            NameFormat="\(AttributeNameFormat.uri)">\(attribute)</saml:Attribute></mdattr:EntityAttributes></md:Extensions>
            """
        let text = World.text(try World.ministry.metadata(validUntil: World.later))
        let changed = text.replacing("<md:SPSSODescriptor ", with: wish + "<md:SPSSODescriptor ")
        return try #require(MetadataCheck(at: World.now).run(Array(changed.utf8)).sites.first)
    }

    @Test(arguments: [
        (["subject-id"], ["subject-id"]), (["pairwise-id"], ["pairwise-id"]), (["none"], []),
        (["any"], ["pairwise-id"]),
        (["other"], ["pairwise-id"]), (["none", "any"], ["pairwise-id"]), ([], ["pairwise-id"]),
    ])
    func `SDP-IDP15: heeds which lasting identifier the metadata asks for`(_ wished: [String], _ sent: [String]) throws
    {
        let site = try wanting(wished)
        #expect(SAMLProfile.saml2int.rules.identifierAttributes(for: site) == sent)
    }

    @Test func `SDP-MD03: saml2int believes no metadata without an end, or with a far one`() throws {
        let check = SAMLProfile.saml2int.rules.metadataCheck(MetadataCheck(at: World.now))
        #expect(check.run(try World.portal.metadata(validUntil: nil)).reason == "valid-until-missing")
        let far = try World.portal.metadata(validUntil: World.now.addingTimeInterval(29 * 86_400))
        #expect(check.run(far).reason == "valid-until-too-far")
        #expect(check.run(try World.portal.metadata(validUntil: World.later)).valid)
        #expect(SAMLProfile.generic.rules.metadataCheck(MetadataCheck(at: World.now)).run(far).valid)
    }

    @Test(arguments: SAMLProfile.allCases)
    func `SDP-G01: clocks may differ by three to five minutes`(_ profile: SAMLProfile) {
        #expect((180...300).contains(profile.rules.clockSkew.components.seconds))
        #expect(profile.rules.requestRules(World.rules).furthestAhead == profile.rules.clockSkew)
        #expect(profile.rules.validity <= .seconds(300))
    }

    @Test func `SDP-IDP24 and IDP28: saml2int logs out by redirects`() {
        #expect(SAMLProfile.saml2int.rules.logoutBindings == [SAMLBinding.redirect])
        #expect(SAMLProfile.generic.rules.logoutBindings.count == 3)
    }

    /// A whole saml2int answer: SDP-IDP08 to IDP13, IDP18 to IDP20.
    @Test func `SDP-IDP10: gives one encrypted assertion with one statement of each kind`() throws {
        let rules = SAMLProfile.saml2int.rules
        let site = try ministry
        let scoped = try #require(ScopedIdentifier(unique: "abc", scope: "example.al")).description
        let content = AssertionContent(
            nameID: NameID(value: "_t", format: try #require(rules.nameIDFormat)),
            attributes: AttributeSet.standard.attributes([
                (item: "pairwise-id", values: [scoped]), (item: "given-name", values: ["Ana", "Maria"]),
            ]), authnInstant: World.now)
        let target = World.target(
            site: World.ministry, key: "rsa", signing: rules.signing, encryption: try rules.encryption(for: site))
        let bytes = try World.provider.success(content, to: target, at: World.now).bytes
        let text = World.text(bytes)
        #expect(text.contains("<saml:EncryptedAssertion>".dropLast()) && !text.contains("EncryptedID"))
        let login = try World.ministry.receive(bytes, requestID: "_request", from: World.known, at: World.now)
        #expect(login.nameID.format == NameIDFormat.transient)
        #expect(login.attributes.map(\.nameFormat) == [AttributeNameFormat.uri, AttributeNameFormat.uri])
        #expect(login.attributes[1].values == ["Ana", "Maria"])
        #expect(login.value("urn:oasis:names:tc:SAML:attribute:pairwise-id") == "abc@example.al")
    }
}
