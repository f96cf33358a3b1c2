import Foundation
import OpenSSL
import SAML
import SignedXML
import Testing

@Suite struct OwnMetadataTests {
    private func root(_ provider: IdentityProvider = World.grand) throws -> XMLElement {
        try UnverifiedDocument(try provider.metadata(validUntil: World.later), limits: .metadata).claims
    }

    private func role(_ provider: IdentityProvider = World.grand) throws -> XMLElement {
        try #require(try root(provider).elements.first { $0.name.local == "IDPSSODescriptor" })
    }

    @Test func `SDP-IDP33: says all that the profile wants of an identity provider`() throws {
        let role = try role()
        let names = role.elements.map(\.name.local)
        #expect(names.filter { $0 == "SingleSignOnService" }.count == 2)
        #expect(names.filter { $0 == "SingleLogoutService" }.count == 3)
        #expect(role.attribute("errorURL") == "https://login.example.al/help")
        let extensions = try #require(role.elements.first { $0.name.local == "Extensions" })
        #expect(extensions.elements.first { $0.name.local == "Scope" }?.attribute("regexp") == "false")
        let shown = extensions.elements.first { $0.name.local == "UIInfo" }?.elements.map(\.name.local) ?? []
        #expect(Set(["DisplayName", "Logo", "PrivacyStatementURL", "InformationURL"]).isSubset(of: Set(shown)))
        let contact = try #require(try root().elements.first { $0.name.local == "ContactPerson" })
        #expect(contact.attribute("contactType") == "technical")
        #expect(contact.elements.contains { $0.name.local == "EmailAddress" })
    }

    @Test func `O6 names keys before they sign, and a key of its own signs the metadata`() throws {
        let keys = try role().elements.filter { $0.name.local == "KeyDescriptor" }
        #expect(keys.map { $0.attribute("use") } == ["signing", "signing", "signing", "encryption"])
        let bytes = try World.grand.metadata(validUntil: World.later)
        let known = try KnownIdentityProvider(metadata: bytes, signedBy: [World.metadataKey.publicKey], at: World.now)
        #expect(known.signingKeys.map(\.subjectPublicKeyInfo).contains(World.stranger.publicKey.subjectPublicKeyInfo))
        #expect(known.logoutServices.count == 3 && known.encryptionCertificates == [World.ownDecryption.certificate])
        #expect(throws: SAMLError.self) {
            try KnownIdentityProvider(metadata: bytes, signedBy: [World.rsa.publicKey], at: World.now)
        }
    }

    /// O6, R49: sites that know both keys, old metadata and new, lose no login when another key takes over.
    @Test func `O6 changes keys without a failed login`() throws {
        let before = try IdentityProvider(
            entityID: World.provider.entityID, ssoURL: World.sso, scope: nil, names: [], signingKeys: [World.rsa],
            published: PublishedFeatures(announcedCertificates: [World.p256.certificate]))
        let after = try IdentityProvider(
            entityID: World.provider.entityID, ssoURL: World.sso, scope: nil, names: [], signingKeys: [World.p256],
            published: PublishedFeatures(announcedCertificates: [World.rsa.certificate]))
        for published in [before, after] {
            let known = try KnownIdentityProvider(
                metadata: try published.metadata(validUntil: World.later), at: World.now)
            for signing in [before, after] {
                let bytes = try signing.success(World.content(), to: World.target(key: nil), at: World.now).bytes
                _ = try World.portal.receive(bytes, requestID: "_request", from: known, at: World.now)
            }
        }
    }

    @Test func `SDP-MD04 offers nothing that is not there`() throws {
        let names = Set(try role(World.provider).elements.map(\.name.local))
        #expect(
            names.isDisjoint(with: [
                "SingleLogoutService", "ArtifactResolutionService", "ManageNameIDService", "Attribute",
            ]))
        #expect(try role(World.provider).attribute("errorURL") == nil)
        #expect(try role(World.provider).attribute("WantAuthnRequestsSigned") == "false")
    }

    @Test func `names attributes and certified levels`() throws {
        #expect(
            try role().elements.filter { $0.name.local == "Attribute" }.map { $0.attribute("FriendlyName") } == [
                "givenName", "pairwise-id",
            ])
        let text = World.text(try World.grand.metadata(validUntil: World.later))
        #expect(text.contains("assurance-certification") && text.contains(AuthnContextClass.eidasHigh))
    }
}
