import Foundation
import OpenSSL
import SAML
import Testing

/// xmlsec1 verifies, and the schemas of SAML validate, what Porta writes
/// (Debian xmlsec1, libxml2-utils, opensaml-schemas, xmltooling-schemas).
@Suite struct ForeignJudgeTests {
    private static let saml = "urn:oasis:names:tc:SAML:2.0:"

    private func verify(_ bytes: [UInt8], _ key: SigningKey, root: String, at path: String) throws -> Tool.Outcome {
        try Tool.run(
            [
                "xmlsec1", "--verify", "--id-attr:ID", root, "--id-attr:ID", Self.saml + "assertion:Assertion",
                "--node-xpath", path, "--pubkey-cert-pem", "cert.pem", "in.xml",
            ],
            files: ["in.xml": bytes, "cert.pem": Array(PEM.encode(key.certificate, label: "CERTIFICATE").utf8)])
    }

    private func validate(_ bytes: [UInt8]) throws -> Tool.Outcome {
        let xsd = """
            <schema xmlns="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:all">
            <import namespace="http://www.w3.org/XML/1998/namespace" schemaLocation="/usr/share/xml/xmltooling/xml.xsd"/>
            <import namespace="http://www.w3.org/2000/09/xmldsig#" schemaLocation="/usr/share/xml/xmltooling/xmldsig-core-schema.xsd"/>
            <import namespace="http://www.w3.org/2001/04/xmlenc#" schemaLocation="/usr/share/xml/xmltooling/xenc-schema.xsd"/>
            <import namespace="\(Self.saml)assertion" schemaLocation="/usr/share/xml/opensaml/saml-schema-assertion-2.0.xsd"/>
            <import namespace="http://www.w3.org/2009/xmlenc11#" schemaLocation="/usr/share/xml/xmltooling/xenc11-schema.xsd"/>
            <import namespace="http://schemas.xmlsoap.org/soap/envelope/" schemaLocation="/usr/share/xml/xmltooling/soap-envelope.xsd"/>
            <import namespace="\(Self.saml)protocol" schemaLocation="/usr/share/xml/opensaml/saml-schema-protocol-2.0.xsd"/>
            <import namespace="urn:oasis:names:tc:SAML:metadata:attribute" schemaLocation="/usr/share/xml/opensaml/sstc-metadata-attr.xsd"/>
            <import namespace="urn:oasis:names:tc:SAML:metadata:ui" schemaLocation="/usr/share/xml/opensaml/sstc-saml-metadata-ui-v1.0.xsd"/>
            <import namespace="\(Self.saml)metadata" schemaLocation="/usr/share/xml/opensaml/saml-schema-metadata-2.0.xsd"/>
            </schema>
            """
        return try Tool.run(
            ["xmllint", "--nonet", "--noout", "--schema", "all.xsd", "in.xml"],
            files: ["in.xml": bytes, "all.xsd": Array(xsd.utf8)])
    }

    private static let attributes = [
        Attribute(name: "urn:oid:2.5.4.42", friendlyName: "givenName", values: ["Ermonela"]),
        Attribute(name: "urn:oid:2.5.4.4", friendlyName: "sn", values: ["Çelë & <co>"]),
    ]

    private func response(_ key: String) throws -> [UInt8] {
        var content = World.content(attributes: Self.attributes)
        content.sessionIndex = "_s1"
        content.address = "192.0.2.1"
        return try World.provider.success(content, to: World.target(key: key), at: World.now).bytes
    }

    @Test(arguments: [World.rsa, World.p256])
    func `has its responses and assertions verified by xmlsec1`(_ key: SigningKey) throws {
        let bytes = try response(key.name)
        for path in ["/*/*[local-name()='Signature']", "//*[local-name()='Assertion']/*[local-name()='Signature']"] {
            let outcome = try verify(bytes, key, root: Self.saml + "protocol:Response", at: path)
            #expect(outcome.status == 0, "\(outcome.errors)")
        }
        let tampered = Array(World.text(bytes).replacing("Ermonela", with: "Somebody").utf8)
        let outcome = try verify(
            tampered, key, root: Self.saml + "protocol:Response", at: "/*/*[local-name()='Signature']")
        #expect(outcome.status != 0)
    }

    @Test func `has its statuses, metadata and requests verified by xmlsec1`() throws {
        let path = "/*/*[local-name()='Signature']"
        let failure = try World.provider.failure(
            SAMLStatus(.responder, .noPassive), to: World.target(), at: World.now)
        let metadata = try World.provider.metadata(validUntil: World.later)
        let request = try World.portal.signedRequest(to: World.sso, at: World.now).bytes
        let outcomes = [
            try verify(failure.bytes, World.p256, root: Self.saml + "protocol:Response", at: path),
            try verify(metadata, World.rsa, root: Self.saml + "metadata:EntityDescriptor", at: path),
            try verify(request, World.siteKey, root: Self.saml + "protocol:AuthnRequest", at: path),
        ]
        for outcome in outcomes { #expect(outcome.status == 0, "\(outcome.errors)") }
    }

    @Test func `writes what the schemas of SAML allow`() throws {
        var wishes = RequestWishes()
        wishes.nameIDFormat = NameIDFormat.transient
        wishes.authnContextClass = AuthnContextClass.smartcardPKI
        wishes.consumerURL = World.portal.consumerURL
        wishes.forceAuthn = true
        let status = SAMLStatus(.requester, .requestDenied, third: "https://x.example/status", message: "no")
        let plain: [[UInt8]] = [
            try response("rsa"), try World.provider.failure(status, to: World.target(), at: World.now).bytes,
            try World.portal.signedRequest(to: World.sso, wishes: wishes, at: World.now).bytes,
            try World.provider.metadata(validUntil: World.later), try World.portal.metadata(validUntil: World.later),
            try World.grand.metadata(validUntil: World.later), try World.ministry.metadata(validUntil: World.later),
            Array(try Federation.signed([try Federation.entity(0), try Federation.entity(1)]).utf8),
        ]
        for bytes in plain + (try fullResponses()) + (try logoutMessages()) {
            let outcome = try validate(bytes)
            #expect(outcome.status == 0, "\(outcome.errors)")
            let canonical = try Tool.run(["xmllint", "--exc-c14n", "in.xml"], files: ["in.xml": bytes])
            // A prefix that stands in values alone is kept by the PrefixList, which xmllint is not told. An aggregate is
            // others' work, and declares prefixes anew.
            if !World.text(bytes).contains("PrefixList"), !World.text(bytes).hasPrefix("<md:EntitiesDescriptor") {
                #expect(canonical.output == bytes)
            }
        }
    }

    /// Every way of signing and encrypting, with all that an assertion can hold.
    private func fullResponses() throws -> [[UInt8]] {
        var content = World.content(
            attributes: Self.attributes + [Attribute(name: "urn:x", values: ["true"], type: .boolean)])
        content.sessionIndex = "_s1"
        content.sessionNotOnOrAfter = World.later
        var declared = content
        declared.authnContextDeclaration = "urn:decl"
        let transports: [KeyTransport?] = [nil, .sha256, .sha1, .oaep(.sha512, mask: .sha384)]
        return try ResponseSigning.allCases.flatMap { signing in
            try transports.map { transport in
                let encryption = try transport.map {
                    try EncryptionTarget(
                        recipient: World.ministry.entityID, certificate: World.siteDecryption.certificate, transport: $0
                    )
                }
                return try World.provider.success(
                    signing == .both ? declared : content,
                    to: World.target(site: World.ministry, signing: signing, encryption: encryption), at: World.now
                ).bytes
            }
        }
    }

    private func logoutMessages() throws -> [[UInt8]] {
        let name = NameID(value: "x", format: NameIDFormat.transient, nameQualifier: "urn:a", spNameQualifier: "urn:b")
        let target = try EncryptionTarget(
            recipient: World.provider.entityID, certificate: World.ownDecryption.certificate)
        let writing = try World.grand.logout()
        let requests = try [nil, target].map { encryption in
            try writing.request(
                LogoutSubject(nameID: name, sessionIndexes: ["_1", "_2"], reason: "urn:r", encryption: encryption),
                to: World.siteSLO, at: World.now)
        }
        let answers = try LogoutOutcome.allCases.map {
            try writing.response($0.status, to: World.siteSLO, inResponseTo: "_r", at: World.now)
        }
        return try (requests + answers).flatMap { [try $0.posted(), try $0.soapBody()] }
            + [try SOAPEnvelope.fault(isClients: true, "not understood")]
    }

    @Test(arguments: [World.rsa, World.p256], ResponseSigning.allCases)
    func `O8 signs what the site is registered for, and xmlsec1 agrees`(
        _ key: SigningKey, _ signing: ResponseSigning
    ) throws {
        let typed = [Attribute(name: "urn:x", values: ["true"], type: .boolean)]
        let bytes = try World.provider.success(
            World.content(attributes: Self.attributes + typed), to: World.target(key: key.name, signing: signing),
            at: World.now
        ).bytes
        let paths = [
            (signing != .assertion, "/*/*[local-name()='Signature']"),
            (signing != .response, "/*/*[local-name()='Assertion']/*[local-name()='Signature']"),
        ]
        for (isSigned, path) in paths {
            let outcome = try verify(bytes, key, root: Self.saml + "protocol:Response", at: path)
            #expect((outcome.status == 0) == isSigned, "\(outcome.errors)")
        }
    }

    @Test func `has its messages about logging out verified by xmlsec1`() throws {
        let message = try World.grand.logout(signingKey: "p256").request(
            LogoutSubject(nameID: NameID(value: "x", format: NameIDFormat.transient)), to: World.siteSLO, at: World.now)
        for (bytes, path) in [
            (try message.posted(), "/*/*[local-name()='Signature']"),
            (try message.soapBody(), "//*[local-name()='Signature']"),
        ] {
            let outcome = try verify(bytes, World.p256, root: Self.saml + "protocol:LogoutRequest", at: path)
            #expect(outcome.status == 0, "\(outcome.errors)")
        }
    }

    /// The Redirect binding's signature, verified by openssl over the query as it stands.
    @Test(arguments: [("rsa", "-sha256")])
    func `has the signature of a redirect verified by openssl`(_ key: String, _ digest: String) throws {
        let message = try World.grand.logout(signingKey: key).response(
            .success, to: World.siteSLO, inResponseTo: "_r", at: World.now)
        let query = String(try message.redirectURL(relayState: "a b").split(separator: "?", maxSplits: 1)[1])
        let parts = query.components(separatedBy: "&Signature=")
        let signature = parts[1].replacing("%2B", with: "+").replacing("%2F", with: "/").replacing("%3D", with: "=")
        let pem = PEM.encode(World.rsa.publicKey.subjectPublicKeyInfo, label: "PUBLIC KEY")
        let outcome = try Tool.run(
            ["openssl", "dgst", digest, "-verify", "key.pem", "-signature", "signature", "query"],
            files: [
                "key.pem": Array(pem.utf8), "query": Array(parts[0].utf8),
                "signature": Base64.decode(signature) ?? [],
            ])
        #expect(outcome.status == 0, "\(outcome.errors)")
    }
}
