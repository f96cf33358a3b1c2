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

    private func validate(_ bytes: [UInt8], _ schema: String) throws -> Tool.Outcome {
        let xsd = """
            <schema xmlns="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:all">
            <import namespace="http://www.w3.org/XML/1998/namespace" schemaLocation="/usr/share/xml/xmltooling/xml.xsd"/>
            <import namespace="http://www.w3.org/2000/09/xmldsig#" schemaLocation="/usr/share/xml/xmltooling/xmldsig-core-schema.xsd"/>
            <import namespace="http://www.w3.org/2001/04/xmlenc#" schemaLocation="/usr/share/xml/xmltooling/xenc-schema.xsd"/>
            <import namespace="\(Self.saml)assertion" schemaLocation="/usr/share/xml/opensaml/saml-schema-assertion-2.0.xsd"/>
            <import namespace="urn:oasis:names:tc:SAML:metadata:ui" schemaLocation="/usr/share/xml/opensaml/sstc-saml-metadata-ui-v1.0.xsd"/>
            <import namespace="\(Self.saml)\(schema)" schemaLocation="/usr/share/xml/opensaml/saml-schema-\(schema)-2.0.xsd"/>
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
        let documents: [([UInt8], String)] = [
            (try response("rsa"), "protocol"),
            (try World.provider.failure(status, to: World.target(), at: World.now).bytes, "protocol"),
            (try World.portal.signedRequest(to: World.sso, wishes: wishes, at: World.now).bytes, "protocol"),
            (try World.provider.metadata(validUntil: World.later), "metadata"),
            (try World.portal.metadata(validUntil: World.later), "metadata"),
        ]
        for (bytes, schema) in documents {
            let outcome = try validate(bytes, schema)
            #expect(outcome.status == 0, "\(outcome.errors)")
            let canonical = try Tool.run(["xmllint", "--exc-c14n", "in.xml"], files: ["in.xml": bytes])
            #expect(canonical.output == bytes)
        }
    }
}
